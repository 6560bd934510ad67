import type { Answer } from '../domain/answer';

/** What an edit was, for "Undo: …": a key of the workbench's messages. */
export type EditLabel =
  | 'trace_added'
  | 'trace_deleted'
  | 'trace_duplicated'
  | 'box_set'
  | 'keyframe_deleted'
  | 'onset_set'
  | 'offset_set'
  | 'span_marked'
  | 'box_carried'
  | 'category_set'
  | 'explanation_set'
  | 'confidence_set'
  | 'verdict_set'
  | 'note_set'
  | 'suggestion_taken'
  | 'theirs_taken'
  | 'versions_combined'
  | 'group_kept'
  | 'group_merged'
  | 'group_dropped'
  | 'group_reopened'
  | 'majority_taken';

export type Snapshot = { readonly answer: Answer; readonly selectedTraceId: string | null };
type Step = {
  readonly from: Snapshot;
  readonly to: Snapshot;
  readonly label: EditLabel;
  readonly mergeKey: string;
};

/** Undo and redo over immutable answers: snapshots share all that did not change. */
export type History = {
  readonly present: Snapshot;
  readonly past: readonly Step[];
  readonly future: readonly Step[];
};

const STEPS_KEPT = 1000;

export function historyStart(present: Snapshot): History {
  return { present, past: [], future: [] };
}

/** A step with the same non-empty `mergeKey` as the last one joins it: a run of typing is one step. */
export function historyPush(history: History, to: Snapshot, label: EditLabel, mergeKey = ''): History {
  const last = history.past.at(-1);
  const joins = mergeKey !== '' && last?.mergeKey === mergeKey && history.future.length === 0;
  const kept = joins ? history.past.slice(0, -1) : history.past.slice(1 - STEPS_KEPT);
  const from = joins && last ? last.from : history.present;
  return { present: to, past: [...kept, { from, to, label, mergeKey }], future: [] };
}

/** Ends the run that later steps with the same `mergeKey` would join. */
export function historySeal(history: History): History {
  const last = history.past.at(-1);
  if (!last || last.mergeKey === '') return history;
  return { ...history, past: [...history.past.slice(0, -1), { ...last, mergeKey: '' }] };
}

export function historySelect(history: History, selectedTraceId: string | null): History {
  return { ...history, present: { ...history.present, selectedTraceId } };
}

export function historyUndo(history: History): History {
  const last = history.past.at(-1);
  if (!last) return history;
  return { present: last.from, past: history.past.slice(0, -1), future: [last, ...history.future] };
}

export function historyRedo(history: History): History {
  const next = history.future[0];
  if (!next) return history;
  return { present: next.to, past: [...history.past, next], future: history.future.slice(1) };
}
