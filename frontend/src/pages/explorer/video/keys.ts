import { deskScopesFor } from '../../../keymap/focus';
import type { Command, CommandId, Scope } from '../../../keymap/keymap';
import { CLIP_PLAYER_RUNS } from '../../workbench/commands/player';
import { VIEW_RUNS } from '../../workbench/commands/view';
import type { ExplorerDesk } from './explorerDesk.svelte';

type Run = (desk: ExplorerDesk, chord: string) => void;
const HEARD: readonly Scope[] = ['player', 'view', 'desk', 'judge', 'text', 'dialog'];

const RUNS: Partial<Record<CommandId, Run>> = {
  ...VIEW_RUNS,
  ...CLIP_PLAYER_RUNS,
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
