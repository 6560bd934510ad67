import { keyFrameBefore } from '../../domain/frames';
import type { Direction } from '../source';
import { framesWorthKeeping, nextMissing, passReaches, type Window, type Wish } from './cachePolicy';
import { type Clip, ClipError } from './clip';
import { FrameStore } from './frameStore';
import { rawFrameBytes, rawFrameOf } from './rawFrame';

/** I420 and NV12, until the first frame shows what the decoder really gives. */
const USUAL_BYTES_PER_PIXEL = 1.5;

export type DecoderOptions = {
  readonly clip: Clip;
  readonly pixelCount: number;
  /** How many frames of this many bytes may be kept. */
  readonly capacityFor: (bytesPerFrame: number) => number;
  readonly firstFrame: number;
  /** A frame came into the store. */
  readonly onFrame: (frame: number) => void;
  /** Everything worth keeping is in the store. */
  readonly onComplete: () => void;
  readonly onError: (error: unknown) => void;
};

/** Keeps the store filled with what is worth keeping, in passes from a key frame onwards. */
export class ClipDecoder {
  readonly store = new FrameStore();
  readonly #options: DecoderOptions;
  #wish: Wish;
  #window: Window | null = null;
  #keep: ReadonlySet<number> = new Set();
  #urgent: number | null = null;
  #running = false;
  #bytesPerFrame: number;
  #bytesKnown = false;

  constructor(options: DecoderOptions) {
    this.#options = options;
    const { frameCount } = options.clip.table;
    this.#bytesPerFrame = options.pixelCount * USUAL_BYTES_PER_PIXEL;
    const capacity = options.capacityFor(this.#bytesPerFrame);
    this.#wish = { frameCount, capacity, playhead: options.firstFrame, direction: 1, pins: [] };
    this.#rethink();
  }

  /** Move the window; `urgent` is decoded before all others. Decoding goes on by itself. */
  wish(playhead: number, direction: Direction, pins: readonly number[], urgent: number | null): void {
    this.#urgent = urgent;
    this.#wish = { ...this.#wish, playhead, direction, pins: urgent === null ? pins : [urgent, ...pins] };
    this.#rethink();
    void this.#run();
  }

  /** `capacityFor` gives another answer than before. */
  roomChanged(): void {
    this.#wish = { ...this.#wish, capacity: this.#options.capacityFor(this.#bytesPerFrame) };
    this.#rethink();
    void this.#run();
  }

  #rethink(): void {
    const { keep, window } = framesWorthKeeping(this.#wish, this.#window);
    this.#keep = keep;
    this.#window = window;
  }

  #next(): number | null {
    return nextMissing(this.#keep, (frame) => this.store.has(frame), this.#urgent, this.#wish);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (let missing = this.#next(); missing !== null; missing = this.#next()) await this.#decode(missing);
      this.#options.onComplete();
      this.#running = false;
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** Decode up to `missing` from the key frame before it; from the very start where that does not work. */
  async #decode(missing: number): Promise<void> {
    const keyFrame = keyFrameBefore(this.#options.clip.table, missing);
    if (keyFrame > 0) {
      await this.#pass(keyFrame, keyFrame).catch(() => undefined);
      if (this.store.has(missing) || this.#next() !== missing) return;
    }
    await this.#pass(0, missing);
    if (!this.store.has(missing) && this.#next() === missing) {
      throw new ClipError('error', 'frame_missing', `frame ${missing} does not come out of the decoder`);
    }
  }

  /** One run of the decoder, left after `atLeastTo` as soon as another place is nearer to what is missing. */
  async #pass(keyFrame: number, atLeastTo: number): Promise<void> {
    let expected = keyFrame;
    for await (const { frame, sample } of this.#options.clip.frames(keyFrame)) {
      if (frame !== expected) {
        sample.close();
        throw new ClipError('error', 'frame_missing', `frame ${frame} came where ${expected} was due`);
      }
      expected += 1;
      try {
        if (this.#keep.has(frame) && !this.store.has(frame)) await this.#keepFrame(frame, sample);
      } finally {
        sample.close();
      }
      if (frame < atLeastTo) continue;
      const missing = this.#next();
      if (missing === null || !passReaches(this.#options.clip.table, frame, missing)) return;
    }
  }

  async #keepFrame(frame: number, sample: Parameters<typeof rawFrameOf>[0]): Promise<void> {
    this.store.makeRoom(this.#keep, this.#wish.capacity);
    const raw = await rawFrameOf(sample, (byteLength) => this.store.buffer(byteLength));
    if (!this.#bytesKnown) {
      this.#bytesKnown = true;
      this.#bytesPerFrame = rawFrameBytes(raw);
      this.roomChanged();
    }
    this.store.put(frame, raw);
    this.#options.onFrame(frame);
  }
}
