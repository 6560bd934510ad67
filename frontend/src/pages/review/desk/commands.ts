import { t } from '../../../i18n';
import { chordPlace } from '../../../keymap/active';
import type { Command, CommandId } from '../../../keymap/keymap';
import type { DESK_KEYS } from '../../../keymap/table/desk';
import { editVerdict } from '../../../state/edits';
import { BOX_EDIT_RUNS } from '../../workbench/commands/box';
import { CLIP_PLAYER_RUNS } from '../../workbench/commands/player';
import { boxInTheMiddle, TRACE_EDIT_RUNS } from '../../workbench/commands/trace';
import { VIEW_RUNS } from '../../workbench/commands/view';
import { rangeFrom, rangeTo } from '../../workbench/marking/range';
import { answerAccept, deskNext, goldSave, proceed, reviewable } from './handover';
import type { ReviewDesk } from './reviewDesk.svelte';
import { rowBeside } from './rows/rows';

/** What a key does on the review desk. */
type Run = (desk: ReviewDesk, chord: string) => void;

const PLAYER: Partial<Record<CommandId, Run>> = {
  ...CLIP_PLAYER_RUNS,
  loop_in: (desk) => desk.rangeSet(rangeFrom(desk.range, desk.frame, desk.lastFrame)),
  loop_out: (desk) => desk.rangeSet(rangeTo(desk.range, desk.frame)),
  loop_clear: (desk) => desk.rangeSet(null),
  boundary_previous: (desk) => desk.boundaryGoto(-1),
  boundary_next: (desk) => desk.boundaryGoto(1),
  sound_toggle: (desk) => desk.sound.toggle(),
};

const ANSWER: Partial<Record<CommandId, Run>> = {
  verdict_fake: (desk) => desk.edit(editVerdict('fake')),
  verdict_real: (desk) => desk.edit(editVerdict('real')),
  verdict_unsure: (desk) => desk.edit(editVerdict('unsure')),
  undo: (desk) => desk.undo(),
  redo: (desk) => desk.redo(),
  help: (desk) => {
    desk.dialog = 'help';
  },
  threads_toggle: (desk) => void desk.threads.toggle(),
  thread_pin: (desk) => void desk.threads.pin(),
  review_accept: (desk) => void answerAccept(desk),
  review_return: (desk) => {
    if (reviewable(desk)) desk.dialog = 'return';
  },
  trace_previous: (desk) => editBeside(desk, -1),
  trace_next: (desk) => editBeside(desk, 1),
  trace_deselect: (desk) => desk.select(null),
  text_leave: (desk) => desk.focusStage(),
  text_submit: (desk) => void goldSave(desk),
  text_save: (desk) => void goldSave(desk),
};

const DESK: Record<keyof typeof DESK_KEYS, Run> = {
  group_previous: (desk) => rowGoto(desk, -1),
  group_next: (desk) => rowGoto(desk, 1),
  person_keep: (desk, chord) =>
    withPerson(desk, chordPlace('person_keep', chord), (person) => desk.keep(person)),
  merge_union: (desk) => desk.mergePreview('union'),
  merge_vote: (desk) => desk.mergePreview('vote'),
  group_drop: (desk) => desk.drop(),
  group_reopen: (desk) => desk.reopen(),
  gold_edit: (desk) => desk.goldEdit(),
  gold_add: (desk) => desk.traceAdd(boxInTheMiddle(desk)),
  judge_proceed: (desk) => proceed(desk),
  judge_cancel: (desk) => {
    if (desk.preview) desk.preview = null;
    else desk.rowSelect(null);
  },
  majority_show: (desk) => desk.majorityPreview(),
  person_next: (desk) => personNext(desk),
  person_solo: (desk, chord) =>
    withPerson(desk, chordPlace('person_solo', chord), (person) => desk.sight.solo(person)),
  person_mute: (desk) => {
    const person = desk.people.find(({ name }) => name === desk.sight.current) ?? desk.people[0];
    if (person) desk.sight.mute(person);
  },
  people_all: (desk) => desk.sight.all(),
  changes_show: (desk) => changesShow(desk),
  group_whole: (desk) => {
    desk.near = !desk.near;
  },
  versions_open: (desk) => {
    desk.dialog = 'versions';
  },
  gold_save: (desk) => void goldSave(desk),
  desk_next: (desk) => void deskNext(desk),
};

const RUNS: Partial<Record<CommandId, Run>> = {
  ...PLAYER,
  ...VIEW_RUNS,
  ...TRACE_EDIT_RUNS,
  ...BOX_EDIT_RUNS,
  ...ANSWER,
  ...DESK,
};

/** Whether a key of the table does something here; the others belong to the workbench. */
export function deskKnows(id: CommandId): boolean {
  return id in RUNS;
}

export function deskRun(desk: ReviewDesk, { id, chord }: Command): void {
  RUNS[id]?.(desk, chord);
}

export function rowGoto(desk: ReviewDesk, step: 1 | -1): void {
  const row = rowBeside(desk.rows, desk.row?.key ?? null, step);
  if (row) desk.rowSelect(row);
}

/** Shows what changed in the answer of whoever is chosen, else of the first who changed something. */
export function changesShow(desk: ReviewDesk): void {
  const changed = desk.people.filter(({ answer }) => answer.changed_since_return);
  const person = changed.find(({ name }) => name === desk.sight.current) ?? changed[0];
  if (!person) return;
  desk.sight.current = person.name;
  desk.dialog = 'changes';
}

function editBeside(desk: ReviewDesk, step: 1 | -1): void {
  const edited = desk.rows.filter(({ gold }) => gold.length > 0);
  const gold = rowBeside(edited, desk.row?.key ?? null, step)?.gold[0];
  if (gold) desk.select(gold.id);
}

function personNext(desk: ReviewDesk): void {
  const at = desk.people.findIndex(({ name }) => name === desk.sight.current);
  const person = desk.people[(at + 1) % Math.max(desk.people.length, 1)];
  if (!person) return;
  desk.sight.current = person.name;
  desk.tell(`${person.number} · ${person.name}`);
}

function withPerson(
  desk: ReviewDesk,
  place: number,
  run: (person: ReviewDesk['people'][number]) => void,
): void {
  const person = desk.people[place];
  if (person) run(person);
  else desk.tell(t('desk.not_here', { number: place + 1 }));
}
