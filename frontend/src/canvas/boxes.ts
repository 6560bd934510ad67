import type { BBox } from '../domain/tracks';

/** One trace's box on the shown frame, as the stage draws it. */
export type StageBox = {
  readonly traceId: string;
  /** 1-based, shown on the label: colour is never the only mark. */
  readonly number: number;
  /** Shown and said in place of the number. */
  readonly tag?: { readonly text: string; readonly label: string };
  /** 0-based index into the trace colours `--trace-1` … `--trace-9`. */
  readonly colorIndex: number;
  readonly bbox: BBox;
  /** Whether this very frame is a keyframe (else the box is interpolated). */
  readonly isKeyframe: boolean;
  readonly selected: boolean;
  readonly dimmed: boolean;
  /** Only proposed: drawn apart from the others, with nothing to take hold of. */
  readonly ghost?: boolean;
};
