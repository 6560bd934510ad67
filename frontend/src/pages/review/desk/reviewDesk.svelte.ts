import type { Panel } from '../../../api/review/panel';
import { panelGet } from '../../../api/review/panel';
import type { ReviewClaim } from '../../../api/review/queue';
import { videoMediaUrl } from '../../../api/videos';
import type { MergeRule } from '../../../domain/adjudication';
import {
  editsMarked,
  type GoldTrace,
  groupClear,
  groupDrop,
  groupKeep,
  groupMerge,
  judgeReal,
  majorityTake,
  mergedTrace,
  unfinished,
} from '../../../domain/adjudication';
import { uuidMake } from '../../../domain/ids';
import { spanContains, type Trace, traceBoxAt } from '../../../domain/trace';
import type { BBox } from '../../../domain/tracks';
import { t } from '../../../i18n';
import type { FrameRange } from '../../../player';
import { session } from '../../../shell/session.svelte';
import type { Edit } from '../../../state/annotation.svelte';
import { ClipThreads } from '../../threads/clipThreads.svelte';
import type { OpenedClip } from '../../workbench/desks/clipDesk.svelte';
import { EditDesk } from '../../workbench/desks/editDesk.svelte';
import { Sound } from '../../workbench/marking/sound.svelte';
import { type DeskRow, rowsOf, spanOf } from './rows/rows';
import { panelTraces } from './start';
import { Holding } from './state/holding.svelte';
import { Judging } from './state/judging.svelte';
import { type Person, peopleOf, Sight } from './state/people.svelte';

export type OpenedReview = OpenedClip & {
  readonly panel: Panel;
  /** Null: the video is looked at without being held. */
  readonly claim: ReviewClaim | null;
};
export type ReviewDialog = 'help' | 'keys' | 'versions' | 'changes' | 'return' | 'stale' | null;

/** What would be taken into the gold; nothing is until it is confirmed. */
export type Preview =
  | { readonly kind: 'merge'; readonly rule: MergeRule; readonly traces: readonly GoldTrace[] }
  | { readonly kind: 'majority'; readonly traces: readonly GoldTrace[] };

/** One video on the review desk: everybody's answers, and what becomes gold. */
export class ReviewDesk extends EditDesk {
  declare readonly opened: OpenedReview;
  readonly judging: Judging;
  readonly holding: Holding;
  readonly sight = new Sight();
  readonly sound: Sound;
  readonly threads = new ClipThreads(this, {
    answers: () => this.people.map(({ name, answer }) => ({ annotation: answer.id, annotator: name })),
    about: () => this.people.find(({ name }) => name === this.sight.current)?.answer.id ?? null,
    nameOf: (traceId) => this.rowOf(traceId)?.letter ?? null,
    select: (traceId) => this.rowSelect(this.rowOf(traceId)),
    choosing: true,
  });
  dialog: ReviewDialog = $state(null);
  busy = $state(false);
  preview: Preview | null = $state.raw(null);
  /** Frames that the reviewer chose to go round in. */
  range: FrameRange | null = $state.raw(null);
  /** Whether the timeline shows the selected trace alone. */
  near = $state(true);
  #rowKey: string | null = $state(null);

  constructor(opened: OpenedReview) {
    super(opened);
    this.judging = new Judging(opened.panel, { userId: session.me?.id ?? -1 });
    this.holding = new Holding(this.slug, opened.video.id, opened.claim);
    this.sound = new Sound({
      player: this.player,
      mediaUrl: videoMediaUrl(opened.video.id),
      hasSound: opened.video.has_audio === true,
      tell: (text) => this.tell(text),
    });
    void this.#open();
  }

  get store() {
    return this.judging.store;
  }

  get authoring(): boolean {
    return true;
  }

  /** Nobody judges a video that they annotated. */
  get ownWork(): boolean {
    return this.judging.panel.answers.some(({ annotator }) => annotator === 'me');
  }

  get editable(): boolean {
    return !this.store.readOnly && !this.ownWork && this.usable;
  }

  /** Whether a trace of the gold is being edited: the keys are then those of the workbench. */
  get editing(): boolean {
    return this.store.selectedTrace !== null;
  }

  readonly people: readonly Person[] = $derived.by(() => peopleOf(this.judging.panel.answers));
  readonly rows: readonly DeskRow[] = $derived.by(() =>
    rowsOf(this.judging.panel, this.people, this.judging.store.answer),
  );
  readonly row: DeskRow | null = $derived(this.rows.find(({ key }) => key === this.#rowKey) ?? null);
  readonly left = $derived.by(() => unfinished(this.judging.store.answer, this.judging.panel.groups));

  /** What is seen of a row: everybody's traces but those of people who are hidden. */
  seen({ members }: DeskRow): DeskRow['members'] {
    return members.filter(({ person }) => this.sight.shows(person));
  }

  /** The row that shows this trace, somebody's or the gold's. */
  rowOf(traceId: string): DeskRow | null {
    const holds = ({ id }: { readonly id: string }) => id === traceId;
    const shows = ({ members, gold }: DeskRow) =>
      members.some(({ trace }) => holds(trace)) || gold.some(holds);
    return this.rows.find(shows) ?? null;
  }

  /** The trace that a new thread may be pinned to: that of the answer which it is about, in the selected row. */
  get threadTrace(): Trace | null {
    const { about } = this.threads;
    return this.row?.members.find(({ person }) => person.answer.id === about)?.trace ?? null;
  }

  /** The box that a new thread may be pinned to. */
  get threadBox(): BBox | null {
    return this.threadTrace === null ? this.box : traceBoxAt(this.threadTrace, this.frame);
  }

  /** The edited box, else what the selected row shows here. */
  override get box(): BBox | null {
    const own = super.box;
    if (own !== null || this.row === null) return own;
    const traces: readonly Trace[] = [...this.row.gold, ...this.row.members.map(({ trace }) => trace)];
    const shown = traces.find((trace) => spanContains(trace, this.frame));
    return shown ? traceBoxAt(shown, this.frame) : null;
  }

  get loop(): FrameRange | null {
    if (!this.looping) return null;
    return this.range ?? (this.row ? spanOf(this.row, this.lastFrame) : [0, this.lastFrame]);
  }

  get loopLabel(): string {
    if (this.range) return t('marking.loop_range');
    return this.row ? t('workbench.loop_trace') : t('workbench.loop_clip');
  }

  /** What the timeline shows, or null for the whole clip. */
  get focused(): FrameRange | null {
    return this.near && this.row ? spanOf(this.row, this.lastFrame) : null;
  }

  override edit(edit: Edit): boolean {
    const { groups } = this.judging.panel;
    return super.edit({
      ...edit,
      change: (before) => {
        const after = edit.change(before);
        if (after === before) return before;
        const becomesReal = after.verdict === 'real' && before.verdict !== 'real';
        return becomesReal ? judgeReal(after, groups) : editsMarked(before, after);
      },
    });
  }

  override undo(): void {
    this.preview = null;
    super.undo();
  }

  override redo(): void {
    this.preview = null;
    super.redo();
  }

  /** A trace of the gold is edited; its row comes along. */
  override select(traceId: string | null): void {
    super.select(traceId);
    const row = this.rows.find(({ gold }) => gold.some(({ id }) => id === traceId));
    if (row && row.key !== this.#rowKey) this.#rowShow(row);
  }

  override traceAdd(bbox: BBox): void {
    this.preview = null;
    super.traceAdd(bbox);
    const added = this.store.selectedTraceId;
    if (added !== null)
      this.#rowKey = this.rows.find(({ gold }) => gold.some(({ id }) => id === added))?.key ?? null;
  }

  /** Shows a row: its boxes on the picture, its frames on the timeline and in the loop. */
  rowSelect(row: DeskRow | null): void {
    this.preview = null;
    this.store.select(null);
    if (row === null) {
      this.#rowKey = null;
      this.looping = false;
      return;
    }
    this.#rowShow(row);
  }

  keep(person: Person, row = this.row): void {
    if (!row?.group) return;
    const { group } = row;
    const member = row.members.find((each) => each.person.name === person.name);
    if (!member) {
      this.tell(t('desk.not_here', { number: person.number }));
      return;
    }
    this.#judge('group_kept', (answer) => groupKeep(answer, group, member.trace, uuidMake()));
  }

  mergePreview(rule: MergeRule): void {
    const group = this.row?.group;
    if (!group || !this.editable) return;
    const merged = mergedTrace(group[rule], this.#traces(), uuidMake(), 'merged');
    this.preview = { kind: 'merge', rule, traces: [merged] };
    if (!spanContains(merged, this.frame)) this.seek(merged.onset_frame ?? this.frame);
    this.tell(t(`desk.preview_${rule}`));
  }

  majorityPreview(): void {
    const { majority } = this.judging.panel;
    if (majority === null) {
      this.tell(t('desk.majority_none'));
      return;
    }
    if (!this.editable) return;
    const traces = majority.traces.map((each) => mergedTrace(each, this.#traces(), uuidMake(), 'majority'));
    this.rowSelect(null);
    this.preview = { kind: 'majority', traces };
    if (traces[0]) this.seek(traces[0].onset_frame ?? 0);
  }

  /** Takes what is previewed. */
  apply(): void {
    const { preview, row } = this;
    if (preview === null) return;
    const { groups, majority } = this.judging.panel;
    this.preview = null;
    if (preview.kind === 'majority' && majority) {
      this.#judge('majority_taken', (answer) =>
        majorityTake(answer, groups, majority, this.#traces(), uuidMake),
      );
    } else if (preview.kind === 'merge' && row?.group) {
      const { group } = row;
      this.#judge('group_merged', (answer) =>
        groupMerge(answer, group, preview.rule, this.#traces(), uuidMake()),
      );
    }
  }

  drop(row = this.row): void {
    const group = row?.group;
    if (group) this.#judge('group_dropped', (answer) => groupDrop(answer, group));
  }

  reopen(row = this.row): void {
    const group = row?.group;
    if (group && row.state !== 'open') this.#judge('group_reopened', (answer) => groupClear(answer, group));
  }

  /** Opens the gold's trace in the inspector; an open group is merged first, as one undoable step. */
  goldEdit(row = this.row): void {
    if (row === null) {
      this.tell(t('desk.nothing_selected'));
      return;
    }
    const { group } = row;
    if (row.gold.length === 0 && group) {
      this.#judge('group_merged', (answer) => groupMerge(answer, group, 'union', this.#traces(), uuidMake()));
    }
    const gold = this.rows.find(({ key }) => key === row.key)?.gold[0];
    if (gold) this.select(gold.id);
  }

  /** What the server has by now. */
  async refresh(): Promise<void> {
    this.judging.enter(await panelGet(this.opened.video.id));
  }

  boundaryGoto(direction: 1 | -1): void {
    const traces = this.rows.flatMap((row) => [...row.gold, ...this.seen(row).map(({ trace }) => trace)]);
    const frames = traces
      .flatMap(({ onset_frame, offset_frame }) => [onset_frame ?? 0, offset_frame ?? this.lastFrame])
      .filter((frame) => (frame - this.frame) * direction > 0);
    if (frames.length === 0) this.tell(t('marking.no_boundary'));
    else this.seek(direction > 0 ? Math.min(...frames) : Math.max(...frames));
  }

  rangeSet(range: FrameRange | null): void {
    this.range = range;
    this.looping = range !== null;
  }

  override close(): void {
    super.close();
    this.sound.close();
    this.threads.close();
    void this.holding.close();
  }

  protected override decoded(): void {
    void this.threads.load();
  }

  #judge(label: Edit['label'], change: Edit['change']): void {
    this.preview = null;
    if (!this.edit({ label, change, selects: null })) return;
    this.tell(t(`workbench.edit.${label}`));
  }

  #traces(): readonly Trace[] {
    return panelTraces(this.judging.panel);
  }

  #rowShow(row: DeskRow): void {
    this.#rowKey = row.key;
    this.range = null;
    this.near = true;
    const [first, last] = spanOf(row, this.lastFrame);
    this.looping = true;
    if (this.frame < first || this.frame > last) this.seek(first);
  }

  async #open(): Promise<void> {
    await this.judging.open(this.ownWork);
    if (this.judging.restored) this.tell(t('desk.restored'));
    await this.openClip(0);
    if (this.row === null && this.rows[0])
      this.#rowShow(this.rows.find(({ state }) => state === 'open') ?? this.rows[0]);
  }
}
