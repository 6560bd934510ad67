import type { FieldError } from '../../api/types';
import { answerMissing, type Missing } from '../../domain/answer';
import type { FrameSource } from '../../player';
import { session } from '../../shell/session.svelte';
import { Activity, type AidName, activityListen } from '../../state/activity';
import type { Edit } from '../../state/annotation.svelte';
import { claimedNextVideo, type Opened } from '../../state/opening';
import { WorkSession } from '../../state/workSession.svelte';
import type { ClipThreads } from '../threads/clipThreads.svelte';
import { EditDesk } from './desks/editDesk.svelte';
import { Guide } from './guide/guide.svelte';
import { later } from './later/later.svelte';
import { Marking } from './marking/marking.svelte';
import { nextClipPrepare } from './nextClip';
import type { places } from './suggestions';
import type { Suggesting } from './suggestions/suggesting.svelte';

export type DeskDialog = 'help' | 'keys' | 'tour' | 'skip' | 'release' | 'withdraw' | 'return' | null;
export type DeskMode = 'annotate' | 'review' | 'read';

/** One video on the workbench: the answer, the player and what the person sees of both. */
export class Desk extends EditDesk {
  declare readonly opened: Opened;
  readonly session: WorkSession;
  /** Whether the clip was opened while the last one was worked on. */
  readonly liesReady: boolean;
  /** What is done here, for the record that goes with the annotation: `desk.activity.aid('loupe')`. */
  readonly activity: Activity;
  readonly guide = new Guide(this);
  /** What is asked and remarked about the clip; null until what shows it is there. */
  threads: ClipThreads | null = $state.raw(null);
  readonly marking: Marking;
  /** What models suggest, and where it is shown; null where the project allows none. */
  suggesting: (Suggesting & typeof places) | null = $state.raw(null);
  dialog: DeskDialog = $state(null);
  /** Whether the two versions of a conflict were put aside for the moment. */
  conflictAside = $state(false);
  /** Whether submit was asked for and refused: from then on what is missing is listed. */
  submitTried = $state(false);
  /** What the server found missing in a submit. */
  serverMissing: readonly FieldError[] = $state.raw([]);
  busy = $state(false);

  /** `ahead` is this clip's source where it was opened while the last clip was worked on. */
  constructor(opened: Opened, ahead: FrameSource | null = null) {
    super(opened);
    this.liesReady = ahead !== null;
    this.session = new WorkSession(opened, { userId: session.me?.id ?? -1 });
    this.activity = new Activity({ annotationId: opened.annotation.id, own: this.session.mine });
    this.stops.push(activityListen(this.activity));
    this.marking = new Marking(this);
    void this.#open(ahead);
  }

  get store() {
    return this.session.store;
  }

  /** Whether the video can be skipped or given back: only while one works on it by a lease. */
  get canGiveAway(): boolean {
    const { tab, hindrance, annotation } = this.session;
    const holds = annotation.assignment !== null && tab === 'working';
    return holds && (hindrance === null || hindrance === 'opening');
  }

  get mode(): DeskMode {
    if (this.session.mine) return 'annotate';
    const reviewer = this.opened.project.roles.includes('reviewer');
    return reviewer && this.session.annotation.status === 'submitted' ? 'review' : 'read';
  }

  get authoring(): boolean {
    return this.mode === 'annotate';
  }

  /** Whether the viewer may send accepted work of somebody else back. */
  get reopenable(): boolean {
    const { annotation, mine } = this.session;
    return !mine && annotation.status === 'accepted' && this.opened.project.roles.includes('reviewer');
  }

  get editable(): boolean {
    return this.session.hindrance === null && this.usable;
  }

  /** Whether something is to be seen that is not among what the workbench starts with. */
  get asksForMore(): boolean {
    const { save, tab, leaseLost, stranded } = this.session;
    const isHindered = leaseLost || stranded !== null || tab === 'elsewhere';
    const isRefused = ['refused', 'signed_out', 'conflict'].includes(save.kind);
    return (
      this.dialog !== null ||
      this.guide.tab !== null ||
      this.marking.optionsOpen ||
      this.marking.strip.shown ||
      this.marking.range !== null ||
      this.submitTried ||
      this.session.annotation.status === 'returned' ||
      this.viewing.asksForMore ||
      isHindered ||
      isRefused
    );
  }

  get missing(): Missing[] {
    return answerMissing(this.answer);
  }

  override edit(edit: Edit): boolean {
    const before = this.answer;
    const changed = super.edit(edit);
    if (changed && !edit.preview) this.activity.edited(before.traces, this.answer.traces);
    return changed;
  }

  /** Goes where something is missing: to its trace, its frame and the control that sets it. */
  async goToMissing(missing: Missing): Promise<void> {
    if (!('traceId' in missing)) {
      await this.focus(missing.what === 'verdict' ? 'wb-verdict' : 'wb-trace-new');
      return;
    }
    this.select(missing.traceId);
    this.player.pause();
    const trace = this.store.selectedTrace;
    if (trace?.onset_frame != null && missing.what !== 'offset') this.seek(trace.onset_frame);
    const place = {
      onset: 'wb-onset-here',
      offset: 'wb-offset-here',
      category: 'wb-categories',
      other_tag: 'wb-other-tag',
      keyframe: 'wb-stage',
    };
    await this.focus(place[missing.what]);
  }

  /** Does something with the threads once they are there; what is not to be had now is asked for at the next wish. */
  async withThreads(run: (threads: ClipThreads) => void): Promise<void> {
    await later.need().catch(() => undefined);
    if (this.closed || later.parts === null) return;
    this.threads ??= later.parts.clipThreadsOf(this);
    run(this.threads);
  }

  override close(): void {
    super.close();
    this.activity.close();
    this.marking.close();
    this.threads?.close();
    this.suggesting?.close();
    this.session.close();
  }

  protected override aidUsed(aid: AidName): void {
    this.activity.aid(aid);
  }

  protected override rested(): void {
    this.session.keepView({ frame: this.player.frame, selectedTraceId: this.store.selectedTraceId });
  }

  protected override decoded(): void {
    void this.withThreads((threads) => threads.load());
    void this.#suggest();
    const next = claimedNextVideo(this.opened.annotation.id);
    if (next !== null) nextClipPrepare(next, this.slug);
  }

  /** Without a connection there are no suggestions either: they come when the clip is opened again. */
  async #suggest(): Promise<void> {
    const { suggestion_policy: policy = 'off' } = this.session.annotation;
    if (!this.authoring || policy === 'off') return;
    const [{ suggestingOf }] = await Promise.all([import('./suggestions'), later.need()]);
    if (!this.closed) this.suggesting = suggestingOf(this);
  }

  /** A clip that lies ready is shown before the device has said where one was: mostly nowhere yet. */
  async #open(ahead: FrameSource | null): Promise<void> {
    if (ahead) void this.openClip(0, ahead);
    const frame = (await this.session.keptView())?.frame ?? 0;
    if (ahead === null) await this.openClip(frame);
    else if (frame > 0 && this.player.frame === 0) this.seek(frame);
  }
}
