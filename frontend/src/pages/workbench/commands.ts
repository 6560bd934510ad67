import { bboxMoved, bboxResized } from '../../domain/geometry';
import { uuidMake } from '../../domain/ids';
import type { Trace } from '../../domain/trace';
import { OTHER_CATEGORY } from '../../domain/trace';
import { type BBox, bboxClamped, keyframeAt, keyframeNeighbour } from '../../domain/tracks';
import { t } from '../../i18n';
import type { Command, CommandId } from '../../keymap/keymap';
import {
  editBox,
  editCategoryChoose,
  editCategoryToggle,
  editConfidenceNext,
  editKeyframeDelete,
  editOffset,
  editOnset,
  editTraceDelete,
  editTraceDuplicate,
  editVerdict,
} from '../../state/edits';
import type { Desk } from './desk.svelte';
import { reviewAccept, workSubmit } from './handover';

type Run = (desk: Desk, chord: string) => void;

/** Multiples of the clip's own speed that < and > go through. */
export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 8];

/** What each key of the keymap does. */
const RUNS: Record<CommandId, Run> = {
  play_toggle: (desk) => desk.player.toggle(),
  shuttle_back: (desk) => desk.player.shuttle(-1),
  pause: (desk) => desk.player.pause(),
  shuttle_forward: (desk) => desk.player.shuttle(1),
  step_back: (desk) => desk.player.step(-1),
  step_forward: (desk) => desk.player.step(1),
  step_back_10: (desk) => desk.player.step(-10),
  step_forward_10: (desk) => desk.player.step(10),
  frame_first: (desk) => desk.seek(0),
  frame_last: (desk) => desk.seek(desk.lastFrame),
  frame_goto: (desk) => focusAll(desk, 'wb-frame'),
  rate_down: (desk) => rateStep(desk, -1),
  rate_up: (desk) => rateStep(desk, 1),
  loop_toggle: (desk) => {
    desk.looping = !desk.looping;
  },
  zoom_in: (desk) => desk.view?.zoomIn(),
  zoom_out: (desk) => desk.view?.zoomOut(),
  zoom_reset: (desk) => desk.view?.resetView(),

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
  category_choose: (desk, chord) => categoryByDigit(desk, chord, false),
  category_toggle: (desk, chord) => categoryByDigit(desk, chord, true),
  category_other: (desk) => categoryOther(desk, false),
  category_other_toggle: (desk) => categoryOther(desk, true),
  explanation_edit: (desk) => withTrace(desk, () => void desk.focus('wb-explanation')),
  confidence_next: (desk) => withTrace(desk, (trace) => desk.edit(editConfidenceNext(trace.id))),
  trace_duplicate: (desk) => withTrace(desk, (trace) => traceDuplicate(desk, trace)),
  trace_delete: (desk) => withTrace(desk, (trace) => traceDelete(desk, trace)),
  trace_deselect: (desk) => desk.select(null),

  keyframe_set: (desk) => withBox(desk, (trace, box) => desk.edit(editBox(trace.id, desk.frame, box))),
  keyframe_delete: (desk) => withTrace(desk, (trace) => keyframeDelete(desk, trace)),
  keyframe_previous: (desk) => keyframeGoto(desk, -1),
  keyframe_next: (desk) => keyframeGoto(desk, 1),
  box_left: (desk) => boxMove(desk, -1, 0),
  box_right: (desk) => boxMove(desk, 1, 0),
  box_up: (desk) => boxMove(desk, 0, -1),
  box_down: (desk) => boxMove(desk, 0, 1),
  box_left_10: (desk) => boxMove(desk, -10, 0),
  box_right_10: (desk) => boxMove(desk, 10, 0),
  box_up_10: (desk) => boxMove(desk, 0, -10),
  box_down_10: (desk) => boxMove(desk, 0, 10),
  box_narrower: (desk) => boxResize(desk, -1, 0),
  box_wider: (desk) => boxResize(desk, 1, 0),
  box_shorter: (desk) => boxResize(desk, 0, -1),
  box_taller: (desk) => boxResize(desk, 0, 1),
  box_narrower_10: (desk) => boxResize(desk, -10, 0),
  box_wider_10: (desk) => boxResize(desk, 10, 0),
  box_shorter_10: (desk) => boxResize(desk, 0, -10),
  box_taller_10: (desk) => boxResize(desk, 0, 10),
  box_fields: (desk) => withBox(desk, () => focusAll(desk, 'wb-box-left')),

  verdict_fake: (desk) => desk.edit(editVerdict('fake')),
  verdict_real: (desk) => desk.edit(editVerdict('real')),
  verdict_unsure: (desk) => desk.edit(editVerdict('unsure')),
  note_edit: (desk) => void desk.focus('wb-note'),
  undo: (desk) => desk.undo(),
  redo: (desk) => desk.redo(),
  save_now: (desk) => void desk.session.flush(),
  submit: (desk) => void workSubmit(desk),
  skip: (desk) => {
    if (desk.canGiveAway) desk.dialog = 'skip';
  },
  help: (desk) => {
    desk.dialog = 'help';
  },

  review_accept: (desk) => void reviewAccept(desk),
  review_return: (desk) => {
    if (desk.mode === 'review') desk.dialog = 'return';
  },

  text_leave: (desk) => desk.focusStage(),
  text_submit: (desk) => void workSubmit(desk),
  text_save: (desk) => void desk.session.flush(),
  dialog_close: (desk) => {
    desk.dialog = null;
  },
};

export function commandRun(desk: Desk, { id, chord }: Command): void {
  RUNS[id](desk, chord);
}

/** A box to start from: three tenths of the picture, in its middle. */
export function boxInTheMiddle({ picture }: Desk): BBox {
  const width = Math.max(1, Math.round(picture.width * 0.3));
  const height = Math.max(1, Math.round(picture.height * 0.3));
  const left = Math.round((picture.width - width) / 2);
  const top = Math.round((picture.height - height) / 2);
  return bboxClamped({ left, top, width, height }, picture.width, picture.height);
}

export function onsetSet(desk: Desk, frame: number): void {
  withTrace(desk, (trace) => {
    if (desk.edit(editOnset(trace.id, frame)))
      desk.say(t('workbench.say.onset', { at: desk.frameText(frame) }));
  });
}

export function offsetSet(desk: Desk, frame: number): void {
  withTrace(desk, (trace) => {
    if (desk.edit(editOffset(trace.id, frame)))
      desk.say(t('workbench.say.offset', { at: desk.frameText(frame) }));
  });
}

export function traceDuplicate(desk: Desk, trace: Trace): void {
  desk.edit(editTraceDuplicate(trace.id, uuidMake()));
}

export function traceDelete(desk: Desk, trace: Trace): void {
  desk.edit(editTraceDelete(desk.answer, trace.id));
}

export function keyframeDelete(desk: Desk, trace: Trace): void {
  if (keyframeAt(trace.keyframes, desk.frame)) desk.edit(editKeyframeDelete(trace.id, desk.frame));
  else desk.tell(t('workbench.say.no_keyframe'));
}

export function keyframeGoto(desk: Desk, direction: -1 | 1): void {
  withTrace(desk, (trace) => {
    const keyframe = keyframeNeighbour(trace.keyframes, desk.frame, direction);
    if (keyframe) desk.seek(keyframe.frame);
  });
}

export function categorySet(desk: Desk, key: string, further: boolean): void {
  withTrace(desk, (trace) => {
    desk.edit(further ? editCategoryToggle(trace.id, key) : editCategoryChoose(trace.id, key));
  });
}

function categoryByDigit(desk: Desk, chord: string, further: boolean): void {
  const numbered = desk.categories.filter(({ key }) => key !== OTHER_CATEGORY);
  const category = numbered[Number(chord.at(-1)) - 1];
  if (category) categorySet(desk, category.key, further);
  else desk.tell(t('workbench.say.no_category'));
}

function categoryOther(desk: Desk, further: boolean): void {
  withTrace(desk, (trace) => {
    categorySet(desk, OTHER_CATEGORY, further);
    if (!trace.categories.includes(OTHER_CATEGORY)) void desk.focus('wb-other-tag');
  });
}

function onsetNudge(desk: Desk, by: number): void {
  withTrace(desk, (trace) => {
    const frame = clampFrame(desk, (trace.onset_frame ?? desk.frame) + by);
    onsetSet(desk, frame);
    desk.seek(frame);
  });
}

function offsetNudge(desk: Desk, by: number): void {
  withTrace(desk, (trace) => {
    const frame = clampFrame(desk, (trace.offset_frame ?? desk.frame) + by);
    offsetSet(desk, frame);
    desk.seek(frame);
  });
}

function clampFrame(desk: Desk, frame: number): number {
  return Math.min(Math.max(frame, 0), desk.lastFrame);
}

function boxMove(desk: Desk, dx: number, dy: number): void {
  withBox(desk, (trace, box) => {
    const moved = bboxMoved(box, dx, dy, desk.picture);
    desk.edit(editBox(trace.id, desk.frame, moved, `nudge:${trace.id}:${desk.frame}`));
  });
}

/** Right and lower edge move; the box never turns over. */
function boxResize(desk: Desk, dx: number, dy: number): void {
  withBox(desk, (trace, box) => {
    const [right, down] = [Math.max(dx, 1 - box.width), Math.max(dy, 1 - box.height)];
    const resized = bboxResized(box, 'se', right, down, desk.picture);
    desk.edit(editBox(trace.id, desk.frame, resized, `nudge:${trace.id}:${desk.frame}`));
  });
}

function rateStep(desk: Desk, step: -1 | 1): void {
  const at = SPEEDS.findIndex((speed) => speed >= desk.player.rate);
  const rate = SPEEDS[at + step];
  if (rate !== undefined) desk.player.setRate(rate);
}

function selectBeside(desk: Desk, step: -1 | 1): void {
  const { traces } = desk.answer;
  const at = traces.findIndex((trace) => trace.id === desk.store.selectedTraceId);
  const next = at < 0 ? (step === 1 ? 0 : traces.length - 1) : at + step;
  const trace = traces[next];
  if (trace) desk.select(trace.id);
}

function withTrace(desk: Desk, run: (trace: Trace) => void): void {
  const trace = desk.store.selectedTrace;
  if (trace) run(trace);
  else desk.tell(t('workbench.say.no_trace'));
}

function withBox(desk: Desk, run: (trace: Trace, box: BBox) => void): void {
  withTrace(desk, (trace) => {
    const box = desk.box;
    if (box) run(trace, box);
    else desk.tell(t('workbench.say.no_box'));
  });
}

function focusAll(desk: Desk, id: string): void {
  void desk.focus(id).then(() => {
    const field = document.getElementById(id);
    if (field instanceof HTMLInputElement) field.select();
  });
}
