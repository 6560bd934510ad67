import { deskScopesFor } from '../../../keymap/focus';
import type { Command, CommandId, Scope } from '../../../keymap/keymap';
import { SPEEDS } from '../../workbench/commands/player';
import { focusAll } from '../../workbench/commands/run';
import { VIEW_RUNS } from '../../workbench/commands/view';
import type { ExplorerDesk } from './explorerDesk.svelte';

type Run = (desk: ExplorerDesk, chord: string) => void;
const HEARD: readonly Scope[] = ['player', 'view', 'desk', 'judge', 'text', 'dialog'];

const RUNS: Partial<Record<CommandId, Run>> = {
  ...VIEW_RUNS,
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
  group_previous: (desk) => desk.selectBeside(-1),
  group_next: (desk) => desk.selectBeside(1),
  judge_cancel: (desk) => desk.select(null),
  text_leave: (desk) => desk.focusStage(),
};

/** The keys of the review desk that only look. */
export function explorerScopes(target: EventTarget | null): readonly Scope[] {
  return deskScopesFor(target, false).filter((scope) => HEARD.includes(scope));
}

export function explorerRun(desk: ExplorerDesk, { id, chord }: Command): void {
  RUNS[id]?.(desk, chord);
}

function rateStep(desk: ExplorerDesk, step: -1 | 1): void {
  const at = SPEEDS.findIndex((speed) => speed >= desk.player.rate);
  const rate = SPEEDS[at + step];
  if (rate !== undefined) desk.player.setRate(rate);
}
