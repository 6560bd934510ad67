import type { FrameTable } from '../domain/frames';

/** How exact frames are obtained: decoded here, from a verified media element, or as pictures from the server. */
export type SourceKind = 'webcodecs' | 'video' | 'server';

/** `mismatch`, `unsupported` and `error` are final: no work may be done on such a source. */
export type SourcePhase =
  | 'loading'
  | 'indexing'
  | 'decoding'
  | 'ready'
  | 'mismatch'
  | 'unsupported'
  | 'error';

export type SourceStatus = {
  readonly phase: SourcePhase;
  readonly fetchedBytes: number;
  /** 0 while the size is unknown. */
  readonly totalBytes: number;
  readonly decodedCount: number;
  /** A machine word in the final phases, else empty: the page finds the text for it. */
  readonly code: SourceCode;
  /** For the log and for a bug report, never shown as the message. */
  readonly detail: string;
};

export type SourceCode =
  | ''
  | 'frame_count_differs'
  | 'frame_times_differ'
  | 'picture_size_differs'
  | 'frame_missing'
  | 'no_video_track'
  | 'codec_unsupported'
  | 'media_unreachable'
  | 'media_unreadable'
  | 'decoder_failed'
  | 'frame_unreachable'
  | 'superseded';

/** 1 forwards, -1 backwards: where the next frames are likely to be wanted. */
export type Direction = 1 | -1;

/** Inclusive at both ends. */
export type FrameRange = readonly [first: number, last: number];

export type FrameSource = {
  readonly table: FrameTable;
  readonly kind: SourceKind;
  readonly status: SourceStatus;
  /** Calls `listener` after each change of `status`, of the loaded ranges, or of the paintable frames. */
  subscribe(listener: () => void): () => void;
  /** Whether `draw` would paint this frame now. */
  has(frame: number): boolean;
  /** What is decoded and kept, for the bar on the timeline. */
  loadedRanges(): readonly FrameRange[];
  /** Paint exactly this frame, upright, over the whole canvas; false (and nothing painted) when it is not at hand. */
  draw(context: CanvasRenderingContext2D, frame: number): boolean;
  /** The upright RGBA pixels of exactly this frame, for this task only; null when they do not lie ready as such. */
  pixels(frame: number): Uint8ClampedArray<ArrayBuffer> | null;
  /**
   * Resolves when `draw` can paint this frame; rejects with `FrameUnavailableError` when it never will.
   * A later request is served first.
   */
  ensure(frame: number): Promise<void>;
  /** Say where the playhead is and which further frames (onset, offset, keyframes) are worth keeping. */
  setWindow(frame: number, direction: Direction, extraFrames: readonly number[]): void;
  /** A clip that was opened ahead is being worked on from now on: all of it is wanted. */
  promote?(): void;
  close(): void;
};

export class FrameUnavailableError extends Error {
  readonly code: SourceCode;
  readonly frame: number;

  constructor(frame: number, code: SourceCode) {
    super(`frame ${frame} is not available: ${code || 'closed'}`);
    this.frame = frame;
    this.code = code;
  }
}

export type SourceOptions = {
  readonly videoId: string;
  readonly table: FrameTable;
  readonly mediaUrl: string;
  /** The address of the server's picture of frame n. */
  readonly frameUrl: (frame: number) => string;
  /** Size of the upright picture in pixels. */
  readonly width: number;
  readonly height: number;
  /** Clockwise degrees by which the stored picture is turned to stand upright. */
  readonly rotation: number;
  /** Bytes of decoded frames to keep; by default a share of the device's memory. */
  readonly byteBudget?: number;
  /** Where the work will start; decoded first. */
  readonly firstFrame?: number;
  /** Another clip is being worked on: fetch at leisure and decode only the first frames, until `promote`. */
  readonly ahead?: boolean;
  /** Only for tests and benches: use this kind even where a better one exists. */
  readonly forceKind?: SourceKind;
};

export const BLOCKING_PHASES: readonly SourcePhase[] = ['mismatch', 'unsupported', 'error'];

/** Whether annotating may go on: frames are proven to be the server's. */
export function sourceUsable(status: SourceStatus): boolean {
  return status.phase === 'decoding' || status.phase === 'ready';
}
