import type { Command, CommandId } from '../../../keymap/keymap';
import type { Desk } from '../desk.svelte';
import { BOX_RUNS } from './box';
import { PLAYER_RUNS } from './player';
import type { Run } from './run';
import { TRACE_RUNS } from './trace';
import { VIEW_RUNS } from './view';
import { TYPING_RUNS, WORK_RUNS } from './work';

/** What each key of the keymap does. */
const RUNS: Record<CommandId, Run> = {
  ...PLAYER_RUNS,
  ...VIEW_RUNS,
  ...TRACE_RUNS,
  ...BOX_RUNS,
  ...WORK_RUNS,
  ...TYPING_RUNS,
};

export function commandRun(desk: Desk, { id, chord }: Command): void {
  RUNS[id](desk, chord);
}
