import { annotationGet, annotationWithdraw } from '../api/annotations';
import { assignmentHeartbeat } from '../api/queue';
import type { Annotation } from '../api/types';
import type { Answer } from '../domain/answer';
import { uuidMake } from '../domain/ids';
import { AnnotationStore } from './annotation.svelte';
import type { Opened } from './opening';
import { Autosave, type SaveOutcome, type SaveState, type Unsaved } from './saving/autosave';
import { type CopyState, copiedAt, copyNote, copySave } from './saving/copies';
import {
  type Draft,
  type DraftStore,
  draftIsOf,
  draftMake,
  indexedDbDrafts,
  type Outgoing,
  type View,
} from './saving/drafts';
import { Lease, type LeaseOutcome } from './saving/lease';
import { answerFrom, leaseOutcomeOf } from './saving/saveOutcome';
import { answerSend, answerSubmit, isForSomebodyElse } from './saving/sending';
import { cleanOf, isAhead, keptOf, savedAtOf } from './saving/start';
import { TabGuard, type TabRole } from './saving/tabs';

/** Why nothing can be changed; null: it can. */
export type Hindrance = 'status' | 'other_tab' | 'lease_lost' | 'refused' | 'not_mine' | 'opening' | null;

const VIEW_KEPT_AFTER_MS = 250;
const OPEN_STATUSES = ['draft', 'returned'];
/** What the server calls the signed-in person where it hides everybody else's name. */
const MYSELF = 'me';

/** One annotation while it is open: the answer, its way to the device and to the server, tab and lease. */
export class WorkSession {
  readonly store = new AnnotationStore();
  readonly drafts: DraftStore;
  readonly #userId: number;
  readonly #project: string;
  readonly #sha256: string;
  readonly #leaseSeconds: number;
  readonly #guard: TabGuard | null;
  annotation: Annotation = $state.raw() as Annotation;
  save: SaveState = $state.raw({ kind: 'saved', at: null });
  tab: TabRole = $state('asking');
  leaseLost = $state(false);
  /** The device would not keep the draft: a private window, a full disk. */
  deviceFailed = $state(false);
  /** Unsaved work of this device that can no longer be handed in, because the annotation moved on. */
  stranded: Answer | null = $state.raw(null);
  /** Whether this device has something that the server is not known to have. */
  hasUnsent = $state(false);
  /** What became of saving such work as a copy. */
  copy: CopyState = $state.raw({ kind: 'none' });
  /** Where to continue: set once the answer is there. */
  view: View | null = $state.raw(null);
  #autosave: Autosave | null = null;
  #lease: Lease | null = null;
  #unsaved: Unsaved;
  #view: View = { frame: 0, selectedTraceId: null };
  #viewTimer: ReturnType<typeof setTimeout> | null = null;
  #writtenAt = 0;
  /** The last draft that this tab wrote. */
  #kept: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(
    { annotation, video, project }: Opened,
    { userId, drafts = indexedDbDrafts }: { userId: number; drafts?: DraftStore },
  ) {
    this.drafts = drafts;
    this.#userId = userId;
    this.#project = project.slug;
    this.annotation = annotation;
    this.leaseLost = this.#mayEdit() && annotation.editable === false;
    this.#sha256 = video.sha256 ?? '';
    this.#leaseSeconds = project.lease_seconds;
    this.#unsaved = cleanOf(annotation);
    this.store.load(answerFrom(annotation), null);
    this.store.onChange((answer) => this.#autosave?.edit(answer));
    this.#guard = this.#mayEdit() ? this.#guardMake() : null;
    if (this.#guard === null) {
      this.tab = 'working';
      void this.#show();
    }
  }

  get mine(): boolean {
    return this.annotation.annotator === MYSELF;
  }

  get hindrance(): Hindrance {
    if (!this.mine) return 'not_mine';
    if (!OPEN_STATUSES.includes(this.annotation.status)) return 'status';
    if (this.leaseLost) return 'lease_lost';
    if (this.save.kind === 'refused' && this.save.final) return 'refused';
    if (this.tab === 'elsewhere') return 'other_tab';
    return this.tab === 'asking' || this.view === null ? 'opening' : null;
  }

  /** Where the person was when this device last had this annotation open. */
  async keptView(): Promise<View | null> {
    return (await this.#readDraft())?.view ?? null;
  }

  /** Notes where the person is; kept on the device a moment later. */
  keepView(view: View): void {
    this.#view = view;
    if (this.#autosave === null || this.#viewTimer !== null) return;
    this.#viewTimer = setTimeout(() => {
      this.#viewTimer = null;
      this.#keepDraft();
    }, VIEW_KEPT_AFTER_MS);
  }

  workHere(): void {
    this.#guard?.takeOver();
  }

  /** Saves at once and resolves to whether the server has everything. */
  flush(): Promise<boolean> {
    return this.#autosave?.flush() ?? Promise.resolve(true);
  }

  flushOnLeaving(): void {
    this.#keepPending();
    this.#autosave?.flushOnLeaving();
  }

  retry(): void {
    this.#autosave?.retry();
    void this.#lease?.beatNow();
  }

  /** The page is looked at again: timers may have stood still meanwhile. */
  wake(): void {
    void this.#lease?.beatNow();
  }

  /** Puts the answer as it is here over theirs, which is kept as a copy first. */
  async keepMine(): Promise<void> {
    if (this.save.kind !== 'conflict') return;
    await copySave(this.annotation.id, this.save.theirs, this.save.revision);
    this.#autosave?.keepMine();
  }

  /** Goes on from their version; one's own is kept as a copy, and is the step before it. */
  async takeTheirs(): Promise<void> {
    if (this.save.kind !== 'conflict') return;
    await copySave(this.annotation.id, this.store.answer, this.#unsaved.baseRevision);
    const theirs = this.#autosave?.takeTheirs();
    if (theirs) this.store.update({ label: 'theirs_taken', change: () => theirs });
  }

  /** Goes on from a version that was put together from both, which are kept as copies first. */
  async takeCombined(combined: Answer): Promise<void> {
    if (this.save.kind !== 'conflict') return;
    await copySave(this.annotation.id, this.store.answer, this.#unsaved.baseRevision);
    await copySave(this.annotation.id, this.save.theirs, this.save.revision);
    this.store.update({ label: 'versions_combined', change: () => combined });
    this.#autosave?.keepMine();
  }

  /** Saves what cannot be saved as the answer any more beside it, on the server. */
  async saveCopy(): Promise<void> {
    if (this.copy.kind === 'saving') return;
    this.copy = { kind: 'saving' };
    try {
      const at = await copySave(this.annotation.id, this.unsent, this.#unsaved.baseRevision);
      await copyNote(this.drafts, this.annotation.id, at).catch(() => {});
      this.copy = { kind: 'saved', at };
    } catch (error) {
      this.copy = { kind: 'failed', error };
    }
  }

  /** The version that this device has and that the server may not have. */
  get unsent(): Answer {
    return this.stranded ?? this.store.answer;
  }

  /** The server's revision that `unsent` was made from. */
  get unsentRevision(): number {
    return this.#unsaved.baseRevision;
  }

  /** Hands the saved answer in. The caller has made sure that everything is saved. */
  async submit(onWait: () => void = () => {}): Promise<void> {
    const revision = this.#autosave?.revision ?? this.annotation.revision;
    this.annotation = await answerSubmit(this.annotation, revision, this.store.answer, onWait);
    this.#stop();
    // Nobody need wait for it: a draft of an answer that has been handed in is of no effect.
    void this.drafts.remove(this.annotation.id).catch(() => {});
  }

  /** Freezes the saved answer as the first pass, which makes a revision, and goes on from there. */
  async lock(send: (id: string, revision: number) => Promise<Annotation>): Promise<void> {
    this.annotation = await send(this.annotation.id, this.annotation.revision);
    this.#autosave?.rebase(this.annotation.revision);
  }

  async withdraw(): Promise<void> {
    await annotationWithdraw(this.annotation.id, this.annotation.revision);
  }

  async discardStranded(): Promise<void> {
    await this.drafts.remove(this.annotation.id);
    this.stranded = null;
    this.hasUnsent = false;
  }

  close(): void {
    if (this.#closed) return;
    this.flushOnLeaving();
    this.#stop();
    this.#closed = true;
    this.#guard?.close();
  }

  #mayEdit(): boolean {
    return this.mine && !this.leaseLost && OPEN_STATUSES.includes(this.annotation.status);
  }

  #guardMake(): TabGuard {
    return new TabGuard({
      channel: new BroadcastChannel(`deeptrace-${this.annotation.id}`),
      tab: uuidMake(),
      onRole: (role) => void this.#enterTab(role),
      beforeYield: () => this.#kept,
    });
  }

  async #enterTab(role: TabRole): Promise<void> {
    this.tab = role;
    this.#keepPending();
    this.#stop();
    await (role === 'working' ? this.#begin() : this.#show());
  }

  /** Starts to work: with the draft of this device where it has something that the server has not. */
  async #begin(): Promise<void> {
    const isTakeover = this.view !== null;
    this.view = null;
    if (isTakeover) this.annotation = await annotationGet(this.annotation.id).catch(() => this.annotation);
    const draft = await this.#readDraft();
    if (this.#closed || this.tab !== 'working') return;
    if (!OPEN_STATUSES.includes(this.annotation.status)) {
      await this.#show();
      return;
    }
    const start = isAhead(draft, this.annotation) ? keptOf(draft) : cleanOf(this.annotation);
    this.#unsaved = start;
    this.hasUnsent = start.unsaved;
    this.#enterView(start.answer, draft);
    this.#autosave = new Autosave(
      {
        put: (outgoing, keepalive) => this.#put(outgoing, keepalive),
        keep: (unsaved) => {
          this.#unsaved = unsaved;
          this.hasUnsent = unsaved.unsaved;
          this.#keepDraft();
          return this.#kept;
        },
        makeKey: uuidMake,
        now: () => Date.now(),
        onState: (state) => this.#enterSave(state),
      },
      { ...start, savedAt: savedAtOf(this.annotation) },
    );
    this.store.readOnly = this.hindrance !== null;
    this.#leaseStart();
  }

  /** Only shows what is there: for readers, and while another tab works. */
  async #show(): Promise<void> {
    const draft = await this.#readDraft();
    const isMoved = this.mine && !OPEN_STATUSES.includes(this.annotation.status);
    const ahead = this.mine && isAhead(draft, this.annotation) ? draft : null;
    if (isMoved) this.stranded = ahead?.unsaved ? ahead.answer : null;
    if (ahead !== null) this.#enterUnsent(ahead);
    this.#enterView(isMoved || ahead === null ? answerFrom(this.annotation) : ahead.answer, draft);
  }

  #enterUnsent(draft: Draft): void {
    this.#unsaved = keptOf(draft);
    this.hasUnsent = draft.unsaved;
    const at = copiedAt(draft);
    if (at !== null) this.copy = { kind: 'saved', at };
  }

  #enterView(answer: Answer, draft: Draft | null): void {
    const view = draft?.view ?? { frame: 0, selectedTraceId: answer.traces[0]?.id ?? null };
    this.#view = view;
    this.store.load(answer, view.selectedTraceId);
    this.view = view;
  }

  async #put(outgoing: Outgoing, keepalive: boolean): Promise<SaveOutcome> {
    const options = { userId: this.#userId, keepalive, asks: true };
    const { outcome, saved } = await answerSend(this.annotation.id, outgoing, options);
    if (saved) this.annotation = saved;
    return outcome;
  }

  #enterSave(state: SaveState): void {
    this.save = state;
    if (state.kind !== 'refused') return;
    if (state.code === 'lease_lost') this.leaseLost = true;
    if (state.final) this.store.readOnly = true;
  }

  #leaseStart(): void {
    const assignment = this.annotation.assignment;
    if (assignment === null || this.annotation.status !== 'draft') return;
    this.#lease = new Lease({
      leaseSeconds: this.#leaseSeconds,
      beat: () => this.#beat(assignment),
      onLost: () => {
        this.leaseLost = true;
        this.store.readOnly = true;
      },
    });
  }

  /** A heartbeat that is heard says that somebody signed in again, maybe in another tab. */
  async #beat(assignment: string): Promise<LeaseOutcome> {
    const outcome = await heartbeat(assignment, this.#userId);
    if (outcome === 'kept' && this.save.kind === 'signed_out') this.#autosave?.retry();
    return outcome;
  }

  #stop(): void {
    this.#autosave?.close();
    this.#autosave = null;
    this.#lease?.close();
    this.#lease = null;
    this.store.readOnly = true;
    if (this.#viewTimer !== null) clearTimeout(this.#viewTimer);
    this.#viewTimer = null;
  }

  /** A draft of other bytes than the video has now is none. */
  async #readDraft(): Promise<Draft | null> {
    const draft = await this.drafts.get(this.annotation.id).catch(() => null);
    const isOurs = this.mine && draft !== null && draftIsOf(draft, this.#userId);
    return isOurs && draft.sha256 === this.#sha256 ? draft : null;
  }

  #keepDraft(): void {
    if (this.#autosave !== null) this.#kept = this.#writeDraft();
  }

  /** Edits are kept as they are made: only where the person is looking may still be waiting. */
  #keepPending(): void {
    if (this.#viewTimer !== null || this.deviceFailed) this.#keepDraft();
  }

  async #writeDraft(): Promise<void> {
    this.#writtenAt = Math.max(Date.now(), this.#writtenAt + 1);
    const draft = draftMake({
      ...this.#unsaved,
      userId: this.#userId,
      project: this.#project,
      sha256: this.#sha256,
      view: { ...this.#view, selectedTraceId: this.store.selectedTraceId },
      copied: null,
      updatedAt: this.#writtenAt,
    });
    try {
      await this.drafts.put(this.annotation.id, draft);
      this.deviceFailed = false;
    } catch {
      this.deviceFailed = true;
    }
  }
}

async function heartbeat(assignment: string, userId: number): Promise<LeaseOutcome> {
  try {
    await assignmentHeartbeat(assignment);
    return 'kept';
  } catch (error) {
    return (await isForSomebodyElse(error, userId)) ? 'unreachable' : leaseOutcomeOf(error);
  }
}
