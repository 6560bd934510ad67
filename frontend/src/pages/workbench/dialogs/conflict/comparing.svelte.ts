import { type Answer, answerCompare, answerEqual } from '../../../../domain/answer';
import { uuidMake } from '../../../../domain/ids';
import {
  type Choices,
  choicesStart,
  combineProblems,
  type NoteChoice,
  type Side,
  type TraceChoice,
  versionsCombine,
} from '../../../../domain/versions';
import { errorText } from '../../../../i18n/errors';
import type { WorkSession } from '../../../../state/workSession.svelte';

/** The choice between two versions of one answer, while the dialog about them is open. */
export class Comparing {
  readonly mine: Answer;
  readonly theirs: Answer;
  readonly traces;
  choices: Choices = $state.raw() as Choices;
  busy: Side | 'combined' | null = $state(null);
  error: string | null = $state(null);
  readonly #session: WorkSession;
  readonly #copyIds = new Map<string, string>();
  combined = $derived.by(() => this.#combine());
  problems = $derived(combineProblems(this.combined));

  constructor(session: WorkSession, mine: Answer, theirs: Answer) {
    this.#session = session;
    this.mine = mine;
    this.theirs = theirs;
    this.traces = answerCompare(mine, theirs);
    this.choices = choicesStart(mine, theirs);
  }

  chooseVerdict(verdict: Side): void {
    this.choices = { ...this.choices, verdict };
  }

  chooseNote(note: NoteChoice): void {
    this.choices = { ...this.choices, note };
  }

  chooseTrace(id: string, choice: TraceChoice): void {
    this.choices = { ...this.choices, traces: { ...this.choices.traces, [id]: choice } };
  }

  keepMine(): Promise<void> {
    return this.#settle('mine', () => this.#session.keepMine());
  }

  takeTheirs(): Promise<void> {
    return this.#settle('theirs', () => this.#session.takeTheirs());
  }

  /** A combination that is one of the versions is that version. */
  takeCombined(): Promise<void> {
    if (answerEqual(this.combined, this.theirs)) return this.takeTheirs();
    if (answerEqual(this.combined, this.mine)) return this.keepMine();
    return this.#settle('combined', () => this.#session.takeCombined(this.combined));
  }

  #combine(): Answer {
    return versionsCombine(this.mine, this.theirs, this.choices, (id) => this.#copyId(id));
  }

  /** The same copy of a trace whenever it is chosen again. */
  #copyId(traceId: string): string {
    const id = this.#copyIds.get(traceId) ?? uuidMake();
    this.#copyIds.set(traceId, id);
    return id;
  }

  /** Until the copies are made nothing changes; the dialog goes when the conflict is over. */
  async #settle(choice: Side | 'combined', run: () => Promise<void>): Promise<void> {
    if (this.busy !== null) return;
    this.busy = choice;
    this.error = null;
    try {
      await run();
    } catch (error) {
      this.error = errorText(error);
    } finally {
      this.busy = null;
    }
  }
}
