import type { Feedback } from '../../../api/calibration';
import { type BBox, bboxAt } from '../../../domain/tracks';

export type Who = 'expected' | 'own';
/** A trace as feedback draws it: complete, and numbered as its answer lists it. */
export type ShownTrace = {
  id: string;
  who: Who;
  number: number;
  onset: number;
  offset: number;
  categories: readonly string[];
  explanation: string;
  boxAt: (frame: number) => BBox | null;
};

/** Both answers' traces, the expected ones first. */
export function tracesOf({ expected, own }: Feedback): readonly ShownTrace[] {
  return [
    ...expected.traces.map((trace, index) => shown(trace, 'expected', index + 1)),
    ...own.traces.map((trace, index) => shown(trace, 'own', index + 1)),
  ];
}

type Given = Feedback['expected']['traces'][number] | Feedback['own']['traces'][number];

function shown(trace: Given, who: Who, number: number): ShownTrace {
  const onset = trace.onset_frame ?? 0;
  const offset = trace.offset_frame ?? onset;
  return {
    id: trace.id,
    who,
    number,
    onset,
    offset,
    categories: trace.categories,
    explanation: trace.explanation,
    boxAt: (frame) => (frame < onset || frame > offset ? null : bboxAt(trace.keyframes, frame)),
  };
}

/** Where to look first: the middle of the first expected trace, else of the first own one. */
export function firstFrame(traces: readonly ShownTrace[]): number {
  const [trace] = traces;
  return trace ? middleOf(trace) : 0;
}

export function middleOf(trace: ShownTrace): number {
  return Math.floor((trace.onset + trace.offset) / 2);
}

/** How many clips of a round must be right. */
export function clipsToPass(share: number, clips: number): number {
  return Math.max(0, Math.ceil(share * clips - 1e-9));
}
