import type { PanelAnswer } from '../../../../api/review/panel';

/** Somebody with an answer on the video: number, colour and pattern are theirs on picture and timeline alike. */
export type Person = {
  /** 1-based: the key that keeps their trace. */
  readonly number: number;
  readonly name: string;
  /** 0-based index into the trace colours; the first one belongs to the gold. */
  readonly colorIndex: number;
  readonly answer: PanelAnswer;
};

export const GOLD_COLOR = 0;
/** Neighbours are far apart for every kind of colour blindness; each has its pattern besides. */
const COLORS = [1, 5, 2, 6, 8, 3, 7, 4];

export function peopleOf(answers: readonly PanelAnswer[]): Person[] {
  return answers.map((answer, index) => ({
    number: index + 1,
    name: answer.annotator,
    colorIndex: COLORS[index % COLORS.length] ?? 1,
    answer,
  }));
}

/** Whose traces are seen: everybody's, all but some, or one person's. */
export class Sight {
  #muted = $state.raw<ReadonlySet<string>>(new Set());
  #solo = $state<string | null>(null);
  /** Who accept and return are about, by name. */
  current = $state<string | null>(null);

  get everybody(): boolean {
    return this.#solo === null && this.#muted.size === 0;
  }

  isSolo({ name }: Person): boolean {
    return this.#solo === name;
  }

  shows({ name }: Person): boolean {
    return this.#solo === null ? !this.#muted.has(name) : this.#solo === name;
  }

  solo({ name }: Person): void {
    this.#solo = this.#solo === name ? null : name;
  }

  /** Whoever is alone is no longer, so that what is pressed is what happens. */
  mute(person: Person): void {
    const hide = this.shows(person);
    const muted = new Set(this.#muted);
    if (hide) muted.add(person.name);
    else muted.delete(person.name);
    this.#muted = muted;
    this.#solo = null;
  }

  all(): void {
    this.#muted = new Set();
    this.#solo = null;
  }
}
