import type { Decision, DecisionMade, Suggestion } from '../../../api/models/suggestions';
import type { Due } from './taking';

export type RecordServer = {
  /** Saves the answer: a decision may only name a trace that the server has. */
  readonly flush: () => Promise<boolean>;
  readonly decide: (
    id: string,
    decision: { decision: Decision; trace: string | null; reason: string },
  ) => Promise<unknown>;
  readonly undecide: (id: string) => Promise<unknown>;
};

export type RecordOf = {
  readonly suggestions: () => readonly Suggestion[];
  readonly due: (suggestion: Suggestion) => Due;
  /** Takes in what the server has recorded now. */
  readonly recorded: (id: string, decision: DecisionMade | null) => void;
};

/** How long further edits of a taken trace are waited for. */
const SETTLED_AFTER_MS = 700;

/** Tells the server what became of suggestions: one after the other, and again when it did not get through. */
export class Recording {
  /** Why the last decision could not be recorded. */
  error: unknown = $state.raw(null);
  readonly #server: RecordServer;
  readonly #of: RecordOf;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(server: RecordServer, of: RecordOf) {
    this.#server = server;
    this.#of = of;
  }

  /** The answer changed: what follows from it is recorded once it rests. */
  later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.now(), SETTLED_AFTER_MS);
  }

  /** Records all that is due; resolves when that is done or has failed. */
  now(): Promise<void> {
    clearTimeout(this.#timer);
    this.#running = this.#running.then(() => this.#all());
    return this.#running;
  }

  /** Unlike the others it follows from no trace, so it either is recorded now or throws. */
  async reject(id: string, reason: string): Promise<void> {
    await this.#server.decide(id, { decision: 'rejected', trace: null, reason });
    this.#of.recorded(id, made('rejected', null, reason));
  }

  async takeBack(id: string): Promise<void> {
    await this.#server.undecide(id);
    this.#of.recorded(id, null);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  async #all(): Promise<void> {
    const due = this.#of.suggestions().flatMap((each) => {
      const what = this.#of.due(each);
      return what === null ? [] : [{ id: each.id, what }];
    });
    if (due.length === 0) return;
    try {
      if (!(await this.#server.flush())) return;
      for (const { id, what } of due) await this.#one(id, what);
      this.error = null;
    } catch (error) {
      this.error = error;
    }
  }

  async #one(id: string, what: Exclude<Due, null>): Promise<void> {
    if (what === 'back') {
      await this.takeBack(id);
      return;
    }
    await this.#server.decide(id, { ...what, reason: '' });
    this.#of.recorded(id, made(what.decision, what.trace, ''));
  }
}

function made(decision: Decision, trace: string | null, reason: string): DecisionMade {
  return { decision, trace, reason, at: new Date().toISOString() };
}
