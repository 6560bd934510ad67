import { bboxMoved, bboxResized } from '../../../domain/geometry';
import type { Trace } from '../../../domain/trace';
import { type BBox, keyframeAt, keyframeNeighbour } from '../../../domain/tracks';
import { t } from '../../../i18n';
import { errorText } from '../../../i18n/errors';
import type { BOX_KEYS } from '../../../keymap/table/box';
import { editBox, editKeyframeDelete } from '../../../state/edits';
import type { Desk } from '../desk.svelte';
import type { EditDesk } from '../desks/editDesk.svelte';
import { type EditRun, focusAll, type Run, withBox, withTrace } from './run';

export const BOX_EDIT_RUNS: Record<Exclude<keyof typeof BOX_KEYS, 'box_carry'>, EditRun> = {
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
};

export const BOX_RUNS: Record<keyof typeof BOX_KEYS, Run> = {
  ...BOX_EDIT_RUNS,
  box_carry: (desk) => boxCarry(desk),
};

/** Has the box carried on from here to the next keyframe, else to the offset. */
export function boxCarry(desk: Desk): void {
  withBox(desk, (trace, box) => {
    desk.marking.carry(trace, box).catch((error: unknown) => desk.tell(errorText(error)));
  });
}

export function keyframeDelete(desk: EditDesk, trace: Trace): void {
  if (keyframeAt(trace.keyframes, desk.frame)) desk.edit(editKeyframeDelete(trace.id, desk.frame));
  else desk.tell(t('workbench.say.no_keyframe'));
}

export function keyframeGoto(desk: EditDesk, direction: -1 | 1): void {
  withTrace(desk, (trace) => {
    const keyframe = keyframeNeighbour(trace.keyframes, desk.frame, direction);
    if (keyframe) desk.seek(keyframe.frame);
  });
}

/** What is not to be seen is not moved: the eye would not notice. */
function withShownBox(desk: EditDesk, run: (trace: Trace, box: BBox) => void): void {
  if (desk.boxesShown) withBox(desk, run);
  else desk.tell(t('workbench.say.box_hidden'));
}

function boxMove(desk: EditDesk, dx: number, dy: number): void {
  withShownBox(desk, (trace, box) => {
    const moved = bboxMoved(box, dx, dy, desk.picture);
    desk.edit(editBox(trace.id, desk.frame, moved, `nudge:${trace.id}:${desk.frame}`));
  });
}

/** Right and lower edge move; the box never turns over. */
function boxResize(desk: EditDesk, dx: number, dy: number): void {
  withShownBox(desk, (trace, box) => {
    const [right, down] = [Math.max(dx, 1 - box.width), Math.max(dy, 1 - box.height)];
    const resized = bboxResized(box, 'se', right, down, desk.picture);
    desk.edit(editBox(trace.id, desk.frame, resized, `nudge:${trace.id}:${desk.frame}`));
  });
}
