import { tick } from 'svelte';
import { personSettings } from '../../../state/settings.svelte';
import type { Desk } from '../desk.svelte';
import { later } from '../later/later.svelte';

export type GuideTab = 'guideline' | 'categories';

/** Where each project's texts were scrolled to; they stay open from one clip to the next. */
const scrolled = new Map<string, number>();

/** What stands beside the picture to be read while annotating. Whether it is open stays with the person. */
export class Guide {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get tab(): GuideTab | null {
    const { guide } = personSettings.value;
    return guide === 'guideline' || guide === 'categories' ? guide : null;
  }

  /** Opens this text, or closes it when it is the one that is open. */
  toggle(tab: GuideTab): void {
    const opens = this.tab !== tab;
    this.show(opens ? tab : null);
    if (opens) void this.#focus();
    else this.#desk.focusStage();
  }

  async #focus(): Promise<void> {
    await later.need().catch(() => undefined);
    await tick();
    document.getElementById('wb-guide')?.focus({ preventScroll: true });
  }

  show(tab: GuideTab | null): void {
    personSettings.patch({ guide: tab ?? undefined });
  }

  scrollOf(tab: GuideTab): number {
    return scrolled.get(`${this.#desk.slug}/${tab}`) ?? 0;
  }

  keepScroll(tab: GuideTab, top: number): void {
    scrolled.set(`${this.#desk.slug}/${tab}`, top);
  }
}
