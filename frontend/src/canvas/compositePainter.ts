import type { FrameSource } from '../player/source';
import { type Adjustment, isOriginal } from './adjustment';
import { adjustInto, differenceInto, onionInto, type Rgba } from './composite';

/** How two frames become one picture. */
export type Mix =
  | { readonly kind: 'none' }
  | { readonly kind: 'difference'; readonly gain: number }
  | { readonly kind: 'onion'; readonly opacity: number };

/** A picture made from one or two frames; with `none` the second frame is only waited for. */
export type Composite = {
  readonly frame: number;
  readonly other: number | null;
  readonly mix: Mix;
  /** Not applied to a difference: equal pixels stay black. */
  readonly adjustment: Adjustment;
};

/**
 * Keeps a canvas showing a composite. It is reported as shown only while exactly it is on the canvas, and that is
 * only the case when every frame that it is made of was at hand: there is no picture with a wrong half.
 */
export class CompositePainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #onShown: (composite: Composite | null) => void;
  #source: FrameSource | null = null;
  #wanted: Composite | null = null;
  #result: ImageData | null = null;

  constructor(canvas: HTMLCanvasElement, onShown: (composite: Composite | null) => void) {
    this.#context = canvas.getContext('2d', { alpha: false }) as CanvasRenderingContext2D;
    this.#onShown = onShown;
  }

  /** Paint it at once when its frames are at hand, else as soon as they are, unless another is wanted by then. */
  show(source: FrameSource | null, composite: Composite | null): void {
    this.#source = source;
    this.#wanted = composite;
    this.#attempt();
  }

  #attempt(): void {
    const [source, composite] = [this.#source, this.#wanted];
    if (!source || !composite) {
      this.#onShown(null);
      return;
    }
    const missing = framesOf(composite).filter((frame) => !source.has(frame));
    if (missing.length === 0 && this.#paint(source, composite)) {
      this.#onShown(composite);
      return;
    }
    this.#onShown(null);
    const isStillWanted = (): boolean => source === this.#source && composite === this.#wanted;
    Promise.all(missing.map((frame) => source.ensure(frame)))
      .then(() => missing.length > 0 && isStillWanted() && this.#attempt())
      .catch(() => undefined);
  }

  #paint(source: FrameSource, { frame, other, mix, adjustment }: Composite): boolean {
    if (mix.kind === 'none' && isOriginal(adjustment)) return source.draw(this.#context, frame);
    const picture = pixelsOf(source, frame, this.#context);
    const second = mix.kind === 'none' || other === null ? null : pixelsOf(source, other, this.#context);
    if (!picture || (mix.kind !== 'none' && !second)) return false;
    const result = this.#board();
    if (mix.kind === 'difference' && second) differenceInto(result.data, picture, second, mix.gain);
    else if (mix.kind === 'onion' && second) onionInto(result.data, picture, second, mix.opacity);
    if (mix.kind !== 'difference' && !isOriginal(adjustment)) {
      adjustInto(result.data, mix.kind === 'none' ? picture : result.data, adjustment);
    }
    this.#context.putImageData(result, 0, 0);
    return true;
  }

  /** One picture's memory, kept: a step makes no garbage of this size. */
  #board(): ImageData {
    const { width, height } = this.#context.canvas;
    this.#result ??= new ImageData(width, height);
    return this.#result;
  }
}

export function framesOf({ frame, other }: Composite): readonly number[] {
  return other === null || other === frame ? [frame] : [frame, other];
}

/** Where the source has no plain pixels, the frame is painted first and read back. */
function pixelsOf(source: FrameSource, frame: number, context: CanvasRenderingContext2D): Rgba | null {
  const ready = source.pixels(frame);
  if (ready) return ready;
  const { width, height } = context.canvas;
  const scratch = scratchOf(width, height);
  return source.draw(scratch, frame) ? scratch.getImageData(0, 0, width, height).data : null;
}

let scratch: CanvasRenderingContext2D | null = null;

function scratchOf(width: number, height: number): CanvasRenderingContext2D {
  scratch ??= document.createElement('canvas').getContext('2d', { alpha: false, willReadFrequently: true });
  const board = scratch as CanvasRenderingContext2D;
  if (board.canvas.width !== width || board.canvas.height !== height) {
    board.canvas.width = width;
    board.canvas.height = height;
  }
  return board;
}
