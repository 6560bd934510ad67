/** WCAG 2.3.1: no more than three flashes in any second. */
export const SAFE_FLASHES = 3;
export const DEFAULT_FLASHES = 2;
export const MOST_FLASHES = 8;

/** A flash is there and back again: A, B, A. */
function halfPeriodMs(flashesPerSecond: number): number {
  return 500 / flashesPerSecond;
}

/** Which of the two frames is on after this long: 0 for the first, 1 for the second. */
export function blinkSideAt(elapsedMs: number, flashesPerSecond: number): 0 | 1 {
  return Math.floor(elapsedMs / halfPeriodMs(flashesPerSecond)) % 2 === 0 ? 0 : 1;
}

/** How long until the other frame is due. */
export function blinkNextMs(elapsedMs: number, flashesPerSecond: number): number {
  const half = halfPeriodMs(flashesPerSecond);
  return half - (elapsedMs % half);
}

/** Alternates two frames; late timers do not shift the rhythm. */
export class BlinkClock {
  readonly #onSide: (side: 0 | 1) => void;
  #startedMs = 0;
  #rate = DEFAULT_FLASHES;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onSide: (side: 0 | 1) => void) {
    this.#onSide = onSide;
  }

  get running(): boolean {
    return this.#timer !== undefined;
  }

  start(flashesPerSecond: number): void {
    this.stop();
    this.#rate = flashesPerSecond;
    this.#startedMs = performance.now();
    this.#tick();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const elapsed = performance.now() - this.#startedMs;
    this.#onSide(blinkSideAt(elapsed, this.#rate));
    this.#timer = setTimeout(() => this.#tick(), Math.ceil(blinkNextMs(elapsed, this.#rate)));
  }
}
