import { annotationGet, annotationPut, annotationSubmit, annotationWithdraw } from '../api/annotations';
import { assignmentHeartbeat } from '../api/queue';
import type { Annotation } from '../api/types';
import type { Answer } from '../domain/answer';
import { uuidMake } from '../domain/ids';
import { AnnotationStore } from './annotation.svelte';
import { Autosave, type SaveOutcome, type SaveState, type Unsaved } from './autosave';
import { type Draft, type DraftStore, draftMake, indexedDbDrafts, type Outgoing, type View } from './drafts';
import { Lease, type LeaseOutcome } from './lease';
import type { Opened } from './opening';
import { answerFrom, leaseOutcomeOf, saveOutcomeOf } from './saveOutcome';
import { TabGuard, type TabRole } from './tabs';

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
  /** Where to continue: set once the answer is there. */
  view: View | null = $state.raw(null);
  #autosave: Autosave | null = null;
  #lease: Lease | null = null;
  #unsaved: Unsaved;
  #view: View = { frame: 0, selectedTraceId: null };
  #viewTimer: ReturnType<typeof setTimeout> | null = null;
  /** The last draft of this tab, written as it lets go. */
  #kept: Promise<void> = Promise.resolve();
  #closed = false;

  constructor({ annotation, video, project }: Opened, drafts: DraftStore = indexedDbDrafts) {
    this.drafts = drafts;
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
      void this.#writeDraft();
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
    void this.#writeDraft();
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

  keepMine(): void {
    this.#autosave?.keepMine();
  }

  /** Goes on from their version; one's own is the step before it. */
  takeTheirs(): void {
    const theirs = this.#autosave?.takeTheirs();
    if (theirs) this.store.update({ label: 'theirs_taken', change: () => theirs });
  }

  /** Hands the saved answer in. The caller has made sure that everything is saved. */
  async submit(): Promise<void> {
    const revision = this.#autosave?.revision ?? this.annotation.revision;
    this.annotation = await annotationSubmit(this.annotation.id, revision);
    this.#stop();
    await this.drafts.remove(this.annotation.id).catch(() => {});
  }

  async withdraw(): Promise<void> {
    await annotationWithdraw(this.annotation.id, this.annotation.revision);
  }

  async discardStranded(): Promise<void> {
    await this.drafts.remove(this.annotation.id);
    this.stranded = null;
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
    this.#kept = this.#writeDraft();
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
    const start = isAhead(draft, this.annotation) ? keptOf(draft) : cleanOf(this.annotation);
    this.#unsaved = start;
    this.#enterView(start.answer, draft);
    this.#autosave = new Autosave(
      {
        put: (outgoing, keepalive) => this.#put(outgoing, keepalive),
        keep: (unsaved) => {
          this.#unsaved = unsaved;
          void this.#writeDraft();
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
    if (isMoved) this.stranded = draft?.unsaved ? draft.answer : null;
    const ahead = this.mine && !isMoved && isAhead(draft, this.annotation) ? draft.answer : null;
    this.#enterView(ahead ?? answerFrom(this.annotation), draft);
  }

  #enterView(answer: Answer, draft: Draft | null): void {
    const view = draft?.view ?? { frame: 0, selectedTraceId: answer.traces[0]?.id ?? null };
    this.#view = view;
    this.store.load(answer, view.selectedTraceId);
    this.view = view;
  }

  async #put(outgoing: Outgoing, keepalive: boolean): Promise<SaveOutcome> {
    const { answer, baseRevision, key } = outgoing;
    try {
      const saved = await annotationPut(this.annotation.id, mutable(answer), baseRevision, {
        idempotencyKey: key,
        keepalive,
      });
      this.annotation = saved;
      return { kind: 'saved', revision: saved.revision };
    } catch (error) {
      return saveOutcomeOf(error);
    }
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
      beat: () => heartbeat(assignment),
      onLost: () => {
        this.leaseLost = true;
        this.store.readOnly = true;
      },
    });
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
    return draft?.sha256 === this.#sha256 ? draft : null;
  }

  async #writeDraft(): Promise<void> {
    if (this.#autosave === null) return;
    const draft = draftMake({
      ...this.#unsaved,
      sha256: this.#sha256,
      view: { ...this.#view, selectedTraceId: this.store.selectedTraceId },
      updatedAt: Date.now(),
    });
    try {
      await this.drafts.put(this.annotation.id, draft);
      this.deviceFailed = false;
    } catch {
      this.deviceFailed = true;
    }
  }
}

function cleanOf(annotation: Annotation): Unsaved {
  return {
    answer: answerFrom(annotation),
    baseRevision: annotation.revision,
    unsaved: false,
    outgoing: null,
  };
}

/** Whether this device has what the server has not, or what the server could not be asked for. */
function isAhead(draft: Draft | null, { revision }: Annotation): draft is Draft {
  return draft !== null && (draft.unsaved || draft.baseRevision > revision);
}

function keptOf({ answer, baseRevision, unsaved, outgoing }: Draft): Unsaved {
  return { answer, baseRevision, unsaved, outgoing };
}

function savedAtOf(annotation: Annotation): number | null {
  return annotation.revision > 0 && annotation.updated_at ? Date.parse(annotation.updated_at) : null;
}

function mutable(answer: Answer) {
  return structuredClone(answer) as Pick<Annotation, 'verdict' | 'note' | 'traces'>;
}

async function heartbeat(assignment: string): Promise<LeaseOutcome> {
  try {
    await assignmentHeartbeat(assignment);
    return 'kept';
  } catch (error) {
    return leaseOutcomeOf(error);
  }
}
