import type { ActivitySlice } from '../api/activity';
import { uuidMake } from '../domain/ids';
import type { Trace } from '../domain/trace';
import { type ActivityOutbox, activityOutbox } from './activityOutbox';

/** The ways of looking whose use is recorded with the annotation. */
export type AidName =
  | 'difference'
  | 'onion'
  | 'blink'
  | 'side_by_side'
  | 'strip'
  | 'tracking'
  | 'loupe'
  | 'adjust';

export type ActivityOptions = {
  readonly annotationId: string;
  /** Only work on one's own annotation is recorded. */
  readonly own: boolean;
  readonly outbox?: Pick<ActivityOutbox, 'add' | 'flush' | 'flushOnLeaving'>;
  readonly now?: () => number;
};

/** Between two signs of life that are further apart nobody was working. */
const LONGEST_GAP_MS = 100_000;
const SLICE_MS = 30_000;

type Open = {
  startedAt: number;
  activeMs: number;
  keyboard: number;
  pointer: number;
  readonly edits: Record<string, number>;
  readonly aids: Record<string, number>;
};

/** Counts the work on one annotation while it is open, and tells the server every half minute. */
export class Activity {
  readonly #annotationId: string;
  readonly #own: boolean;
  readonly #outbox: Pick<ActivityOutbox, 'add' | 'flush' | 'flushOnLeaving'>;
  readonly #now: () => number;
  readonly #timer: ReturnType<typeof setInterval>;
  #slice: Open;
  /** The last sign of life; null while the page is hidden. */
  #seenAt: number | null = null;

  constructor({ annotationId, own, outbox = activityOutbox, now = Date.now }: ActivityOptions) {
    this.#annotationId = annotationId;
    this.#own = own;
    this.#outbox = outbox;
    this.#now = now;
    this.#slice = sliceOpen(now());
    this.#timer = setInterval(() => this.#sendSlice(), SLICE_MS);
    void outbox.flush();
  }

  /** A way of looking was switched on or used once more. */
  aid(name: AidName): void {
    this.alive();
    this.#slice.aids[name] = (this.#slice.aids[name] ?? 0) + 1;
  }

  action(kind: 'keyboard' | 'pointer'): void {
    this.alive();
    this.#slice[kind] += 1;
  }

  edit(traceId: string): void {
    this.alive();
    this.#slice.edits[traceId] = (this.#slice.edits[traceId] ?? 0) + 1;
  }

  /** Counts an edit for each trace that differs: answers are changed by replacing what changed. */
  edited(before: readonly Trace[], after: readonly Trace[]): void {
    const [old, now] = [new Set(before), new Set(after)];
    const changed = new Set([
      ...after.filter((trace) => !old.has(trace)).map(({ id }) => id),
      ...before.filter((trace) => !now.has(trace)).map(({ id }) => id),
    ]);
    for (const id of changed) this.edit(id);
  }

  /** Somebody is there: the time since the last sign of life was spent working, unless it is too long. */
  alive(): void {
    const now = this.#now();
    const gap = this.#seenAt === null ? 0 : now - this.#seenAt;
    if (gap > 0 && gap <= LONGEST_GAP_MS) this.#slice.activeMs += gap;
    this.#seenAt = now;
  }

  /** The page is no longer looked at; it may never come back. */
  hide(): void {
    if (this.#seenAt !== null) this.alive();
    this.#seenAt = null;
    this.#close();
    this.#outbox.flushOnLeaving(this.#annotationId);
  }

  close(): void {
    clearInterval(this.#timer);
    if (this.#seenAt !== null) this.alive();
    this.#sendSlice();
  }

  #sendSlice(): void {
    this.#close();
    void this.#outbox.flush();
  }

  /** A slice in which nothing was done is none. */
  #close(): void {
    const { startedAt, activeMs, ...counts } = this.#slice;
    this.#slice = sliceOpen(this.#now());
    const { keyboard, pointer, aids, edits } = counts;
    const empty = activeMs === 0 && keyboard + pointer + Object.keys({ ...aids, ...edits }).length === 0;
    if (empty || !this.#own) return;
    const slice: ActivitySlice = {
      id: uuidMake(),
      started_at: new Date(startedAt).toISOString(),
      active_ms: Math.round(activeMs),
      ...counts,
    };
    void this.#outbox.add(this.#annotationId, slice);
  }
}

function sliceOpen(startedAt: number): Open {
  return { startedAt, activeMs: 0, keyboard: 0, pointer: 0, edits: {}, aids: {} };
}

/** Lets the page's keys and pointer count; returns the way to stop. Moving the pointer is a sign of life, no action. */
export function activityListen(activity: Activity): () => void {
  const stop = new AbortController();
  const options = { capture: true, passive: true, signal: stop.signal };
  addEventListener(
    'keydown',
    ({ repeat }) => (repeat ? activity.alive() : activity.action('keyboard')),
    options,
  );
  addEventListener('pointerdown', () => activity.action('pointer'), options);
  addEventListener('wheel', () => activity.alive(), options);
  addEventListener('pointermove', () => activity.alive(), options);
  addEventListener('pagehide', () => activity.hide(), options);
  const look = () => (document.visibilityState === 'hidden' ? activity.hide() : activity.alive());
  document.addEventListener('visibilitychange', look, options);
  return () => stop.abort();
}
