import type { FrameRange } from '../source';
import { rangesOf } from './cachePolicy';
import type { RawFrame } from './rawFrame';

/** The decoded frames that are kept, never more than the capacity. */
export class FrameStore {
  readonly #frames = new Map<number, RawFrame>();
  readonly #spare: ArrayBuffer[] = [];

  get count(): number {
    return this.#frames.size;
  }

  has(frame: number): boolean {
    return this.#frames.has(frame);
  }

  get(frame: number): RawFrame | undefined {
    return this.#frames.get(frame);
  }

  /** Drop frames that are not worth keeping until one more fits. */
  makeRoom(keep: ReadonlySet<number>, capacity: number): void {
    for (const frame of this.#frames.keys()) {
      if (this.#frames.size < capacity) return;
      if (!keep.has(frame)) this.#drop(frame);
    }
  }

  /** Memory for a frame: that of a dropped one where there is some, because the collector takes its time. */
  buffer(byteLength: number): ArrayBuffer {
    const spare = this.#spare.pop();
    return spare?.byteLength === byteLength ? spare : new ArrayBuffer(byteLength);
  }

  put(frame: number, raw: RawFrame): void {
    this.#frames.set(frame, raw);
  }

  ranges(): readonly FrameRange[] {
    return rangesOf([...this.#frames.keys()].sort((a, b) => a - b));
  }

  #drop(frame: number): void {
    const raw = this.#frames.get(frame);
    if (raw?.kind === 'planes') this.#spare.push(raw.bytes);
    else raw?.picture.close();
    this.#frames.delete(frame);
  }
}
