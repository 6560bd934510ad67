import { type Jump, jumpsOf, largestJumps, type Signals } from './jumps';

const NAMED_JUMPS = 3;

export type StripHost = {
  readonly load: () => Promise<Signals>;
  readonly allowed: () => boolean;
  /** Whether the person wants to see it. */
  readonly wanted: () => boolean;
  /** It is seen: worth a note with the annotation. */
  readonly onUse: () => void;
  readonly onFailed: (error: unknown) => void;
};

/** The strip of motion and sharpness: fetched when it is first wanted, and nowhere to be seen where it is not allowed. */
export class Strip {
  signals: Signals | null = $state.raw(null);
  loading = $state(false);
  readonly #host: StripHost;
  readonly jumps: readonly Jump[] = $derived(this.signals ? jumpsOf(this.signals) : []);
  /** The largest ones, in the clip's order. */
  readonly named: readonly Jump[] = $derived(
    largestJumps(this.jumps, NAMED_JUMPS).sort((a, b) => a.frame - b.frame),
  );

  constructor(host: StripHost) {
    this.#host = host;
  }

  get shown(): boolean {
    return this.#host.allowed() && this.#host.wanted();
  }

  /** Whether this is the largest of all jumps. */
  isLargest({ size }: Jump): boolean {
    return this.jumps.every((other) => other.size <= size);
  }

  /** Fetches what is not there yet; true when the strip can be used. */
  async open(): Promise<boolean> {
    if (!this.#host.allowed()) return false;
    if (this.signals !== null) return true;
    if (this.loading) return false;
    this.loading = true;
    try {
      this.signals = await this.#host.load();
      this.#host.onUse();
    } catch (error) {
      this.#host.onFailed(error);
    } finally {
      this.loading = false;
    }
    return this.signals !== null;
  }
}
