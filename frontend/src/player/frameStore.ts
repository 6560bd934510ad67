import { rangesOf } from './cachePolicy';
import { type RawFrame, rawFrameClose } from './rawFrame';
import type { FrameRange } from './source';

/** The decoded frames that are kept, never more than the capacity. */
export class FrameStore {
  readonly #frames = new Map<number, RawFrame>();

  get count(): number {
    return this.#frames.size;
  }

  has(frame: number): boolean {
    return this.#frames.has(frame);
  }

  get(frame: number): RawFrame | undefined {
    return this.#frames.get(frame);
  }

  /** Keep a frame; at the capacity one that is not worth keeping makes room. */
  put(frame: number, raw: RawFrame, keep: ReadonlySet<number>, capacity: number): void {
    this.#frames.set(frame, raw);
    for (const kept of this.#frames.keys()) {
      if (this.#frames.size <= capacity) return;
      if (!keep.has(kept)) this.#drop(kept);
    }
  }

  ranges(): readonly FrameRange[] {
    return rangesOf([...this.#frames.keys()].sort((a, b) => a - b));
  }

  #drop(frame: number): void {
    const raw = this.#frames.get(frame);
    if (raw) rawFrameClose(raw);
    this.#frames.delete(frame);
  }
}
