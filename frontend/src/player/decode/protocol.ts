import type { FrameTable } from '../../domain/frames';
import type { Direction, FrameRange, SourceCode } from '../source';

/** RGBA, row by row. The bytes go back to the worker when the page has no more use for them. */
export type Pixels = { readonly bytes: ArrayBuffer; readonly width: number; readonly height: number };

export type Picture = Pixels | ImageBitmap;

/** What the page says to the decoding worker. */
export type ToWorker =
  | {
      readonly kind: 'open';
      readonly bytes: ArrayBuffer;
      readonly table: FrameTable;
      readonly width: number;
      readonly height: number;
      readonly byteBudget: number;
      readonly firstFrame: number;
      /** Only the first frames for now: another clip is being worked on. */
      readonly ahead: boolean;
    }
  | { readonly kind: 'promote' }
  | {
      readonly kind: 'window';
      readonly frame: number;
      readonly direction: Direction;
      readonly pins: readonly number[];
    }
  | { readonly kind: 'ensure'; readonly frame: number }
  | { readonly kind: 'recycle'; readonly buffers: readonly ArrayBuffer[] };

/** What the worker says to the page. */
export type FromWorker =
  | { readonly kind: 'indexed'; readonly rotation: number }
  | { readonly kind: 'decoded'; readonly ranges: readonly FrameRange[]; readonly complete: boolean }
  | { readonly kind: 'picture'; readonly frame: number; readonly picture: Picture }
  | { readonly kind: 'drop'; readonly frames: readonly number[] }
  | { readonly kind: 'superseded'; readonly frame: number }
  | {
      readonly kind: 'failed';
      readonly phase: 'mismatch' | 'unsupported' | 'error';
      readonly code: SourceCode;
      readonly detail: string;
    };
