import { jobCancel, jobWatch } from '../../../api/jobs';
import {
  annotationLock,
  type DecisionMade,
  type Suggestion,
  type SuggestionRun,
  type SuggestionsBody,
  suggestionDecide,
  suggestionJobStart,
  suggestionsGet,
  suggestionUndecide,
} from '../../../api/models/suggestions';
import type { SuggestionPolicy } from '../../../api/types';
import { uuidMake } from '../../../domain/ids';
import { type BBox, bboxAt } from '../../../domain/tracks';
import { formatList, formatNumber, t } from '../../../i18n';
import type { CommandId } from '../../../keymap/keymap';
import type { Desk } from '../desk.svelte';
import { Asking } from './asking.svelte';
import { Recording } from './recording.svelte';
import {
  besideOf,
  type Due,
  decisionDue,
  editSuggestionTake,
  inOrder,
  type Mark,
  markBeside,
  marksOf,
  takenFrom,
  traceFrom,
} from './taking';

const POLL_MS = 400;
/** What annotators may ask by themselves: it needs no model. */
const OWN_BACKEND = 'motion';

export type SuggestDialog = 'reject' | 'lock' | null;
export type LoadState = 'loading' | 'there' | 'locked' | 'failed';

/** What models say about the clip on the workbench: shown beside the answer, and taken into it only by hand. */
export class Suggesting {
  readonly desk: Desk;
  readonly asking: Asking;
  readonly recording: Recording;
  body: SuggestionsBody | null = $state.raw(null);
  error: unknown = $state.raw(null);
  selectedId: string | null = $state(null);
  dialog: SuggestDialog = $state(null);
  /** Taken to be changed: they count as edited whatever becomes of them. */
  readonly #toEdit = new Set<string>();
  readonly #stops: readonly (() => void)[];
  #closed = false;

  constructor(desk: Desk) {
    this.desk = desk;
    const { annotation, video } = desk.opened;
    this.asking = new Asking({
      start: () => suggestionJobStart({ project: desk.slug, videos: [video.id], backend: OWN_BACKEND }),
      watch: (id, onChange, signal) => jobWatch(id, onChange, signal, POLL_MS),
      cancel: jobCancel,
    });
    this.recording = new Recording(
      {
        flush: () => desk.session.flush(),
        decide: (id, decision) => suggestionDecide(id, { ...decision, annotation: annotation.id }),
        undecide: (id) => suggestionUndecide(id, annotation.id),
      },
      {
        suggestions: () => this.all,
        due: (each) => this.#due(each),
        recorded: (id, decision) => this.#recorded(id, decision),
      },
    );
    const online = (): void => void this.recording.now();
    addEventListener('online', online);
    this.#stops = [
      desk.store.onChange(() => this.recording.later()),
      () => removeEventListener('online', online),
    ];
    if (this.revealed) void this.load();
  }

  get policy(): SuggestionPolicy {
    return this.desk.session.annotation.suggestion_policy ?? 'off';
  }

  /** Whether suggestions may be seen: at once, or after the first pass was locked. */
  get revealed(): boolean {
    const { first_pass_revision: locked, status } = this.desk.session.annotation;
    const isHandedIn = status === 'submitted' || status === 'accepted';
    return this.policy === 'shown' || (this.policy === 'blind_first' && (locked != null || isHandedIn));
  }

  get state(): LoadState {
    if (!this.revealed) return 'locked';
    if (this.body !== null) return 'there';
    return this.error === null ? 'loading' : 'failed';
  }

  /** Whether this video is worked on without suggestions. */
  get withheld(): boolean {
    return this.body?.shown === false;
  }

  get runs(): readonly SuggestionRun[] {
    return this.body?.runs ?? [];
  }

  readonly all: readonly Suggestion[] = $derived(inOrder(this.body?.suggestions ?? []));
  readonly marks: readonly Mark[] = $derived(marksOf(this.body?.runs ?? []));
  /** Those that are neither rejected nor taken into the answer. */
  readonly open: readonly Suggestion[] = $derived(
    this.all.filter((each) => each.decision?.decision !== 'rejected' && !this.taken(each)),
  );

  get selected(): Suggestion | null {
    return this.all.find(({ id }) => id === this.selectedId) ?? null;
  }

  get #offered(): readonly string[] {
    return this.desk.categories.map(({ key }) => key);
  }

  taken(suggestion: Suggestion): boolean {
    return takenFrom(this.desk.answer, suggestion.id) !== null;
  }

  numberOf(suggestion: Suggestion): number {
    return this.all.indexOf(suggestion) + 1;
  }

  runOf(suggestion: Suggestion): SuggestionRun | null {
    return this.runs.find(({ id }) => id === suggestion.run) ?? null;
  }

  /** The suggested box on a frame; null outside its span. */
  boxOf({ onset_frame, offset_frame, keyframes }: Suggestion, frame: number): BBox | null {
    return frame >= onset_frame && frame <= offset_frame ? bboxAt(keyframes, frame) : null;
  }

  categoriesText({ categories }: Suggestion): string {
    const names = formatList(categories.map((key) => this.desk.categoryName(key)));
    return names || t('suggestions.no_category');
  }

  /** "Suggestion 2: Blur, frames 12 to 40" */
  labelOf(suggestion: Suggestion): string {
    return t('suggestions.label', {
      number: this.numberOf(suggestion),
      categories: this.categoriesText(suggestion),
      onset: String(suggestion.onset_frame),
      offset: String(suggestion.offset_frame),
    });
  }

  async load(): Promise<void> {
    this.error = null;
    const { annotation, video } = this.desk.opened;
    try {
      const body = await suggestionsGet(video.id, annotation.id);
      if (this.#closed) return;
      this.body = body;
      void this.recording.now();
    } catch (error) {
      if (!this.#closed) this.error = error;
    }
  }

  /** Has the clip looked at; what comes of it is shown, and nothing else happens. */
  async ask(): Promise<void> {
    const { desk } = this;
    if (!this.revealed) desk.tell(t('suggestions.say_locked'));
    else if (!desk.editable) desk.tell(t('workbench.say.read_only'));
    else if (this.asking.running) desk.tell(t('suggestions.say_running'));
    else if (this.state !== 'there') await this.load();
    else if (this.withheld) desk.tell(t('suggestions.withheld'));
    else if (await this.asking.ask()) {
      await this.load();
      if (this.body) desk.tell(this.#foundText());
    }
  }

  select(id: string | null): void {
    this.selectedId = id;
    const { selected, desk } = this;
    if (!selected) return;
    desk.player.pause();
    if (desk.frame < selected.onset_frame || desk.frame > selected.offset_frame)
      desk.seek(selected.onset_frame);
    desk.say(this.labelOf(selected));
  }

  /** Goes to the next one that is open, else to the next one at all. */
  next(direction: 1 | -1): void {
    const among = this.open.length > 0 ? this.open : this.all;
    const next = besideOf(among, this.selectedId, direction);
    if (next === null) this.desk.tell(t('suggestions.say_none'));
    else this.select(next.id);
  }

  markGoto(direction: 1 | -1): void {
    const { desk } = this;
    const mark = markBeside(this.marks, desk.frame, direction);
    if (mark === null) {
      desk.tell(t('suggestions.say_no_mark'));
      return;
    }
    desk.player.pause();
    desk.seek(mark.frame);
    desk.tell(this.markText(mark));
  }

  markText({ frame, strength }: Mark): string {
    const shown = formatNumber(strength, { maximumFractionDigits: 2 });
    return t('suggestions.mark_at', { at: this.desk.frameText(frame), strength: shown });
  }

  accept(suggestion: Suggestion): void {
    this.#take(suggestion, false);
  }

  /** Takes it into the answer as a trace to be changed, and goes to its explanation. */
  edit(suggestion: Suggestion): void {
    if (this.#take(suggestion, true)) void this.desk.focus('wb-explanation');
  }

  async reject(suggestion: Suggestion, reason: string): Promise<void> {
    await this.recording.reject(suggestion.id, reason);
    this.desk.tell(t('suggestions.say_rejected', { number: this.numberOf(suggestion) }));
  }

  /** As if nothing had been decided: a trace that was taken leaves the answer again. */
  async takeBack(suggestion: Suggestion): Promise<void> {
    const trace = takenFrom(this.desk.answer, suggestion.id);
    if (trace) {
      const change = {
        label: 'trace_deleted' as const,
        change: (answer: typeof this.desk.answer) => ({
          ...answer,
          traces: answer.traces.filter(({ id }) => id !== trace.id),
        }),
        selects: null,
      };
      if (this.desk.edit(change)) await this.recording.now();
    } else await this.recording.takeBack(suggestion.id);
  }

  /** Freezes the answer as it was found alone; from then on suggestions are shown. */
  async lock(): Promise<void> {
    const { session } = this.desk;
    if (!(await session.flush())) {
      this.desk.tell(t('workbench.missing.unsaved'));
      return;
    }
    await session.lock(annotationLock);
    this.desk.tell(t('suggestions.say_first_pass_locked'));
    await this.load();
  }

  /** Enter: true when it was meant for the selected suggestion. */
  entered(): boolean {
    const { selected } = this;
    if (selected === null) return false;
    if (this.open.includes(selected)) this.accept(selected);
    else this.desk.tell(t('suggestions.say_decided'));
    return true;
  }

  /** Esc: true when there was something to let go of. */
  escape(): boolean {
    if (this.selectedId === null) return false;
    this.selectedId = null;
    return true;
  }

  run(id: CommandId): void {
    const { selected } = this;
    const openOne = selected && this.open.includes(selected) ? selected : null;
    if (id === 'suggestion_ask') void this.ask();
    else if (id === 'suggestion_next') this.next(1);
    else if (id === 'suggestion_previous') this.next(-1);
    else if (id === 'model_mark_next') this.markGoto(1);
    else if (id === 'model_mark_previous') this.markGoto(-1);
    else if (id === 'first_pass_lock') this.lockAsk();
    else if (openOne === null) this.desk.tell(t('suggestions.say_select'));
    else if (id === 'suggestion_edit') this.edit(openOne);
    else this.dialog = 'reject';
  }

  lockAsk(): void {
    if (this.state !== 'locked') this.desk.tell(t('suggestions.say_is_locked'));
    else if (!this.desk.editable) this.desk.tell(t('workbench.say.read_only'));
    else void this.#lockComplete();
  }

  /** A first pass is whole: what is missing is gone to first. */
  async #lockComplete(): Promise<void> {
    const { desk } = this;
    const [missing] = desk.missing;
    if (missing === undefined) this.dialog = 'lock';
    else {
      desk.submitTried = true;
      desk.tell(t('suggestions.say_incomplete'));
      await desk.goToMissing(missing);
    }
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#stops) stop();
    this.asking.cancel();
    this.recording.close();
  }

  #take(suggestion: Suggestion, toEdit: boolean): boolean {
    const { desk } = this;
    if (this.taken(suggestion)) return false;
    if (toEdit) this.#toEdit.add(suggestion.id);
    else this.#toEdit.delete(suggestion.id);
    const trace = traceFrom(suggestion, uuidMake(), this.#offered);
    if (!desk.edit(editSuggestionTake(trace))) return false;
    this.selectedId = suggestion.id;
    const number = this.numberOf(suggestion);
    desk.tell(toEdit ? t('suggestions.say_edit', { number }) : t('suggestions.say_accepted', { number }));
    void this.recording.now();
    return true;
  }

  /** Who may not change the answer here decides nothing here. */
  #due(suggestion: Suggestion): Due {
    const { desk } = this;
    const how = { toEdit: this.#toEdit.has(suggestion.id), offered: this.#offered };
    return desk.editable ? decisionDue(suggestion, desk.store.settled, how) : null;
  }

  #recorded(id: string, decision: DecisionMade | null): void {
    if (this.body === null) return;
    const suggestions = this.body.suggestions.map((each) => (each.id === id ? { ...each, decision } : each));
    this.body = { ...this.body, suggestions };
  }

  #foundText(): string {
    const [marks, suggestions] = [this.marks.length, this.all.length];
    if (marks + suggestions === 0) return t('suggestions.found_none');
    return [
      t('suggestions.count_marks', { count: marks }),
      t('suggestions.count', { count: suggestions }),
    ].join(' · ');
  }
}
