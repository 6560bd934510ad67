import type { Command, CommandId } from '../../../keymap/keymap';
import type { DESK_KEYS } from '../../../keymap/table/desk';
import type { SUGGEST_KEYS } from '../../../keymap/table/suggest';
import type { Desk } from '../desk.svelte';
import { BOX_RUNS } from './box';
import { PLAYER_RUNS } from './player';
import type { Run } from './run';
import { TRACE_RUNS } from './trace';
import { VIEW_RUNS } from './view';
import { TYPING_RUNS, WORK_RUNS } from './work';

/** What each key of the workbench does; those about suggestions do nothing where there are none. */
const RUNS: Record<Exclude<CommandId, keyof typeof DESK_KEYS | keyof typeof SUGGEST_KEYS>, Run> = {
  ...PLAYER_RUNS,
  ...VIEW_RUNS,
  ...TRACE_RUNS,
  ...BOX_RUNS,
  ...WORK_RUNS,
  ...TYPING_RUNS,
};

export function commandRun(desk: Desk, { id, chord }: Command): void {
  if (id in RUNS) RUNS[id as keyof typeof RUNS](desk, chord);
  else desk.suggesting?.run(id);
}
