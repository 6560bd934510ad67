import type { Conflict, Panel, PanelGroup } from '../../../../api/review/panel';
import {
  type GoldTrace,
  type GroupState,
  goldOfGroup,
  goldTraceOf,
  groupKey,
  groupOfGold,
  groupState,
} from '../../../../domain/adjudication';
import type { Answer } from '../../../../domain/answer';
import type { Trace } from '../../../../domain/trace';
import type { Person } from '../state/people.svelte';

/** One person's trace in a row. */
export type Member = { readonly person: Person; readonly trace: Trace };

/** One row of the desk: a group of traces with what became of it, or a trace that the reviewer added. */
export type DeskRow = {
  readonly key: string;
  readonly letter: string;
  /** Null for an added trace. */
  readonly group: PanelGroup | null;
  readonly members: readonly Member[];
  readonly gold: readonly GoldTrace[];
  readonly state: GroupState;
  readonly conflicts: readonly Conflict[];
};

export function rowsOf(panel: Panel, people: readonly Person[], answer: Answer): DeskRow[] {
  const groups = panel.groups.map((group, index) => groupRow(group, people, answer, letterOf(index)));
  const added = answer.traces
    .filter((trace) => groupOfGold(panel.groups, trace) === null)
    .map((trace, index) => addedRow(goldTraceOf(trace), letterOf(groups.length + index)));
  return [...groups, ...added];
}

/** From the earliest onset to the latest offset of all that the row shows. */
export function spanOf(row: DeskRow, lastFrame: number): readonly [number, number] {
  const traces = [...row.members.map(({ trace }) => trace), ...row.gold];
  const onsets = traces.map(({ onset_frame }) => onset_frame ?? 0);
  const offsets = traces.map(({ offset_frame }) => offset_frame ?? lastFrame);
  return [Math.min(...onsets, lastFrame), Math.max(...offsets, 0)];
}

/** The row to judge next: the first open one after `key`, else the first open one at all. */
export function rowOpenAfter(rows: readonly DeskRow[], key: string | null): DeskRow | null {
  const at = rows.findIndex((row) => row.key === key);
  const open = (row: DeskRow) => row.state === 'open';
  return rows.slice(at + 1).find(open) ?? rows.find(open) ?? null;
}

export function rowBeside(rows: readonly DeskRow[], key: string | null, step: 1 | -1): DeskRow | null {
  const at = rows.findIndex((row) => row.key === key);
  if (at < 0) return (step === 1 ? rows[0] : rows.at(-1)) ?? null;
  return rows[at + step] ?? null;
}

/** A, B, … Z, then A2, B2, … */
export function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  const round = Math.floor(index / 26) + 1;
  return round === 1 ? letter : `${letter}${round}`;
}

function groupRow(group: PanelGroup, people: readonly Person[], answer: Answer, letter: string): DeskRow {
  const members = people.flatMap((person) =>
    (person.answer.traces as readonly Trace[])
      .filter(({ id }) => group.traces.includes(id))
      .map((trace) => ({ person, trace })),
  );
  const gold = goldOfGroup(answer, group);
  const state = groupState(answer, group);
  return { key: groupKey(group), letter, group, members, gold, state, conflicts: group.conflicts };
}

function addedRow(trace: GoldTrace, letter: string): DeskRow {
  return {
    key: trace.id,
    letter,
    group: null,
    members: [],
    gold: [trace],
    state: 'taken',
    conflicts: [],
  };
}
