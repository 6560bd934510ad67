import { type Answer, answerEqual } from '../../domain/answer';
import type { Outgoing } from './drafts';

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly revision: number }
  | { readonly kind: 'conflict'; readonly revision: number; readonly theirs: Answer }
  /** The server will not take it; `final`: nor any later edit (lease lost, no draft any more, not allowed). */
  | Refusal
  | { readonly kind: 'signed_out' }
  /** No answer, or one that says "later". */
  | { readonly kind: 'unreachable' };

export type Refusal = {
  readonly kind: 'refused';
  readonly code: string;
  readonly detail: string;
  readonly final: boolean;
};

export type SaveState =
  | { readonly kind: 'saved'; readonly at: number | null }
  | { readonly kind: 'saving' }
  | { readonly kind: 'offline' }
  | { readonly kind: 'signed_out' }
  | { readonly kind: 'conflict'; readonly revision: number; readonly theirs: Answer }
  | Refusal;

/** What has to survive a crash at this moment. */
export type Unsaved = {
  readonly answer: Answer;
  readonly baseRevision: number;
  readonly unsaved: boolean;
  readonly outgoing: Outgoing | null;
};

export type AutosaveOptions = {
  readonly put: (outgoing: Outgoing, keepalive: boolean) => Promise<SaveOutcome>;
  /** Called at once on each edit and before and after each request; resolves once it is on the device. */
  readonly keep: (unsaved: Unsaved) => Promise<void> | void;
  readonly makeKey: () => string;
  readonly now: () => number;
  readonly onState: (state: SaveState) => void;
};

/** Quiet time before a save, and the longest that an edit waits for one: both well below two seconds. */
export const QUIET_MS = 700;
export const LONGEST_WAIT_MS = 1500;
/** A device that does not keep drafts must not keep the server from getting them. */
const KEPT_WITHIN_MS = 1000;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;

/**
 * Carries the whole answer to the server: one request at a time, the newest answer after it.
 *
 * A request whose outcome is unknown is repeated as it was, with the same key, before anything newer is sent:
 * the server then answers a save that it had already made with that save's own revision.
 */
export class Autosave {
  readonly #options: AutosaveOptions;
  #answer: Answer;
  #saved: Answer | null;
  /** What the answer was here since the newest save, oldest first: all of it went into the present answer. */
  #passed: Answer[];
  #baseRevision: number;
  #outgoing: Outgoing | null;
  #inFlight: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #firstUnsavedAt: number | null = null;
  #retryMs = FIRST_RETRY_MS;
  #savedAt: number | null;
  #state: SaveState;
  #closed = false;

  constructor(options: AutosaveOptions, start: Unsaved & { readonly savedAt: number | null }) {
    this.#options = options;
    this.#answer = start.answer;
    this.#saved = start.unsaved ? null : start.answer;
    this.#passed = [start.answer];
    this.#baseRevision = start.baseRevision;
    this.#outgoing = start.outgoing;
    this.#savedAt = start.savedAt;
    this.#state = start.unsaved ? { kind: 'saving' } : { kind: 'saved', at: start.savedAt };
    options.onState(this.#state);
    if (start.unsaved) void this.flush();
  }

  get state(): SaveState {
    return this.#state;
  }

  /** The revision that the server is known to have. */
  get revision(): number {
    return this.#baseRevision;
  }

  /** The server made a revision of the answer as it is there, at this tab's wish: what follows is based on it. */
  rebase(revision: number): void {
    this.#baseRevision = revision;
    this.#keep();
  }

  /** Takes over an edit: kept on the device at once, sent soon. */
  edit(answer: Answer): void {
    this.#answer = answer;
    this.#passed.push(answer);
    this.#keep();
    if (this.#isClean()) {
      this.#rest();
    } else if (this.#takesEdits()) {
      this.#enter({ kind: 'saving' });
      this.#schedule(this.#quietMs());
    }
  }

  /** Saves now. Resolves to whether the server has everything. */
  async flush(keepalive = false): Promise<boolean> {
    await this.#attempt(keepalive);
    while (this.#state.kind === 'saving' && this.#maySend()) await this.#attempt();
    return this.#isClean();
  }

  /** The page may be about to die: send without waiting for a request under way. */
  flushOnLeaving(): void {
    if (this.#inFlight === null) void this.flush(true);
  }

  /** The network or the session came back, or the person asks to try again. */
  retry(): void {
    this.#retryMs = FIRST_RETRY_MS;
    if (this.#isHalted()) this.#enter({ kind: 'saving' });
    if (this.#state.kind === 'offline' || this.#state.kind === 'saving') void this.flush();
  }

  /** Puts the answer as it is here over theirs, as a new revision: only after the person chose so. */
  keepMine(): void {
    if (this.#state.kind !== 'conflict') return;
    this.#baseRevision = this.#state.revision;
    this.#enter({ kind: 'saving' });
    this.#keep();
    void this.flush();
  }

  /** Goes on from their answer, which the server has. */
  takeTheirs(): Answer | null {
    if (this.#state.kind !== 'conflict') return null;
    const { theirs, revision } = this.#state;
    this.#answer = theirs;
    this.#settle(theirs, revision);
    return theirs;
  }

  close(): void {
    this.#closed = true;
    this.#unschedule();
  }

  /** Whether only the person, or an edit, makes it go on. */
  #isHalted(): boolean {
    const { kind } = this.#state;
    return kind === 'signed_out' || (this.#state.kind === 'refused' && !this.#state.final);
  }

  #maySend(): boolean {
    const sendable = this.#state.kind === 'saving' || this.#state.kind === 'offline';
    return sendable && !this.#closed && !this.#isClean();
  }

  #isClean(): boolean {
    return this.#outgoing === null && this.#saved !== null && answerEqual(this.#saved, this.#answer);
  }

  /** What was to be saved has been taken back: there is nothing left to do. */
  #rest(): void {
    const { kind } = this.#state;
    if (kind !== 'saving' && kind !== 'offline') return;
    this.#unschedule();
    this.#firstUnsavedAt = null;
    this.#enter({ kind: 'saved', at: this.#savedAt });
  }

  /** Offline, the next retry takes the edit along; in the other states it only stays on this device. */
  #takesEdits(): boolean {
    if (this.#state.kind === 'refused') return !this.#state.final;
    return this.#state.kind === 'saved' || this.#state.kind === 'saving';
  }

  #attempt(keepalive = false): Promise<void> {
    this.#unschedule();
    if (this.#inFlight === null && !this.#maySend()) return Promise.resolve();
    this.#inFlight ??= this.#send(keepalive).finally(() => {
      this.#inFlight = null;
    });
    return this.#inFlight;
  }

  async #send(keepalive: boolean): Promise<void> {
    this.#outgoing ??= {
      answer: this.#answer,
      baseRevision: this.#baseRevision,
      key: this.#options.makeKey(),
    };
    this.#firstUnsavedAt = null;
    const kept = this.#keep();
    const sent = this.#outgoing;
    if (!keepalive) await this.#within(kept);
    if (this.#closed) return;
    const outcome = await this.#options.put(sent, keepalive);
    // A save that may outlive the page asks nobody to sign in; a page that lives on sends it again, and asks.
    if (outcome.kind !== 'signed_out' || !keepalive) this.#handle(outcome, sent);
  }

  /** The server never gets what the device has not: else a crash in between would look like two versions. */
  async #within(kept: Promise<void> | void): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, KEPT_WITHIN_MS);
    });
    await Promise.race([kept, late]);
    clearTimeout(timer);
  }

  #handle(outcome: SaveOutcome, sent: Outgoing): void {
    if (this.#closed) return;
    if (outcome.kind === 'saved') this.#settle(sent.answer, outcome.revision);
    else if (outcome.kind === 'unreachable') this.#waitForNetwork();
    else if (outcome.kind === 'signed_out') this.#enter(outcome);
    else if (outcome.kind === 'conflict' && this.#isKnown(outcome.theirs, sent)) {
      this.#settle(outcome.theirs, outcome.revision);
    } else {
      this.#outgoing = null;
      this.#keep();
      this.#enter(outcome);
    }
  }

  /**
   * What the server has is what was sent, or what the answer was here since then (a tab that opened beside this one
   * may have sent it from the device): nothing of anybody's could be overwritten.
   */
  #isKnown(theirs: Answer, sent: Outgoing): boolean {
    return answerEqual(theirs, sent.answer) || this.#passed.some((passed) => answerEqual(theirs, passed));
  }

  #settle(saved: Answer, revision: number): void {
    this.#saved = saved;
    this.#passed = this.#passed.slice(this.#passed.findLastIndex((passed) => answerEqual(passed, saved)) + 1);
    this.#baseRevision = revision;
    this.#outgoing = null;
    this.#savedAt = this.#options.now();
    this.#retryMs = FIRST_RETRY_MS;
    this.#keep();
    const clean = this.#isClean();
    this.#enter(clean ? { kind: 'saved', at: this.#savedAt } : { kind: 'saving' });
    if (!clean && this.#timer === null) this.#schedule(this.#quietMs());
  }

  #waitForNetwork(): void {
    this.#enter({ kind: 'offline' });
    this.#schedule(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  #quietMs(): number {
    const now = this.#options.now();
    this.#firstUnsavedAt ??= now;
    return Math.max(0, Math.min(QUIET_MS, this.#firstUnsavedAt + LONGEST_WAIT_MS - now));
  }

  #schedule(delayMs: number): void {
    this.#unschedule();
    this.#timer = setTimeout(() => void this.#attempt(), delayMs);
  }

  #unschedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #keep(): Promise<void> | void {
    const { keep } = this.#options;
    return keep({
      answer: this.#answer,
      baseRevision: this.#baseRevision,
      unsaved: !this.#isClean(),
      outgoing: this.#outgoing,
    });
  }

  #enter(state: SaveState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
