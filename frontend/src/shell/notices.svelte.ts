import { type Notice, noticesGet, noticesSee } from '../api/person/personal';
import { t } from '../i18n';
import { toasts } from './toasts.svelte';

const POLL_MS = 60_000;
/** What the page is opened for comes first. */
const FIRST_MS = 1000;

/** What reviewers decided on one's own work: asked for once a minute while the page is looked at. */
class NoticeBoard {
  unseen = $state(0);
  list: readonly Notice[] = $state.raw([]);
  #timer: ReturnType<typeof setInterval> | undefined;
  #first: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #askedAt = 0;

  /** Begins to ask; returns the way to stop. */
  watch(): () => void {
    clearTimeout(this.#first);
    clearInterval(this.#timer);
    this.#first = setTimeout(() => void this.refresh(), FIRST_MS);
    this.#timer = setInterval(() => this.#look(), POLL_MS);
    const look = () => this.#look();
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(this.#first);
      clearInterval(this.#timer);
      document.removeEventListener('visibilitychange', look);
    };
  }

  /** Asks now. News that could not be had is no news. */
  async refresh(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const first = this.#askedAt === 0;
    this.#askedAt = Date.now();
    try {
      const { unseen, results } = await noticesGet();
      if (!first && unseen > this.unseen) toasts.ok(t('flow.notices.new', { count: unseen - this.unseen }));
      this.unseen = unseen;
      this.list = results;
    } catch {
      return;
    } finally {
      this.#asking = false;
    }
  }

  /** The list was looked at; what was new stays marked until the next look. */
  async see(): Promise<void> {
    const newest = this.list[0];
    if (newest === undefined || this.unseen === 0) return;
    this.unseen = 0;
    await noticesSee(newest.at).catch(() => undefined);
  }

  #look(): void {
    const due = Date.now() - this.#askedAt >= POLL_MS - 1000;
    if (document.visibilityState === 'visible' && due) void this.refresh();
  }
}

export const notices = new NoticeBoard();
