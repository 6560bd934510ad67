import { isApiError } from '../../../api/client';
import { pause } from '../../../api/jobs';
import { type Stats, statsCount, statsGet } from '../../../api/reports/stats';
import { Loadable } from '../../../shell/loading.svelte';
import { toasts } from '../../../shell/toasts.svelte';

const POLL_MS = 2000;

/** The project's numbers; those of a large project are counted by a job, of which the last count stays on screen. */
export class StatsDesk {
  /** 0..1 while a job counts, else null. */
  counting = $state<number | null>(null);
  readonly stats: Loadable<Stats>;
  #leaving = new AbortController();

  constructor(private slug: string) {
    this.stats = new Loadable(() => this.#first());
  }

  leave(): void {
    this.#leaving.abort();
  }

  /** Counts anew; what is on screen stays until then. */
  async renew(): Promise<void> {
    try {
      const asked = await statsCount(this.slug);
      await this.#follow(asked.counting);
    } catch (error) {
      if (!this.#leaving.signal.aborted) toasts.error(error);
    } finally {
      this.counting = null;
    }
  }

  async #first(): Promise<Stats> {
    try {
      const stats = await this.#counted();
      if (stats.due || stats.counting !== null) void this.renew();
      return stats;
    } finally {
      this.counting = null;
    }
  }

  /** The first count of a large project is asked for once and waited for; where it fails, that is the error. */
  async #counted(): Promise<Stats> {
    for (let asked = false; ; asked = true) {
      try {
        return await statsGet(this.slug);
      } catch (error) {
        const counting = firstCount(error);
        if (asked && counting === null) throw error;
        if (counting === null) await statsCount(this.slug);
        this.counting = counting ?? 0;
      }
      await pause(POLL_MS, this.#leaving.signal);
    }
  }

  async #follow(counting: number | null): Promise<void> {
    while (counting !== null) {
      this.counting = counting;
      await pause(POLL_MS, this.#leaving.signal);
      const stats = await statsGet(this.slug);
      this.stats.set(stats);
      counting = stats.counting;
    }
  }
}

/** How far the first count is, null where none is under way; any other error is thrown on. */
function firstCount(error: unknown): number | null {
  if (!isApiError(error, 'stats_not_counted')) throw error;
  const { counting } = error.body;
  return typeof counting === 'number' ? counting : null;
}
