import type { FrameSource } from '../player/source';

/** Keeps one canvas showing the wanted frame of a source, and knows which frame it really shows. */
export class Painter {
  readonly #context: CanvasRenderingContext2D;
  readonly #onPainted: (frame: number | null) => void;
  #source: FrameSource | null = null;
  #wanted = -1;
  #painted: number | null = null;

  constructor(canvas: HTMLCanvasElement, onPainted: (frame: number | null) => void) {
    this.#context = canvas.getContext('2d', { alpha: false }) as CanvasRenderingContext2D;
    this.#onPainted = onPainted;
  }

  /** Paint the frame at once when it is at hand, else as soon as it is, unless another is wanted by then. */
  show(source: FrameSource | null, frame: number): void {
    if (source !== this.#source) this.#clear();
    if (source === this.#source && frame === this.#painted) {
      this.#wanted = frame;
      return;
    }
    this.#source = source;
    this.#wanted = frame;
    this.#attempt();
  }

  #attempt(): void {
    const [source, frame] = [this.#source, this.#wanted];
    if (!source) return;
    if (source.draw(this.#context, frame)) {
      this.#painted = frame;
      this.#onPainted(frame);
      return;
    }
    const isStillWanted = (): boolean => source === this.#source && frame === this.#wanted;
    source
      .ensure(frame)
      .then(() => isStillWanted() && this.#attempt())
      .catch(() => isStillWanted() && this.#onPainted(this.#painted));
  }

  #clear(): void {
    const { width, height } = this.#context.canvas;
    this.#context.clearRect(0, 0, width, height);
    this.#painted = null;
    this.#onPainted(null);
  }
}
