import { uuidMake } from '../../../domain/ids';
import { OTHER_CATEGORY, type Trace } from '../../../domain/trace';
import { type BBox, bboxClamped } from '../../../domain/tracks';
import { t } from '../../../i18n';
import { chordPlace } from '../../../keymap/active';
import type { TRACE_KEYS } from '../../../keymap/table/trace';
import {
  editCategoryChoose,
  editCategoryToggle,
  editConfidenceNext,
  editOffset,
  editOnset,
  editTraceDelete,
  editTraceDuplicate,
} from '../../../state/edits';
import type { ClipDesk } from '../desks/clipDesk.svelte';
import type { EditDesk } from '../desks/editDesk.svelte';
import { type EditRun, type Run, withTrace } from './run';

type Marking = 'mark_hold' | 'mark_toggle' | 'mark_options' | 'trace_deselect';

export const TRACE_EDIT_RUNS: Record<Exclude<keyof typeof TRACE_KEYS, Marking>, EditRun> = {
  trace_add: (desk) => desk.traceAdd(boxInTheMiddle(desk)),
  trace_previous: (desk) => selectBeside(desk, -1),
  trace_next: (desk) => selectBeside(desk, 1),
  onset_set: (desk) => onsetSet(desk, desk.frame),
  offset_set: (desk) => offsetSet(desk, desk.frame),
  onset_goto: (desk) => withTrace(desk, (trace) => desk.seek(trace.onset_frame ?? 0)),
  offset_goto: (desk) => withTrace(desk, (trace) => desk.seek(trace.offset_frame ?? desk.lastFrame)),
  onset_earlier: (desk) => onsetNudge(desk, -1),
  onset_later: (desk) => onsetNudge(desk, 1),
  offset_later: (desk) => offsetNudge(desk, 1),
  offset_earlier: (desk) => offsetNudge(desk, -1),
  category_choose: (desk, chord) => categoryAt(desk, chordPlace('category_choose', chord), false),
  category_toggle: (desk, chord) => categoryAt(desk, chordPlace('category_toggle', chord), true),
  category_other: (desk) => categoryOther(desk, false),
  category_other_toggle: (desk) => categoryOther(desk, true),
  explanation_edit: (desk) => withTrace(desk, () => void desk.focus('wb-explanation')),
  confidence_next: (desk) => withTrace(desk, (trace) => desk.edit(editConfidenceNext(trace.id))),
  trace_duplicate: (desk) => withTrace(desk, (trace) => traceDuplicate(desk, trace)),
  trace_delete: (desk) => withTrace(desk, (trace) => traceDelete(desk, trace)),
};

export const TRACE_RUNS: Record<keyof typeof TRACE_KEYS, Run> = {
  ...TRACE_EDIT_RUNS,
  mark_hold: (desk) => desk.marking.markHeld(),
  mark_toggle: (desk) => desk.marking.markToggled(),
  mark_options: (desk) => {
    desk.marking.optionsOpen = true;
  },
  trace_deselect: (desk) => {
    if (!desk.marking.escape() && !desk.suggesting?.escape()) desk.select(null);
  },
};

/** A box to start from: three tenths of the picture, in its middle. */
export function boxInTheMiddle({ picture }: ClipDesk): BBox {
  const width = Math.max(1, Math.round(picture.width * 0.3));
  const height = Math.max(1, Math.round(picture.height * 0.3));
  const left = Math.round((picture.width - width) / 2);
  const top = Math.round((picture.height - height) / 2);
  return bboxClamped({ left, top, width, height }, picture.width, picture.height);
}

export function onsetSet(desk: EditDesk, frame: number): void {
  withTrace(desk, (trace) => {
    if (desk.edit(editOnset(trace.id, frame)))
      desk.say(t('workbench.say.onset', { at: desk.frameText(frame) }));
  });
}

export function offsetSet(desk: EditDesk, frame: number): void {
  withTrace(desk, (trace) => {
    if (desk.edit(editOffset(trace.id, frame)))
      desk.say(t('workbench.say.offset', { at: desk.frameText(frame) }));
  });
}

export function traceDuplicate(desk: EditDesk, trace: Trace): void {
  desk.edit(editTraceDuplicate(trace.id, uuidMake()));
}

export function traceDelete(desk: EditDesk, trace: Trace): void {
  desk.edit(editTraceDelete(desk.answer, trace.id));
}

export function categorySet(desk: EditDesk, key: string, further: boolean): void {
  withTrace(desk, (trace) => {
    desk.edit(further ? editCategoryToggle(trace.id, key) : editCategoryChoose(trace.id, key));
  });
}

function categoryAt(desk: EditDesk, place: number, further: boolean): void {
  const numbered = desk.categories.filter(({ key }) => key !== OTHER_CATEGORY);
  const category = numbered[place];
  if (category) categorySet(desk, category.key, further);
  else desk.tell(t('workbench.say.no_category'));
}

function categoryOther(desk: EditDesk, further: boolean): void {
  withTrace(desk, (trace) => {
    categorySet(desk, OTHER_CATEGORY, further);
    if (!trace.categories.includes(OTHER_CATEGORY)) void desk.focus('wb-other-tag');
  });
}

function onsetNudge(desk: EditDesk, by: number): void {
  withTrace(desk, (trace) => {
    const frame = clampFrame(desk, (trace.onset_frame ?? desk.frame) + by);
    onsetSet(desk, frame);
    desk.seek(frame);
  });
}

function offsetNudge(desk: EditDesk, by: number): void {
  withTrace(desk, (trace) => {
    const frame = clampFrame(desk, (trace.offset_frame ?? desk.frame) + by);
    offsetSet(desk, frame);
    desk.seek(frame);
  });
}

function clampFrame(desk: EditDesk, frame: number): number {
  return Math.min(Math.max(frame, 0), desk.lastFrame);
}

function selectBeside(desk: EditDesk, step: -1 | 1): void {
  const { traces } = desk.answer;
  const at = traces.findIndex((trace) => trace.id === desk.store.selectedTraceId);
  const next = at < 0 ? (step === 1 ? 0 : traces.length - 1) : at + step;
  const trace = traces[next];
  if (trace) desk.select(trace.id);
}
