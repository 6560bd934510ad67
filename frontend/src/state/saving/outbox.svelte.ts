import { annotationGet } from '../../api/annotations';
import type { Answer } from '../../domain/answer';
import { uuidMake } from '../../domain/ids';
import { Autosave, type SaveState, type Unsaved } from './autosave';
import { copiedAt, copyNote, copySave } from './copies';
import { type Draft, type DraftStore, draftIsOf, indexedDbDrafts } from './drafts';
import { answerSend } from './sending';
import { type TabChannel, TabWatch } from './tabs';

/** Why an answer of this device is not on the server yet. */
export type UnsentWhy =
  /** It is tried again by itself. */
  | 'waiting'
  /** Another version was saved meanwhile: the person has to choose. */
  | 'conflict'
  /** The video went to somebody else. */
  | 'lease_lost'
  /** It was handed in or judged meanwhile. */
  | 'moved_on'
  | 'refused';

export type Unsent = {
  readonly annotation: string;
  readonly project: string;
  readonly why: UnsentWhy;
  readonly answer: Answer;
  readonly baseRevision: number;
  readonly updatedAt: number;
};

export type OutboxOptions = {
  readonly drafts?: DraftStore;
  readonly channel?: (annotationId: string) => TabChannel;
  readonly now?: () => number;
};

const AGAIN_AFTER_MS = 30_000;
/** A draft that has nothing unsent only says where the person was looking. */
const VIEW_KEPT_MS = 30 * 24 * 3600 * 1000;
const WHY: Record<string, UnsentWhy> = {
  lease_lost: 'lease_lost',
  annotation_not_draft: 'moved_on',
  wrong_state: 'moved_on',
};

/**
 * Sends what an earlier page left on this device: answers whose workbench is not open any more. What is open in
 * some tab is left to that tab, and what belongs to another person is neither sent nor shown.
 */
export class Outbox {
  /** What could not be sent. */
  unsent: readonly Unsent[] = $state.raw([]);
  readonly #drafts: DraftStore;
  readonly #channel: (annotationId: string) => TabChannel;
  readonly #now: () => number;
  #userId: number | null = null;
  #sweeping: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor({ drafts = indexedDbDrafts, channel = channelOf, now = () => Date.now() }: OutboxOptions = {}) {
    this.#drafts = drafts;
    this.#channel = channel;
    this.#now = now;
  }

  /** Works for this person from now on; null: for nobody. */
  follow(userId: number | null): void {
    if (userId === this.#userId) return;
    this.#userId = userId;
    this.unsent = [];
    const before = this.#sweeping ?? Promise.resolve();
    if (userId !== null) void before.then(() => this.sweep());
  }

  /** Sends everything that can be sent now. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweepAll().finally(() => {
      this.#sweeping = null;
    });
    return this.#sweeping;
  }

  /** Saves one that cannot be sent as a copy beside its annotation. */
  async saveCopy(unsent: Unsent): Promise<void> {
    const at = await copySave(unsent.annotation, unsent.answer, unsent.baseRevision);
    await copyNote(this.#drafts, unsent.annotation, at);
    this.#drop(unsent.annotation);
  }

  async #sweepAll(): Promise<void> {
    this.#unschedule();
    const userId = this.#userId;
    if (userId === null) return;
    const found: Unsent[] = [];
    for (const [id, draft] of await this.#drafts.all().catch(() => [])) {
      if (!draftIsOf(draft, userId)) continue;
      const unsent = draft.unsaved ? await this.#send(id, userId) : await this.#tidy(id, draft);
      if (unsent !== null) found.push(unsent);
    }
    if (this.#userId !== userId) return;
    this.unsent = found;
    if (found.some(({ why }) => why === 'waiting')) this.#schedule();
  }

  async #send(id: string, userId: number): Promise<Unsent | null> {
    const tabs = new TabWatch(this.#channel(id));
    try {
      return (await tabs.isFree()) ? await this.#sendWatching(tabs, id, userId) : null;
    } finally {
      tabs.close();
    }
  }

  async #sendWatching(tabs: TabWatch, id: string, userId: number): Promise<Unsent | null> {
    const draft = await this.#drafts.get(id);
    if (!draft?.unsaved || copiedAt(draft) !== null) return null;
    if (draft.userId === null && !(await isMine(id))) return null;
    const why = whyOf(await this.#replay(tabs, id, draft, userId));
    if (why === null) return null;
    const { project, answer, baseRevision, updatedAt } = draft;
    return { annotation: id, project, why, answer, baseRevision, updatedAt };
  }

  /**
   * The workbench's own way of saving, without a workbench; gives up as soon as something is in the way.
   * Null: a tab has begun to work on it, and sends it itself: from there on nothing is sent or kept here, or the
   * tab would meet a version that it does not know.
   */
  async #replay(tabs: TabWatch, id: string, draft: Draft, userId: number): Promise<SaveState | null> {
    let kept = draft;
    let isUnchanged = true;
    const isAlone = () => isUnchanged && !tabs.isTaken;
    let keeping = Promise.resolve();
    const keep = (unsaved: Unsaved) => {
      const before = kept;
      kept = { ...before, ...unsaved, userId, updatedAt: Math.max(this.#now(), before.updatedAt + 1) };
      const after = kept;
      keeping = keeping.then(async () => {
        if (isAlone()) isUnchanged = await this.#drafts.swap(id, before, after);
      });
    };
    const autosave = new Autosave(
      {
        put: async (outgoing) => {
          await keeping;
          if (!isAlone()) return { kind: 'unreachable' };
          return (await answerSend(id, outgoing, { userId, asks: false })).outcome;
        },
        keep,
        makeKey: uuidMake,
        now: this.#now,
        onState: () => {},
      },
      { ...draft, savedAt: null },
    );
    await autosave.flush();
    autosave.close();
    await keeping;
    return isAlone() ? autosave.state : null;
  }

  async #tidy(id: string, draft: Draft): Promise<null> {
    if (draft.updatedAt < this.#now() - VIEW_KEPT_MS) await this.#drafts.swap(id, draft, null);
    return null;
  }

  #drop(annotation: string): void {
    this.unsent = this.unsent.filter((each) => each.annotation !== annotation);
  }

  #schedule(): void {
    this.#timer = setTimeout(() => void this.sweep(), AGAIN_AFTER_MS);
  }

  #unschedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function whyOf(state: SaveState | null): UnsentWhy | null {
  if (state === null || state.kind === 'saved') return null;
  if (state.kind === 'conflict') return 'conflict';
  return state.kind === 'refused' ? (WHY[state.code] ?? 'refused') : 'waiting';
}

/** A draft without an owner is sent only where the server says that the annotation is this person's. */
async function isMine(id: string): Promise<boolean> {
  const annotation = await annotationGet(id).catch(() => null);
  return annotation?.annotator === 'me';
}

function channelOf(annotationId: string): TabChannel {
  return new BroadcastChannel(`deeptrace-${annotationId}`);
}

export const outbox = new Outbox();
