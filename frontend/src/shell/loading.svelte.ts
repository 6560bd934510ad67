import { nextPage } from '../api/client';
import type { Page } from '../api/types';

/** One thing that is fetched: its value, or that it is on its way, or why it did not come. */
export class Loadable<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<unknown>(null);
  #fetch: () => Promise<T>;
  #turn = 0;

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch;
    void this.reload();
  }

  get loading(): boolean {
    return this.value === null && this.error === null;
  }

  /** Fetches anew; what is there stays on screen meanwhile. Only the latest call counts. */
  async reload(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const value = await this.#fetch();
      if (turn === this.#turn) this.set(value);
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    }
  }

  retry = (): void => {
    this.error = null;
    void this.reload();
  };

  set(value: T): void {
    this.value = value;
    this.error = null;
  }
}

/** A cursor-paginated list of which more can be loaded. */
export class Pager<T> {
  rows = $state.raw<readonly T[]>([]);
  error = $state.raw<unknown>(null);
  moreError = $state.raw<unknown>(null);
  loading = $state(true);
  busy = $state(false);
  #page = $state.raw<Page<T> | null>(null);
  #turn = 0;

  constructor(private fetch: () => Promise<Page<T>>) {
    void this.reload();
  }

  get hasMore(): boolean {
    return this.#page !== null && this.#page.next !== null;
  }

  async reload(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const page = await this.fetch();
      if (turn !== this.#turn) return;
      this.#page = page;
      this.rows = page.results;
      this.error = null;
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }

  /** Starts over with another filter: the old rows go at once. */
  restart(fetch: () => Promise<Page<T>>): void {
    this.fetch = fetch;
    this.rows = [];
    this.retry();
  }

  retry = (): void => {
    this.loading = true;
    this.error = null;
    void this.reload();
  };

  async more(): Promise<void> {
    const next = this.#page && nextPage(this.#page);
    if (!next || this.busy) return;
    const turn = this.#turn;
    this.busy = true;
    this.moreError = null;
    try {
      const page = await next;
      if (turn !== this.#turn) return;
      this.#page = page;
      this.rows = [...this.rows, ...page.results];
    } catch (error) {
      this.moreError = error;
    } finally {
      this.busy = false;
    }
  }

  replace(matches: (row: T) => boolean, row: T): void {
    this.rows = this.rows.map((each) => (matches(each) ? row : each));
  }

  drop(matches: (row: T) => boolean): void {
    this.rows = this.rows.filter((each) => !matches(each));
  }
}
