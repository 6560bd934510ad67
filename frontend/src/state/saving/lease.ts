export type LeaseOutcome = 'kept' | 'lost' | 'unreachable';

export type LeaseOptions = {
  readonly leaseSeconds: number;
  readonly beat: () => Promise<LeaseOutcome>;
  readonly onLost: () => void;
};

const RETRY_MS = 10_000;

/** Renews the right to work on a video at a third of its length, until it is closed or lost. */
export class Lease {
  readonly #options: LeaseOptions;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#schedule(this.#periodMs());
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Renews at once: the computer may have slept, with all timers standing still. */
  async beatNow(): Promise<void> {
    if (this.#closed) return;
    const outcome = await this.#options.beat();
    if (this.#closed) return;
    if (outcome === 'lost') {
      this.close();
      this.#options.onLost();
    } else this.#schedule(outcome === 'kept' ? this.#periodMs() : RETRY_MS);
  }

  #periodMs(): number {
    return (this.#options.leaseSeconds * 1000) / 3;
  }

  #schedule(delayMs: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.beatNow(), Math.min(delayMs, this.#periodMs()));
  }
}
