import { type Answer, answerMissing, type Missing, traceEqual, type Verdict } from './answer';
import { OTHER_CATEGORY, type Trace } from './trace';
import type { Keyframe } from './tracks';

/* What a reviewer makes of several people's answers: the traces that become gold, and the groups that do not. */

export type How = 'kept' | 'merged' | 'majority' | 'edited' | 'added';

/** A trace on its way to gold: from which traces it was made, and how. */
export type GoldTrace = Trace & { readonly sources: readonly string[]; readonly how: How };

/** `dropped` holds the keys of groups that were judged to be no trace. */
export type Adjudication = Omit<Answer, 'traces'> & {
  readonly traces: readonly GoldTrace[];
  readonly dropped: readonly string[];
};

/** A trace between several, as the server proposes it. */
export type Merged = {
  readonly onset_frame: number;
  readonly offset_frame: number;
  readonly keyframes: readonly Keyframe[];
  readonly categories: readonly string[];
  readonly sources: readonly string[];
  readonly explanation: string;
};

export type MergeRule = 'union' | 'vote';

/** Traces of several people that are taken for the same one. */
export type Group = {
  readonly onset_frame: number;
  readonly offset_frame: number;
  readonly traces: readonly string[];
  readonly union: Merged;
  readonly vote: Merged;
};

export type GroupState = 'open' | 'taken' | 'dropped';

export const NOTHING_JUDGED: Adjudication = { verdict: null, note: '', traces: [], dropped: [] };

/** The same group has the same key in every session, as long as the same traces are matched. */
export function groupKey(group: Pick<Group, 'traces'>): string {
  return [...group.traces].sort()[0] ?? '';
}

/** The store keeps any answer; one that was never judged has dropped nothing. */
export function adjudicationOf(answer: Answer): Adjudication {
  const { dropped = [] } = answer as Partial<Adjudication>;
  return { ...answer, dropped, traces: answer.traces.map(goldTraceOf) };
}

/** A trace that names no sources was added by the reviewer. */
export function goldTraceOf(trace: Trace): GoldTrace {
  const { sources = [], how = 'added' } = trace as Partial<GoldTrace>;
  return { ...trace, sources, how };
}

/** The gold's traces that were made from a group: nearly always one or none. */
export function goldOfGroup(answer: Answer, group: Pick<Group, 'traces'>): GoldTrace[] {
  return answer.traces
    .map(goldTraceOf)
    .filter(({ sources }) => sources.some((source) => group.traces.includes(source)));
}

/** The group that a trace of the gold was made from, or null for one that nobody saw. */
export function groupOfGold<G extends Pick<Group, 'traces'>>(
  groups: readonly G[],
  trace: Trace | null,
): G | null {
  const { sources } = trace ? goldTraceOf(trace) : { sources: [] };
  return groups.find((group) => sources.some((source) => group.traces.includes(source))) ?? null;
}

export function groupState(answer: Answer, group: Pick<Group, 'traces'>): GroupState {
  if (goldOfGroup(answer, group).length > 0) return 'taken';
  return adjudicationOf(answer).dropped.includes(groupKey(group)) ? 'dropped' : 'open';
}

export function groupsOpen<G extends Pick<Group, 'traces'>>(answer: Answer, groups: readonly G[]): G[] {
  return groups.filter((group) => groupState(answer, group) === 'open');
}

/** One person's trace becomes the group's gold as it stands. */
export function groupKeep(answer: Answer, group: Group, trace: Trace, id: string): Adjudication {
  return withGold(answer, group, { ...trace, id, sources: [trace.id], how: 'kept' });
}

/** What lies between all of them becomes the group's gold. `members` are the group's own traces. */
export function groupMerge(
  answer: Answer,
  group: Group,
  rule: MergeRule,
  members: readonly Trace[],
  id: string,
): Adjudication {
  return withGold(answer, group, mergedTrace(group[rule], members, id, 'merged'));
}

export function mergedTrace(merged: Merged, members: readonly Trace[], id: string, how: How): GoldTrace {
  const own = members.filter((trace) => merged.sources.includes(trace.id));
  const other = merged.categories.includes(OTHER_CATEGORY);
  return {
    id,
    onset_frame: merged.onset_frame,
    offset_frame: merged.offset_frame,
    categories: merged.categories,
    other_tag: other ? (own.find(({ other_tag }) => other_tag !== '')?.other_tag ?? '') : '',
    explanation: merged.explanation,
    confidence: null,
    keyframes: merged.keyframes,
    origin: 'human',
    suggestion: null,
    sources: merged.sources,
    how,
  };
}

/** The group is no trace. */
export function groupDrop(answer: Answer, group: Group): Adjudication {
  const without = groupClear(answer, group);
  return { ...without, dropped: [...without.dropped, groupKey(group)] };
}

/** The group is open again. */
export function groupClear(answer: Answer, group: Group): Adjudication {
  const gold = goldOfGroup(answer, group).map(({ id }) => id);
  const { dropped, ...rest } = adjudicationOf(answer);
  return {
    ...rest,
    traces: rest.traces.filter(({ id }) => !gold.includes(id)),
    dropped: dropped.filter((key) => key !== groupKey(group)),
  };
}

/** The proposal as a whole: its traces are taken, all other groups dropped; what was added by hand stays. */
export function majorityTake(
  answer: Answer,
  groups: readonly Group[],
  proposal: { readonly verdict: Verdict; readonly traces: readonly Merged[] },
  members: readonly Trace[],
  makeId: () => string,
): Adjudication {
  const added = adjudicationOf(answer).traces.filter(({ how }) => how === 'added');
  const taken = proposal.traces.map((merged) => mergedTrace(merged, members, makeId(), 'majority'));
  const judged = { ...adjudicationOf(answer), verdict: proposal.verdict, traces: [...taken, ...added] };
  const dropped = groups.filter((group) => goldOfGroup(judged, group).length === 0).map(groupKey);
  return { ...judged, dropped };
}

/** A real video has no traces: all groups are dropped with what was taken. */
export function judgeReal(answer: Answer, groups: readonly Group[]): Adjudication {
  return { ...adjudicationOf(answer), verdict: 'real', traces: [], dropped: groups.map(groupKey) };
}

/** After a change by hand a trace that came from people's traces is no longer what they drew. */
export function editsMarked(before: Answer, after: Answer): Adjudication {
  const earlier = new Map(before.traces.map((trace) => [trace.id, trace]));
  const judged = adjudicationOf(after);
  const traces = judged.traces.map((trace) => {
    const was = earlier.get(trace.id);
    const changed = was !== undefined && !traceEqual(was, trace);
    return changed && trace.how !== 'added' ? { ...trace, how: 'edited' as const } : trace;
  });
  return { ...judged, traces };
}

/** What is left to do: groups that nobody judged, then what gold asks of a trace. */
export type Unfinished<G> = { readonly groups: readonly G[]; readonly missing: readonly Missing[] };

export function unfinished<G extends Pick<Group, 'traces'>>(
  answer: Answer,
  groups: readonly G[],
): Unfinished<G> {
  return { groups: groupsOpen(answer, groups), missing: answerMissing(answer) };
}

/** A first trace says "fake" by itself; "can't tell" is kept, since it allows traces. */
function withGold(answer: Answer, group: Group, trace: GoldTrace): Adjudication {
  const cleared = groupClear(answer, group);
  const at = answer.traces.findIndex(({ id }) => !cleared.traces.some((each) => each.id === id));
  const traces = [...cleared.traces];
  traces.splice(at < 0 ? traces.length : at, 0, trace);
  return { ...cleared, verdict: answer.verdict === 'unsure' ? 'unsure' : 'fake', traces };
}
