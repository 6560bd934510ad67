import { type BBox, bboxAt, type Keyframe, keyframeRemove, keyframeSet, keyframesWithin } from './tracks';

/**
 * One trace as it travels and is stored: the field names are those of the REST body.
 * Frames are 0-based ordinals of the frame table, onset and offset inclusive; boxes are whole pixels.
 */
export type Trace = {
  readonly id: string;
  readonly onset_frame: number | null;
  readonly offset_frame: number | null;
  readonly categories: readonly string[];
  readonly other_tag: string;
  readonly explanation: string;
  readonly confidence: Confidence | null;
  readonly keyframes: readonly Keyframe[];
  readonly origin: TraceOrigin;
  readonly suggestion: string | null;
};
export type Confidence = 1 | 2 | 3;
export type TraceOrigin = 'human' | 'suggestion' | 'import';

/** The category whose meaning stands in `other_tag`. */
export const OTHER_CATEGORY = 'other';

/** A new trace that begins at `frame` and is still open at its end. */
export function traceMake(id: string, frame: number, bbox: BBox): Trace {
  return { ...traceOfSpan(id, frame, null), keyframes: keyframeSet([], frame, bbox) };
}

/** A new trace of which only the span is known so far: its box is still to be drawn. */
export function traceOfSpan(id: string, onset: number, offset: number | null): Trace {
  return {
    id,
    onset_frame: onset,
    offset_frame: offset,
    categories: [],
    other_tag: '',
    explanation: '',
    confidence: null,
    keyframes: [],
    origin: 'human',
    suggestion: null,
  };
}

/** A missing onset or offset leaves that end open: the trace is then drawn to the end of the clip. */
export function spanContains(trace: Trace, frame: number): boolean {
  return frame >= (trace.onset_frame ?? 0) && frame <= (trace.offset_frame ?? Number.POSITIVE_INFINITY);
}

/** The box on screen at `frame`: null outside the span or without keyframes. */
export function traceBoxAt(trace: Trace, frame: number): BBox | null {
  return spanContains(trace, frame) ? bboxAt(trace.keyframes, frame) : null;
}

/** Sets the box at `frame` by hand. Outside the span, the span grows to reach that frame. */
export function traceKeyframeSet(trace: Trace, frame: number, bbox: BBox): Trace {
  return {
    ...trace,
    onset_frame: trace.onset_frame === null ? null : Math.min(trace.onset_frame, frame),
    offset_frame: trace.offset_frame === null ? null : Math.max(trace.offset_frame, frame),
    keyframes: keyframeSet(trace.keyframes, frame, bbox),
  };
}

export function traceKeyframeDelete(trace: Trace, frame: number): Trace {
  return { ...trace, keyframes: keyframeRemove(trace.keyframes, frame) };
}

/** Moves the onset; an offset before it moves along, so that the span is never empty. */
export function traceOnsetSet(trace: Trace, frame: number): Trace {
  const offset = trace.offset_frame === null ? null : Math.max(trace.offset_frame, frame);
  return traceSpanSet(trace, frame, offset);
}

/** Moves the offset; an onset after it moves along, so that the span is never empty. */
export function traceOffsetSet(trace: Trace, frame: number): Trace {
  const onset = trace.onset_frame === null ? null : Math.min(trace.onset_frame, frame);
  return traceSpanSet(trace, onset, frame);
}

/** Keyframes that a shrinking span leaves outside are moved or dropped by the rule of `keyframesWithin`. */
export function traceSpanSet(trace: Trace, onset: number | null, offset: number | null): Trace {
  const [first, last] = [onset ?? Number.NEGATIVE_INFINITY, offset ?? Number.POSITIVE_INFINITY];
  const keyframes: readonly Keyframe[] = keyframesWithin(trace.keyframes, first, last);
  return { ...trace, onset_frame: onset, offset_frame: offset, keyframes };
}

/** Makes `key` the primary category in place of the one before; the further ones stay. */
export function traceCategoryChoose(trace: Trace, key: string): Trace {
  const further = trace.categories.slice(1).filter((category) => category !== key);
  return withCategories(trace, [key, ...further]);
}

/** Adds `key` behind the others, or takes it away; the next one becomes primary when the first goes. */
export function traceCategoryToggle(trace: Trace, key: string): Trace {
  const without = trace.categories.filter((category) => category !== key);
  return withCategories(trace, without.length < trace.categories.length ? without : [...without, key]);
}

/** The next confidence of the cycle none, 1, 2, 3, none. */
export function confidenceAfter(confidence: Confidence | null): Confidence | null {
  if (confidence === null) return 1;
  return confidence === 3 ? null : ((confidence + 1) as Confidence);
}

function withCategories(trace: Trace, categories: readonly string[]): Trace {
  const other_tag = categories.includes(OTHER_CATEGORY) ? trace.other_tag : '';
  return { ...trace, categories, other_tag };
}
