import type { FrameTable } from '../domain/frames';
import type { Direction, FrameRange, SourceCode } from './source';

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
    }
  | {
      readonly kind: 'window';
      readonly frame: number;
      readonly direction: Direction;
      readonly pins: readonly number[];
    }
  | { readonly kind: 'ensure'; readonly frame: number };

/** What the worker says to the page. */
export type FromWorker =
  | { readonly kind: 'indexed'; readonly rotation: number }
  | { readonly kind: 'decoded'; readonly ranges: readonly FrameRange[]; readonly complete: boolean }
  | { readonly kind: 'bitmap'; readonly frame: number; readonly bitmap: ImageBitmap }
  | { readonly kind: 'drop'; readonly frames: readonly number[] }
  | { readonly kind: 'superseded'; readonly frame: number }
  | {
      readonly kind: 'failed';
      readonly phase: 'mismatch' | 'unsupported' | 'error';
      readonly code: SourceCode;
      readonly detail: string;
    };
