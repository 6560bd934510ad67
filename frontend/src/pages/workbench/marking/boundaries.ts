import type { Trace } from '../../../domain/trace';

/** A frame where a trace begins or ends. */
export type Boundary = {
  readonly frame: number;
  readonly edge: 'onset' | 'offset';
  /** 1-based, as people see it. */
  readonly number: number;
};

/** The nearest onset or offset of any trace before (-1) or after (1) `frame`, or null. */
export function boundaryBeside(traces: readonly Trace[], frame: number, direction: 1 | -1): Boundary | null {
  const beside = boundariesOf(traces).filter((each) => (each.frame - frame) * direction > 0);
  return beside.sort((a, b) => (a.frame - b.frame) * direction)[0] ?? null;
}

function boundariesOf(traces: readonly Trace[]): Boundary[] {
  return traces.flatMap(({ onset_frame, offset_frame }, index) => [
    ...(onset_frame === null ? [] : [{ frame: onset_frame, edge: 'onset' as const, number: index + 1 }]),
    ...(offset_frame === null ? [] : [{ frame: offset_frame, edge: 'offset' as const, number: index + 1 }]),
  ]);
}
