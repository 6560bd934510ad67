/** One trace as the timeline draws it. */
export type LaneTrace = {
  readonly id: string;
  /** 1-based, shown beside the colour: colour is never the only mark. */
  readonly number: number;
  /** 0-based index into the trace colours `--trace-1` … `--trace-9`. */
  readonly colorIndex: number;
  readonly label: string;
  readonly onsetFrame: number | null;
  readonly offsetFrame: number | null;
  readonly keyframes: readonly number[];
  /** Frames with a box that is proposed and not agreed to yet. */
  readonly proposed: readonly number[];
  readonly selected: boolean;
};

export type SpanEdge = 'onset' | 'offset';

/** A drag is previewed until it is done or called off. */
export type SpanDrag = {
  readonly traceId: string;
  readonly edge: SpanEdge;
  readonly frame: number;
  readonly phase: 'preview' | 'done' | 'cancel';
};

/** The first and last frame of a lane's bar: an open end reaches to the end of the clip. */
export function laneEnds(trace: LaneTrace, frameCount: number): readonly [first: number, last: number] {
  return [trace.onsetFrame ?? 0, trace.offsetFrame ?? frameCount - 1];
}
