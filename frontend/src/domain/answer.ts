import { OTHER_CATEGORY, type Trace, traceMake, traceOfSpan, traceSpanSet } from './trace';
import type { BBox } from './tracks';

export type Verdict = 'fake' | 'real' | 'unsure';

/** One person's whole answer about one video: what a PUT sends. Never changed in place. */
export type Answer = {
  readonly verdict: Verdict | null;
  readonly note: string;
  readonly traces: readonly Trace[];
};

export const EMPTY_ANSWER: Answer = { verdict: null, note: '', traces: [] };

/** One thing that submit asks for and the answer does not have yet. */
export type Missing =
  | { readonly what: 'verdict' }
  | { readonly what: 'trace' }
  | { readonly what: 'no_traces' }
  | { readonly what: MissingOfTrace; readonly traceId: string };
export type MissingOfTrace = 'onset' | 'offset' | 'category' | 'other_tag' | 'keyframe';

export function answerOf(body: Answer): Answer {
  return { verdict: body.verdict, note: body.note, traces: body.traces };
}

export function traceOf(answer: Answer, id: string | null): Trace | null {
  return answer.traces.find((trace) => trace.id === id) ?? null;
}

/** The number that people see: 1 for the first trace of the list; 0 when there is no such trace. */
export function traceNumber(answer: Answer, id: string | null): number {
  return answer.traces.findIndex((trace) => trace.id === id) + 1;
}

/** A first trace says "fake" by itself; "can't tell" is kept, since it allows traces. */
export function answerTraceAdd(answer: Answer, id: string, frame: number, bbox: BBox): Answer {
  return answerTraceTake(answer, traceMake(id, frame, bbox));
}

/** Sets both ends of a trace, or adds a new one that has nothing else yet. */
export function answerSpanMark(answer: Answer, id: string, onset: number, offset: number): Answer {
  if (traceOf(answer, id) === null) return answerTraceTake(answer, traceOfSpan(id, onset, offset));
  return answerTraceUpdate(answer, id, (trace) => traceSpanSet(trace, onset, offset));
}

/** Adds a trace that is there already, such as one that was suggested. */
export function answerTraceTake(answer: Answer, trace: Trace): Answer {
  const verdict = answer.verdict === 'unsure' ? 'unsure' : 'fake';
  return { ...answer, verdict, traces: [...answer.traces, trace] };
}

export function answerTraceUpdate(answer: Answer, id: string, change: (trace: Trace) => Trace): Answer {
  return { ...answer, traces: answer.traces.map((trace) => (trace.id === id ? change(trace) : trace)) };
}

export function answerTraceDelete(answer: Answer, id: string): Answer {
  return { ...answer, traces: answer.traces.filter((trace) => trace.id !== id) };
}

/** The copy stands behind its original and is a person's own, whatever the original came from. */
export function answerTraceDuplicate(answer: Answer, id: string, copyId: string): Answer {
  const traces = answer.traces.flatMap((trace) =>
    trace.id === id ? [trace, { ...trace, id: copyId, origin: 'human' as const, suggestion: null }] : [trace],
  );
  return { ...answer, traces };
}

export function answerVerdictSet(answer: Answer, verdict: Verdict): Answer {
  return { ...answer, verdict };
}

/** Everything that submit would ask for, in the order in which a person fills it in. */
export function answerMissing(answer: Answer): Missing[] {
  const missing: Missing[] = [];
  if (answer.verdict === null) missing.push({ what: 'verdict' });
  if (answer.verdict === 'fake' && answer.traces.length === 0) missing.push({ what: 'trace' });
  if (answer.verdict === 'real' && answer.traces.length > 0) missing.push({ what: 'no_traces' });
  return [...missing, ...answer.traces.flatMap(traceMissing)];
}

function traceMissing(trace: Trace): Missing[] {
  const missing: Missing[] = [];
  if (trace.onset_frame === null) missing.push({ what: 'onset', traceId: trace.id });
  if (trace.offset_frame === null) missing.push({ what: 'offset', traceId: trace.id });
  if (trace.categories.length === 0) missing.push({ what: 'category', traceId: trace.id });
  if (trace.categories.includes(OTHER_CATEGORY) && trace.other_tag.trim() === '') {
    missing.push({ what: 'other_tag', traceId: trace.id });
  }
  if (trace.keyframes.length === 0) missing.push({ what: 'keyframe', traceId: trace.id });
  return missing;
}

export function answerEqual(a: Answer, b: Answer): boolean {
  return a === b || canonical(a) === canonical(b);
}

/** A short name for what an answer says: 53 bits of its content (cyrb53), the same in every session. */
export function answerDigest(answer: Answer): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (const byte of new TextEncoder().encode(canonical(answer))) {
    high = Math.imul(high ^ byte, 2654435761);
    low = Math.imul(low ^ byte, 1597334677);
  }
  const mixed = [mix(high, low), mix(low, high)] as const;
  return (4294967296 * (2097151 & mixed[1]) + (mixed[0] >>> 0)).toString(16).padStart(14, '0');
}

function mix(a: number, b: number): number {
  return Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
}

export function traceEqual(a: Trace, b: Trace): boolean {
  return a === b || JSON.stringify(traceFields(a)) === JSON.stringify(traceFields(b));
}

export type TraceChange = 'same' | 'changed' | 'only_mine' | 'only_theirs';
export type TraceComparison = {
  readonly id: string;
  readonly change: TraceChange;
  readonly mine: Trace | null;
  readonly theirs: Trace | null;
};

/** Two versions of one answer, trace by trace: mine in my order, then those that only they have. */
export function answerCompare(mine: Answer, theirs: Answer): TraceComparison[] {
  const shared = mine.traces.map((trace) => compareTrace(trace, traceOf(theirs, trace.id)));
  const added = theirs.traces.filter((trace) => traceOf(mine, trace.id) === null);
  return [
    ...shared,
    ...added.map((trace) => ({ id: trace.id, change: 'only_theirs' as const, mine: null, theirs: trace })),
  ];
}

function compareTrace(mine: Trace, theirs: Trace | null): TraceComparison {
  if (theirs === null) return { id: mine.id, change: 'only_mine', mine, theirs };
  return { id: mine.id, change: traceEqual(mine, theirs) ? 'same' : 'changed', mine, theirs };
}

function canonical(answer: Answer): string {
  return JSON.stringify([answer.verdict, answer.note, answer.traces.map(traceFields)]);
}

function traceFields(trace: Trace): unknown[] {
  return [
    trace.id,
    trace.onset_frame,
    trace.offset_frame,
    trace.categories,
    trace.other_tag,
    trace.explanation,
    trace.confidence,
    trace.keyframes.map(({ frame, left, top, width, height }) => [frame, left, top, width, height]),
    trace.suggestion,
  ];
}
