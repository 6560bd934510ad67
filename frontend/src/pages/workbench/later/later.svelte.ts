import { textsLoad } from '../../../i18n';

type Parts = typeof import('./parts');

const IDLE_AT_MOST_MS = 1000;

/** What the workbench does without at first, and its texts. Once fetched it stays as long as the page lives. */
class Later {
  /** Null until all of it is there: from then on everything opens at once, also without a connection. */
  parts: Parts | null = $state.raw(null);
  #loading: Promise<void> | null = null;

  /** Fetches it now; after a failure it is tried again. */
  async need(): Promise<void> {
    this.#loading ??= this.#load();
    try {
      await this.#loading;
    } catch (error) {
      this.#loading = null;
      throw error;
    }
  }

  /** Fetches it as soon as the browser has nothing better to do; what fails is fetched when it is needed. */
  soon(): void {
    const load = (): void => void this.need().catch(() => undefined);
    if ('requestIdleCallback' in window) requestIdleCallback(load, { timeout: IDLE_AT_MOST_MS });
    else setTimeout(load, IDLE_AT_MOST_MS);
  }

  async #load(): Promise<void> {
    const [parts] = await Promise.all([import('./parts'), textsLoad('all')]);
    this.parts = parts;
  }
}

export const later = new Later();
