import { paintOrder } from './cachePolicy';
import type { FrameStore } from './frameStore';
import { bitmapOf } from './rawFrame';
import type { Direction } from './source';

/** Requests for single frames that are remembered; with one more the oldest is given up. */
const REMEMBERED_REQUESTS = 8;
/** Requested frames that stay ready after they were delivered, so that they can still be painted. */
const REMEMBERED_DELIVERIES = 4;

export type FeedOptions = {
  readonly store: Pick<FrameStore, 'get' | 'has'>;
  readonly frameCount: number;
  readonly capacity: number;
  readonly onBitmap: (frame: number, bitmap: ImageBitmap) => void;
  readonly onDrop: (frames: readonly number[]) => void;
  readonly onSuperseded: (frame: number) => void;
  readonly onError: (error: unknown) => void;
};

/** Turns decoded frames around the playhead into pictures that the page can paint at once. */
export class BitmapFeed {
  readonly #options: FeedOptions;
  readonly #delivered = new Set<number>();
  /** Most recent first. */
  #requests: readonly number[] = [];
  #recent: readonly number[] = [];
  #order: readonly number[] = [];
  #running = false;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** The requested frame that is not decoded yet, most recent first, or null. */
  get urgent(): number | null {
    return this.#requests.find((frame) => !this.#options.store.has(frame)) ?? null;
  }

  window(playhead: number, direction: Direction): void {
    const { frameCount, capacity } = this.#options;
    this.#order = paintOrder(playhead, direction, frameCount, capacity);
    this.wake();
  }

  request(frame: number): void {
    const requests = [frame, ...this.#requests.filter((other) => other !== frame)];
    this.#requests = requests.slice(0, REMEMBERED_REQUESTS);
    for (const forgotten of requests.slice(REMEMBERED_REQUESTS)) this.#options.onSuperseded(forgotten);
    this.wake();
  }

  /** Look again: a frame was decoded, or something else is wanted. */
  wake(): void {
    if (this.#running) return;
    this.#running = true;
    this.#run().catch(this.#options.onError);
  }

  async #run(): Promise<void> {
    for (let frame = this.#next(); frame !== null; frame = this.#next()) await this.#deliver(frame);
    this.#running = false;
  }

  #next(): number | null {
    const { store } = this.#options;
    const requested = this.#requests.find((frame) => store.has(frame));
    return requested ?? this.#order.find((frame) => store.has(frame) && !this.#delivered.has(frame)) ?? null;
  }

  async #deliver(frame: number): Promise<void> {
    const raw = this.#options.store.get(frame);
    if (!raw) return;
    const wasRequested = this.#requests.includes(frame);
    const bitmap = await bitmapOf(raw);
    this.#delivered.add(frame);
    if (wasRequested) this.#settle(frame);
    this.#dropTheRest(frame);
    this.#options.onBitmap(frame, bitmap);
  }

  #settle(frame: number): void {
    this.#requests = this.#requests.filter((other) => other !== frame);
    this.#recent = [frame, ...this.#recent.filter((other) => other !== frame)].slice(
      0,
      REMEMBERED_DELIVERIES,
    );
  }

  #dropTheRest(latest: number): void {
    const wanted = new Set([...this.#order, ...this.#recent, latest]);
    const dropped = [...this.#delivered].filter((frame) => !wanted.has(frame));
    for (const frame of dropped) this.#delivered.delete(frame);
    if (dropped.length > 0) this.#options.onDrop(dropped);
  }
}
