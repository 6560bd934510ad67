export type KeyWatchHost = {
  /** The watched key was let go, at this moment of the display's clock. */
  readonly onRelease: (milliseconds: number) => void;
  /** The window lost the keyboard: a release would not be heard. */
  readonly onBlur: () => void;
};

/** Knows when the last key went down, and when it goes up again: for what lasts as long as a key is held. */
export class KeyWatch {
  readonly #host: KeyWatchHost;
  readonly #listening = new AbortController();
  #pressed: { readonly code: string; readonly at: number } | null = null;
  #watchedCode: string | null = null;

  constructor(host: KeyWatchHost) {
    this.#host = host;
    const { signal } = this.#listening;
    addEventListener('keydown', (event) => this.#down(event), { signal, capture: true });
    addEventListener('keyup', (event) => this.#up(event), { signal, capture: true });
    addEventListener('blur', () => this.#blur(), { signal });
  }

  /** When the last key went down, by the display's clock. */
  get pressedAt(): number {
    return this.#pressed?.at ?? performance.now();
  }

  /** From now on the release of the last key counts. */
  watch(): void {
    this.#watchedCode = this.#pressed?.code ?? null;
  }

  close(): void {
    this.#listening.abort();
  }

  #down(event: KeyboardEvent): void {
    if (!event.repeat) this.#pressed = { code: event.code, at: event.timeStamp };
  }

  #up(event: KeyboardEvent): void {
    if (event.code !== this.#watchedCode) return;
    this.#watchedCode = null;
    this.#host.onRelease(event.timeStamp);
  }

  #blur(): void {
    this.#watchedCode = null;
    this.#host.onBlur();
  }
}
