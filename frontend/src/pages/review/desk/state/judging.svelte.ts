import { ApiError } from '../../../../api/client';
import { type Gold, type GoldInput, goldPut, goldRevert } from '../../../../api/review/gold';
import type { Panel } from '../../../../api/review/panel';
import { type Adjudication, adjudicationOf } from '../../../../domain/adjudication';
import { AnnotationStore } from '../../../../state/annotation.svelte';
import { adjudicationStart, goldInput } from '../start';
import { type GoldDraftStore, indexedDbGoldDrafts } from './goldDrafts';

export type SaveState = 'untouched' | 'kept' | 'saving' | 'saved' | 'failed';
type Calls = { readonly put: typeof goldPut; readonly revert: typeof goldRevert };
export type JudgingOptions = {
  readonly userId: number;
  readonly drafts?: GoldDraftStore;
  readonly calls?: Calls;
};

/**
 * What becomes gold, from the panel to the server: every edit is kept on the device until the server has it. Nothing of
 * somebody else's is overwritten: where the gold has a newer version, that one is put beside this.
 */
export class Judging {
  readonly store = new AnnotationStore();
  panel: Panel = $state.raw() as Panel;
  save: SaveState = $state('untouched');
  /** The version that this work began with: what a save is based on. */
  version = $state(0);
  /** What somebody else made of the video meanwhile. */
  stale: Gold | null = $state.raw(null);
  /** Whether work came back from this device. */
  restored = $state(false);
  /** Whether the device refused to keep a draft. */
  deviceFailed = $state(false);
  readonly #userId: number;
  readonly #drafts: GoldDraftStore;
  readonly #calls: Calls;
  #writing: Promise<void> = Promise.resolve();

  constructor(panel: Panel, options: JudgingOptions) {
    this.#userId = options.userId;
    this.#drafts = options.drafts ?? indexedDbGoldDrafts;
    this.#calls = options.calls ?? { put: goldPut, revert: goldRevert };
    this.#begin(panel);
    this.store.onChange((answer) => this.#keep(adjudicationOf(answer)));
  }

  get answer(): Adjudication {
    return adjudicationOf(this.store.answer);
  }

  /** Whether there is work that the server does not have. */
  get unsaved(): boolean {
    return this.save === 'kept' || this.save === 'failed' || this.save === 'saving';
  }

  /** Takes up what this device kept; resolves once the traces may be changed. */
  async open(readOnly: boolean): Promise<void> {
    const draft = await this.#drafts.get(this.panel.video, this.#userId).catch(() => null);
    if (draft !== null && !readOnly) {
      this.store.load(draft.answer, null);
      this.version = draft.goldVersion;
      this.save = 'kept';
      this.restored = true;
      this.#compare(this.panel.gold);
    }
    this.store.readOnly = readOnly;
  }

  /** What the server has by now: shown at once where nothing here would be lost. */
  enter(panel: Panel): void {
    if (!this.unsaved) {
      const { readOnly } = this.store;
      this.#begin(panel);
      this.store.readOnly = readOnly;
      return;
    }
    this.panel = panel;
    this.#compare(panel.gold);
  }

  /** Writes the next version; false when somebody else was first. Throws what else went wrong. */
  async send(): Promise<boolean> {
    const input: GoldInput = goldInput(this.store.settled);
    return this.#change(() => this.#calls.put(this.panel.video, input, this.version), 'failed');
  }

  async revert(toVersion: number): Promise<boolean> {
    const before = this.save;
    return this.#change(() => this.#calls.revert(this.panel.video, toVersion, this.version), before);
  }

  /** Theirs counts; what was judged here is left. */
  async takeTheirs(): Promise<void> {
    if (this.stale === null) return;
    await this.#settle(this.stale);
  }

  /** Mine becomes the version after theirs, once it is saved. */
  redoMine(): void {
    if (this.stale === null) return;
    this.version = this.stale.version;
    this.panel = { ...this.panel, gold: this.stale };
    this.stale = null;
    this.#keep(this.answer);
  }

  async #change(send: () => Promise<Gold>, failed: SaveState): Promise<boolean> {
    this.save = 'saving';
    try {
      await this.#settle(await send());
      return true;
    } catch (error) {
      this.save = failed;
      if (!(error instanceof ApiError) || error.status !== 412) throw error;
      this.stale = (error.body.current as Gold | undefined) ?? null;
      if (this.stale === null) throw error;
      return false;
    }
  }

  /** What the server has is what is shown; nothing is left on the device. */
  async #settle(gold: Gold): Promise<void> {
    await this.#writing;
    await this.#drafts.remove(this.panel.video, this.#userId).catch(() => undefined);
    const { readOnly } = this.store;
    this.#begin({ ...this.panel, gold });
    this.store.readOnly = readOnly;
    this.restored = false;
  }

  #begin(panel: Panel): void {
    this.panel = panel;
    this.version = panel.gold.version;
    this.stale = null;
    this.save = panel.gold.version > 0 ? 'saved' : 'untouched';
    this.store.load(adjudicationStart(panel), null);
  }

  #compare(gold: Gold): void {
    this.stale = gold.version === this.version ? null : gold;
  }

  #keep(answer: Adjudication): void {
    this.save = 'kept';
    const draft = {
      schema: 1 as const,
      userId: this.#userId,
      goldVersion: this.version,
      answer,
      updatedAt: Date.now(),
    };
    this.#writing = this.#writing
      .then(() => this.#drafts.put(this.panel.video, draft))
      .then(
        () => {
          this.deviceFailed = false;
        },
        () => {
          this.deviceFailed = true;
        },
      );
  }
}
