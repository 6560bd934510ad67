import { tick } from 'svelte';
import type { Category, FieldError } from '../../api/types';
import { answerMissing, type Missing, traceNumber } from '../../domain/answer';
import { secondsOf } from '../../domain/frames';
import { uuidMake } from '../../domain/ids';
import { traceBoxAt } from '../../domain/trace';
import type { BBox } from '../../domain/tracks';
import { formatNumber, t } from '../../i18n';
import { categoryShown } from '../../i18n/categories';
import type { SourceStatus } from '../../player';
import { type FrameRange, type FrameSource, openSource, Player, sourceUsable } from '../../player';
import { session } from '../../shell/session.svelte';
import { Activity, activityListen } from '../../state/activity';
import type { Edit } from '../../state/annotation.svelte';
import { editTraceAdd } from '../../state/edits';
import { claimedNextVideo, type Opened } from '../../state/opening';
import { WorkSession } from '../../state/workSession.svelte';
import { Guide } from './guide/guide.svelte';
import { Marking } from './marking/marking.svelte';
import { nextClipPrepare, sourceOptionsOf } from './nextClip';
import { Viewing } from './viewing/viewing.svelte';

export type DeskDialog = 'help' | 'keys' | 'tour' | 'skip' | 'release' | 'withdraw' | 'return' | null;
export type DeskMode = 'annotate' | 'review' | 'read';

const ANNOUNCE_AFTER_MS = 500;
const HINT_SHOWN_MS = 2500;
const RUN_ENDS_AFTER_MS = 1200;
const OPENING: SourceStatus = {
  phase: 'loading',
  fetchedBytes: 0,
  totalBytes: 0,
  decodedCount: 0,
  code: '',
  detail: '',
};

/** One video on the workbench: the answer, the player and what the person sees of both. */
export class Desk {
  readonly opened: Opened;
  readonly session: WorkSession;
  readonly player: Player;
  /** What is done here, for the record that goes with the annotation: `desk.activity.aid('loupe')`. */
  readonly activity: Activity;
  readonly guide = new Guide(this);
  readonly marking: Marking;
  source: FrameSource | null = $state.raw(null);
  status: SourceStatus = $state.raw(OPENING);
  ranges: readonly FrameRange[] = $state.raw([]);
  frame = $state(0);
  playing = $state(false);
  rate = $state(1);
  backwards = $state(false);
  looping = $state(false);
  dialog: DeskDialog = $state(null);
  /** The frame whose picture is on the canvas: the way to see that it is the wanted one. */
  paintedFrame = $state(-1);
  /** Whether the two versions of a conflict were put aside for the moment. */
  conflictAside = $state(false);
  announcement = $state('');
  /** A short word about what a key did or could not do, on the picture for a moment. */
  hint = $state('');
  /** Whether submit was asked for and refused: from then on what is missing is listed. */
  submitTried = $state(false);
  /** What the server found missing in a submit. */
  serverMissing: readonly FieldError[] = $state.raw([]);
  busy = $state(false);
  /** How the picture is looked at. */
  readonly viewing: Viewing;
  readonly #stops: (() => void)[] = [];
  #announceTimer: ReturnType<typeof setTimeout> | undefined;
  #hintTimer: ReturnType<typeof setTimeout> | undefined;
  #runTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** `ahead` is this clip's source where it was opened while the last clip was worked on. */
  constructor(opened: Opened, ahead: FrameSource | null = null) {
    this.opened = opened;
    this.session = new WorkSession(opened, { userId: session.me?.id ?? -1 });
    this.activity = new Activity({ annotationId: opened.annotation.id, own: this.session.mine });
    this.#stops.push(activityListen(this.activity));
    this.player = new Player({ table: opened.table, source: this.#frames() });
    this.viewing = new Viewing({
      picture: this.picture,
      lastFrame: this.lastFrame,
      frame: () => this.frame,
      box: () => this.box,
      aidsAllowed: () => this.aidsAllowed,
      used: (aid) => this.activity.aid(aid),
      tell: (text) => this.tell(text),
    });
    this.#stops.push(() => this.viewing.close());
    this.#stops.push(this.player.onFrame((frame) => this.#enterFrame(frame)));
    this.#stops.push(this.player.onState(() => this.#enterPlaying()));
    this.marking = new Marking(this);
    void this.#open(ahead);
  }

  get store() {
    return this.session.store;
  }

  get answer() {
    return this.session.store.answer;
  }

  get slug(): string {
    return this.opened.project.slug;
  }

  /** Whether the video can be skipped or given back: only while one works on it by a lease. */
  get canGiveAway(): boolean {
    const { tab, hindrance, annotation } = this.session;
    const holds = annotation.assignment !== null && tab === 'working';
    return holds && (hindrance === null || hindrance === 'opening');
  }

  get picture() {
    return { width: this.opened.video.width ?? 1, height: this.opened.video.height ?? 1 };
  }

  get lastFrame(): number {
    return this.opened.table.frameCount - 1;
  }

  get mode(): DeskMode {
    if (this.session.mine) return 'annotate';
    const reviewer = this.opened.project.roles.includes('reviewer');
    return reviewer && this.session.annotation.status === 'submitted' ? 'review' : 'read';
  }

  /** Whether the viewer may send accepted work of somebody else back. */
  get reopenable(): boolean {
    const { annotation, mine } = this.session;
    return !mine && annotation.status === 'accepted' && this.opened.project.roles.includes('reviewer');
  }

  /** Whether the answer may be changed now. */
  get editable(): boolean {
    return this.session.hindrance === null && sourceUsable(this.status);
  }

  /** Whether aids that steer the eye are offered: a project can switch them off for its annotators. */
  get aidsAllowed(): boolean {
    const { viewing_aids, roles } = this.opened.project;
    return viewing_aids || roles.some((role) => role !== 'annotator');
  }

  /** Boxes belong to the frame on the timeline: over another frame's picture they would be wrong. */
  get boxesShown(): boolean {
    return !this.viewing.overlaysHidden && this.viewing.showsFrame;
  }

  /** Whether something is to be seen that is not among what the workbench starts with. */
  get asksForMore(): boolean {
    const { save, tab, leaseLost, stranded } = this.session;
    const isHindered = leaseLost || stranded !== null || tab === 'elsewhere';
    const isRefused = save.kind === 'refused' || save.kind === 'signed_out';
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

  /** The selected trace's box on this frame. */
  get box(): BBox | null {
    const trace = this.store.selectedTrace;
    return trace ? traceBoxAt(trace, this.frame) : null;
  }

  /** The categories on offer, in the order of the keys 1 to 9; Other has the key 0. */
  get categories(): Category[] {
    return this.opened.project.categories
      .filter((category) => !category.archived)
      .map(categoryShown)
      .sort((a, b) => a.position - b.position);
  }

  categoryName(key: string): string {
    const category = this.opened.project.categories.find((each) => each.key === key);
    return category ? categoryShown(category).name : key;
  }

  /** "frame 35, 1.458 s" */
  frameText(frame: number): string {
    return t('workbench.frame_at', { frame: String(frame), seconds: this.seconds(frame) });
  }

  seconds(frame: number): string {
    const seconds = secondsOf(this.opened.table, frame);
    return formatNumber(seconds, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  }

  /** Changes the answer, or says why it does not. */
  edit(edit: Edit): boolean {
    if (!this.editable) {
      this.tell(t('workbench.say.read_only'));
      return false;
    }
    const before = this.answer;
    const changed = this.store.update(edit);
    if (changed && !edit.preview) this.activity.edited(before.traces, this.answer.traces);
    clearTimeout(this.#runTimer);
    if (edit.mergeKey) this.#runTimer = setTimeout(() => this.store.endRun(), RUN_ENDS_AFTER_MS);
    if (!edit.preview) this.#keepView();
    return changed;
  }

  traceAdd(bbox: BBox): void {
    const before = this.answer.verdict;
    const id = uuidMake();
    if (!this.edit(editTraceAdd(id, this.frame, bbox))) return;
    const said = [t('workbench.say.trace_added', { number: traceNumber(this.answer, id) })];
    if (this.answer.verdict !== before) said.push(t('workbench.say.verdict_fake'));
    this.tell(said.join(' '));
  }

  undo(): void {
    const label = this.editable ? this.store.undo() : null;
    if (label) this.tell(t('workbench.undone', { edit: t(`workbench.edit.${label}`) }));
  }

  redo(): void {
    const label = this.editable ? this.store.redo() : null;
    if (label) this.tell(t('workbench.redone', { edit: t(`workbench.edit.${label}`) }));
  }

  select(traceId: string | null): void {
    this.store.select(traceId);
    this.#keepView();
  }

  seek(frame: number): void {
    this.player.seek(frame);
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

  /** Moves the focus to an element, or to the first control inside it. */
  async focus(id: string): Promise<void> {
    await tick();
    const element = document.getElementById(id);
    const control = element?.matches('button, input, textarea, select, [tabindex]')
      ? element
      : element?.querySelector<HTMLElement>('button:not(:disabled), input, textarea, [tabindex]');
    control?.focus();
    control?.scrollIntoView({ block: 'nearest' });
  }

  /** Gives the keys back to the player. */
  focusStage(): void {
    document.getElementById('wb-stage')?.focus({ preventScroll: true });
  }

  /** Says something to those who do not see it; the same text twice is said twice. */
  say(text: string): void {
    this.announcement = this.announcement === text ? `${text}\u00a0` : text;
  }

  /** Says something and shows it for a moment. */
  tell(text: string): void {
    this.say(text);
    this.hint = text;
    clearTimeout(this.#hintTimer);
    this.#hintTimer = setTimeout(() => {
      this.hint = '';
    }, HINT_SHOWN_MS);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#hintTimer);
    clearTimeout(this.#announceTimer);
    clearTimeout(this.#runTimer);
    for (const stop of this.#stops) stop();
    this.activity.close();
    this.marking.close();
    this.player.close();
    this.source?.close();
    this.session.close();
  }

  /** The player is there before the source is: until then no frame is at hand. */
  #frames(): Pick<FrameSource, 'has' | 'setWindow' | 'ensure'> {
    return {
      has: (frame) => this.source?.has(frame) ?? false,
      setWindow: (frame, direction, pins) => this.source?.setWindow(frame, direction, pins),
      ensure: (frame) => this.source?.ensure(frame) ?? Promise.resolve(),
    };
  }

  async #open(ahead: FrameSource | null): Promise<void> {
    const { video, table } = this.opened;
    const view = await this.session.keptView();
    const options = { ...sourceOptionsOf(video, table), firstFrame: view?.frame ?? 0 };
    try {
      const source = ahead ?? (await openSource(options));
      ahead?.promote?.();
      if (this.#closed) source.close();
      else this.#enterSource(source, view?.frame ?? 0);
    } catch (error) {
      this.status = { ...OPENING, phase: 'error', code: 'media_unreachable', detail: String(error) };
    }
  }

  #enterSource(source: FrameSource, frame: number): void {
    this.source = source;
    this.#stops.push(source.subscribe(() => this.#readSource()));
    this.player.seek(frame);
    source.setWindow(this.player.frame, 1, []);
    this.#readSource();
  }

  #readSource(): void {
    if (this.source === null) return;
    const before = this.status.phase;
    this.status = this.source.status;
    this.ranges = this.source.loadedRanges();
    const next = claimedNextVideo(this.opened.annotation.id);
    if (before !== 'ready' && this.status.phase === 'ready' && next !== null)
      nextClipPrepare(next, this.slug);
  }

  #enterFrame(frame: number): void {
    this.frame = frame;
    if (this.playing) return;
    this.#keepView();
    clearTimeout(this.#announceTimer);
    this.#announceTimer = setTimeout(() => this.say(this.frameText(frame)), ANNOUNCE_AFTER_MS);
  }

  #enterPlaying(): void {
    const paused = this.playing && !this.player.playing;
    this.playing = this.player.playing;
    this.rate = this.player.rate;
    this.backwards = this.player.direction < 0;
    if (!paused) return;
    this.say(t('workbench.say.paused', { at: this.frameText(this.player.frame) }));
    this.#keepView();
  }

  #keepView(): void {
    this.session.keepView({ frame: this.player.frame, selectedTraceId: this.store.selectedTraceId });
  }
}
