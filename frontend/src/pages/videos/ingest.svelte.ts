import { jobGet } from '../../api/jobs';
import type { Video } from '../../api/types';
import { videoGet } from '../../api/videos';

const POLL_MS = 1500;

/** Looks again at the videos that are being prepared, until none of those on screen is. */
export class IngestWatch {
  progress = $state.raw<Record<string, number>>({});
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(
    private processing: () => readonly Video[],
    private onchange: (video: Video) => void,
  ) {}

  /** To be called after rows changed; asks only while there is something to wait for. */
  look(): void {
    clearTimeout(this.#timer);
    if (this.#stopped || this.processing().length === 0) return;
    this.#timer = setTimeout(() => void this.#ask(), POLL_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const waiting = this.processing();
    await Promise.all(waiting.map((video) => this.#askOne(video).catch(() => undefined)));
    this.look();
  }

  async #askOne(video: Video): Promise<void> {
    if (video.job) {
      const job = await jobGet(video.job);
      this.progress = { ...this.progress, [video.id]: job.progress };
    }
    const now = await videoGet(video.id);
    if (now.status !== 'processing' && !this.#stopped) this.onchange({ ...video, ...now });
  }
}
