import type { PLAYER_KEYS } from '../../../keymap/table/player';
import type { ClipDesk } from '../desks/clipDesk.svelte';
import { type ClipRun, focusAll, type Run } from './run';

/** Multiples of the clip's own speed that < and > go through. */
export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 8];

/** The player's keys that only look. */
export const CLIP_PLAYER_RUNS = {
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
} satisfies Partial<Record<keyof typeof PLAYER_KEYS, ClipRun>>;

export const PLAYER_RUNS: Record<keyof typeof PLAYER_KEYS, Run> = {
  ...CLIP_PLAYER_RUNS,
  loop_in: (desk) => desk.marking.rangeFromHere(),
  loop_out: (desk) => desk.marking.rangeToHere(),
  loop_clear: (desk) => desk.marking.rangeClear(),
  boundary_previous: (desk) => desk.marking.boundaryGoto(-1),
  boundary_next: (desk) => desk.marking.boundaryGoto(1),
  strip_toggle: (desk) => desk.marking.stripToggle(),
  jump_previous: (desk) => void desk.marking.jumpGoto(-1),
  jump_next: (desk) => void desk.marking.jumpGoto(1),
  sound_toggle: (desk) => desk.marking.sound.toggle(),
};

function rateStep({ player }: ClipDesk, step: -1 | 1): void {
  const at = SPEEDS.findIndex((speed) => speed >= player.rate);
  const rate = SPEEDS[at + step];
  if (rate !== undefined) player.setRate(rate);
}
