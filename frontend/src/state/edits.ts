import {
  type Answer,
  answerSpanMark,
  answerTraceAdd,
  answerTraceDelete,
  answerTraceDuplicate,
  answerTraceUpdate,
  answerVerdictSet,
  type Verdict,
} from '../domain/answer';
import {
  type Confidence,
  confidenceAfter,
  type Trace,
  traceCategoryChoose,
  traceCategoryToggle,
  traceKeyframeDelete,
  traceKeyframeSet,
  traceOffsetSet,
  traceOnsetSet,
} from '../domain/trace';
import type { BBox, Keyframe } from '../domain/tracks';
import type { Edit } from './annotation.svelte';
import type { EditLabel } from './history';

/* Every edit that the workbench knows, as values for `AnnotationStore.update`. */

export function editTraceAdd(traceId: string, frame: number, bbox: BBox): Edit {
  return {
    label: 'trace_added',
    change: (answer) => answerTraceAdd(answer, traceId, frame, bbox),
    selects: traceId,
  };
}

/** The trace after the deleted one is selected next, else the one before it. */
export function editTraceDelete(answer: Answer, traceId: string): Edit {
  const at = answer.traces.findIndex((trace) => trace.id === traceId);
  const next = answer.traces[at + 1] ?? answer.traces[at - 1];
  return {
    label: 'trace_deleted',
    change: (current) => answerTraceDelete(current, traceId),
    selects: next?.id ?? null,
  };
}

export function editTraceDuplicate(traceId: string, copyId: string): Edit {
  return {
    label: 'trace_duplicated',
    change: (answer) => answerTraceDuplicate(answer, traceId, copyId),
    selects: copyId,
  };
}

export function editBox(traceId: string, frame: number, bbox: BBox, mergeKey = ''): Edit {
  const edit = onTrace(traceId, 'box_set', (trace) => traceKeyframeSet(trace, frame, bbox));
  return { ...edit, selects: traceId, mergeKey };
}

export function editKeyframeDelete(traceId: string, frame: number): Edit {
  return onTrace(traceId, 'keyframe_deleted', (trace) => traceKeyframeDelete(trace, frame));
}

export function editOnset(traceId: string, frame: number): Edit {
  return onTrace(traceId, 'onset_set', (trace) => traceOnsetSet(trace, frame));
}

export function editOffset(traceId: string, frame: number): Edit {
  return onTrace(traceId, 'offset_set', (trace) => traceOffsetSet(trace, frame));
}

/** Both ends of a trace at once; a trace that is not there yet is added. */
export function editSpanMark(traceId: string, onset: number, offset: number): Edit {
  return {
    label: 'span_marked',
    change: (answer) => answerSpanMark(answer, traceId, onset, offset),
    selects: traceId,
  };
}

/** Sets boxes on many frames at once, as one step. */
export function editBoxesCarried(traceId: string, keyframes: readonly Keyframe[]): Edit {
  return onTrace(traceId, 'box_carried', (trace) =>
    keyframes.reduce((carried, { frame, ...bbox }) => traceKeyframeSet(carried, frame, bbox), trace),
  );
}

export function editCategoryChoose(traceId: string, key: string): Edit {
  return onTrace(traceId, 'category_set', (trace) => traceCategoryChoose(trace, key));
}

export function editCategoryToggle(traceId: string, key: string): Edit {
  return onTrace(traceId, 'category_set', (trace) => traceCategoryToggle(trace, key));
}

export function editOtherTag(traceId: string, other_tag: string): Edit {
  const edit = onTrace(traceId, 'category_set', (trace) => ({ ...trace, other_tag }));
  return { ...edit, mergeKey: `other_tag:${traceId}` };
}

export function editExplanation(traceId: string, explanation: string): Edit {
  const edit = onTrace(traceId, 'explanation_set', (trace) => ({ ...trace, explanation }));
  return { ...edit, mergeKey: `explanation:${traceId}` };
}

export function editConfidence(traceId: string, confidence: Confidence | null): Edit {
  return onTrace(traceId, 'confidence_set', (trace) => ({ ...trace, confidence }));
}

export function editConfidenceNext(traceId: string): Edit {
  return onTrace(traceId, 'confidence_set', (trace) => ({
    ...trace,
    confidence: confidenceAfter(trace.confidence),
  }));
}

export function editVerdict(verdict: Verdict): Edit {
  return { label: 'verdict_set', change: (answer) => answerVerdictSet(answer, verdict) };
}

export function editNote(note: string): Edit {
  return { label: 'note_set', change: (answer) => ({ ...answer, note }), mergeKey: 'note' };
}

function onTrace(traceId: string, label: EditLabel, change: (trace: Trace) => Trace): Edit {
  return { label, change: (answer) => answerTraceUpdate(answer, traceId, change) };
}
