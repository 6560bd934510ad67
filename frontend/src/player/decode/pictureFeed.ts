import type { Direction } from '../source';
import { paintOrder } from './cachePolicy';
import type { FrameStore } from './frameStore';
import type { Picture } from './protocol';
import { pictureOf } from './rawFrame';

/** Requests for single frames that are remembered; with one more the oldest is given up. */
const REMEMBERED_REQUESTS = 8;
/** After a jump, pictures around the new place are only made when the playhead stays there this long. */
const SETTLE_MS = 60;
/** A playhead that moves by no more than this is stepping or playing, not jumping. */
const STEP_FRAMES = 8;
/** Requested frames that stay ready after they were delivered, so that they can still be painted. */
const REMEMBERED_DELIVERIES = 4;

export type FeedOptions = {
  readonly store: Pick<FrameStore, 'get' | 'has'>;
  readonly frameCount: number;
  readonly capacity: number;
  readonly onPicture: (frame: number, picture: Picture) => void;
  readonly onDrop: (frames: readonly number[]) => void;
  readonly onSuperseded: (frame: number) => void;
  readonly onError: (error: unknown) => void;
  /** Resolves after the messages that have arrived were heard: making a picture does not let them in. */
  readonly breathe: () => Promise<void>;
};

/** Turns decoded frames around the playhead into pictures that the page can paint at once. */
export class PictureFeed {
  readonly #options: FeedOptions;
  readonly #delivered = new Set<number>();
  readonly #spare: ArrayBuffer[] = [];
  /** Most recent first. */
  #requests: readonly number[] = [];
  #recent: readonly number[] = [];
  #order: readonly number[] = [];
  #settled = true;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #capacity: number;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#capacity = options.capacity;
  }

  /** The requested frame that is not decoded yet, most recent first, or null. */
  get urgent(): number | null {
    return this.#requests.find((frame) => !this.#options.store.has(frame)) ?? null;
  }

  window(playhead: number, direction: Direction): void {
    const { frameCount } = this.#options;
    const jumped = Math.abs(playhead - (this.#order[0] ?? playhead)) > STEP_FRAMES;
    this.#order = paintOrder(playhead, direction, frameCount, this.#capacity);
    if (jumped) this.#settle();
    this.wake();
  }

  /** From the next window on there is room for this many pictures. */
  grow(capacity: number): void {
    this.#capacity = capacity;
  }

  request(frame: number): void {
    this.#recent = [frame, ...this.#recent.filter((other) => other !== frame)].slice(
      0,
      REMEMBERED_DELIVERIES,
    );
    if (this.#delivered.has(frame)) return;
    const requests = [frame, ...this.#requests.filter((other) => other !== frame)];
    this.#requests = requests.slice(0, REMEMBERED_REQUESTS);
    for (const forgotten of requests.slice(REMEMBERED_REQUESTS)) this.#options.onSuperseded(forgotten);
    this.wake();
  }

  /** Take back the memory of pictures that were dropped. */
  recycle(buffers: readonly ArrayBuffer[]): void {
    this.#spare.push(...buffers);
  }

  /** Look again: a frame was decoded, or something else is wanted. */
  wake(): void {
    if (this.#running) return;
    this.#running = true;
    this.#run().catch(this.#options.onError);
  }

  async #run(): Promise<void> {
    for (let frame = this.#next(); frame !== null; frame = this.#next()) {
      await this.#deliver(frame);
      await this.#options.breathe();
    }
    this.#running = false;
  }

  /** While the playhead jumps about, only what is asked for is made. */
  #settle(): void {
    this.#settled = false;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#settled = true;
      this.wake();
    }, SETTLE_MS);
  }

  #next(): number | null {
    const ready = (frame: number): boolean => this.#options.store.has(frame) && !this.#delivered.has(frame);
    const around = this.#settled ? this.#order : this.#order.slice(0, 1);
    return this.#requests.find(ready) ?? around.find(ready) ?? null;
  }

  async #deliver(frame: number): Promise<void> {
    const raw = this.#options.store.get(frame);
    if (!raw) return;
    const picture = await pictureOf(raw, (byteLength) => this.#buffer(byteLength));
    this.#delivered.add(frame);
    this.#requests = this.#requests.filter((other) => other !== frame);
    this.#dropTheRest(frame);
    this.#options.onPicture(frame, picture);
  }

  #buffer(byteLength: number): ArrayBuffer {
    const spare = this.#spare.pop();
    return spare?.byteLength === byteLength ? spare : new ArrayBuffer(byteLength);
  }

  #dropTheRest(latest: number): void {
    const wanted = new Set([...this.#order, ...this.#recent, latest]);
    const dropped = [...this.#delivered].filter((frame) => !wanted.has(frame));
    for (const frame of dropped) this.#delivered.delete(frame);
    if (dropped.length > 0) this.#options.onDrop(dropped);
  }
}
