import { type ApiError, isApiError } from '../../api/client';
import { partsForget, videoUpload } from '../../api/files/parts';
import type { UploadOptions } from '../../api/files/sending';
import { jobWatch } from '../../api/jobs';
import type { Video, VideoFields } from '../../api/types';
import { videoGet } from '../../api/videos';
import { formatPercent, t } from '../../i18n';
import { errorText } from '../../i18n/errors';
import { failureText } from './words';

export type UploadState =
  | 'queued'
  | 'sending'
  | 'processing'
  | 'ready'
  | 'failed'
  | 'duplicate'
  | 'cancelled';

export type Upload = {
  id: number;
  project: string;
  file: File;
  fields: VideoFields;
  state: UploadState;
  /** 0..1 of the step under way. */
  progress: number;
  /** While sending: the line or the server is away, and is tried again. */
  waiting: boolean;
  /** The server's name of an upload in parts that is not complete. */
  name: string | null;
  problem: string | null;
  /** The video made from the file, or the one that already has these bytes. */
  video: { id: string; name: string } | null;
};

const AT_ONCE = 2;
const ended = new Set<UploadState>(['ready', 'failed', 'duplicate', 'cancelled']);

/** Sends files two at a time and follows each until it is ready. Lives as long as the tab, whatever page is shown. */
class Uploads {
  list = $state.raw<readonly Upload[]>([]);
  /** Called whenever a video has appeared or changed. */
  onvideo: (() => void) | null = null;
  #next = 1;
  #stops = new Map<number, AbortController>();

  of(project: string): readonly Upload[] {
    return this.list.filter((upload) => upload.project === project);
  }

  get active(): boolean {
    return this.list.some((upload) => upload.state === 'queued' || upload.state === 'sending');
  }

  add(project: string, files: readonly File[], fields: VideoFields): void {
    const added = files.map((file): Upload => {
      const known = looksLikeVideo(file);
      return {
        id: this.#next++,
        project,
        file,
        fields,
        state: known ? 'queued' : 'failed',
        progress: 0,
        waiting: false,
        name: null,
        problem: known ? null : t('upload.not_video'),
        video: null,
      };
    });
    this.list = [...this.list, ...added];
    this.#pump();
  }

  again(id: number): void {
    this.#change(id, { state: 'queued', progress: 0, problem: null });
    this.#pump();
  }

  cancel(id: number): void {
    this.#stops.get(id)?.abort();
    this.#change(id, { state: 'cancelled' });
    this.#pump();
  }

  /** Takes a file off the list; what the server has of it goes too. */
  remove(id: number): void {
    const name = this.list.find((upload) => upload.id === id)?.name;
    if (name) void partsForget(name);
    this.list = this.list.filter((upload) => upload.id !== id);
  }

  clearEnded(project: string): void {
    this.list = this.list.filter((upload) => upload.project !== project || !ended.has(upload.state));
  }

  #pump(): void {
    const sending = this.list.filter((upload) => upload.state === 'sending').length;
    const waiting = this.list.filter((upload) => upload.state === 'queued');
    for (const upload of waiting.slice(0, Math.max(0, AT_ONCE - sending))) void this.#run(upload);
  }

  async #run(upload: Upload): Promise<void> {
    const stop = new AbortController();
    this.#stops.set(upload.id, stop);
    try {
      const created = await this.#send(upload, stop.signal);
      this.#pump();
      if (created) await this.#follow(upload.id, created, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) this.#change(upload.id, { state: 'failed', problem: errorText(error) });
    } finally {
      this.#stops.delete(upload.id);
      this.#pump();
    }
  }

  async #send(upload: Upload, signal: AbortSignal): Promise<{ id: string; job: string | null } | null> {
    this.#change(upload.id, { state: 'sending', progress: 0, waiting: false });
    try {
      const options = { ...this.#notes(upload.id), signal };
      const made = await videoUpload(upload.project, upload.file, upload.fields, options);
      const video = { id: made.id, name: made.video_id };
      this.#change(upload.id, { state: 'processing', progress: 0, name: null, video });
      this.onvideo?.();
      return { id: made.id, job: made.job };
    } catch (error) {
      if (!isApiError(error, 'video_duplicate')) throw error;
      this.#change(upload.id, { state: 'duplicate', video: await existingVideo(error) });
      return null;
    }
  }

  #notes(id: number): UploadOptions {
    return {
      onProgress: (sent, total) => this.#change(id, { progress: sent / total, waiting: false }),
      onName: (name) => this.#change(id, { name }),
      onWait: () => this.#change(id, { waiting: true }),
    };
  }

  async #follow(id: number, made: { id: string; job: string | null }, signal: AbortSignal): Promise<void> {
    if (made.job) await jobWatch(made.job, (job) => this.#change(id, { progress: job.progress }), signal);
    const video = await videoGet(made.id);
    const problem = failureText(video.failure ?? null);
    this.#change(
      id,
      video.status === 'failed' ? { state: 'failed', problem } : { state: 'ready', progress: 1 },
    );
    this.onvideo?.();
  }

  #change(id: number, change: Partial<Upload>): void {
    this.list = this.list.map((upload) => (upload.id === id ? { ...upload, ...change } : upload));
  }
}

/** Whether what the server has of it is kept, so that only the rest need be sent. */
export function goesOn(upload: Upload): boolean {
  return upload.state === 'cancelled' && upload.name !== null;
}

/** Browsers know few types by name (no .mkv), so the ending counts too; the server has the last word. */
function looksLikeVideo(file: File): boolean {
  return file.type.startsWith('video/') || /\.(?:mp4|m4v|mov|webm|mkv|avi|mpe?g|ts|ogv)$/i.test(file.name);
}

/** The server names the existing video by its id, or shows it whole. */
async function existingVideo(error: ApiError): Promise<Upload['video']> {
  const existing = error.body.existing;
  if (typeof existing === 'object' && existing !== null) {
    const video = existing as Partial<Video>;
    return { id: String(video.id), name: video.video_id ?? String(video.id) };
  }
  if (typeof existing !== 'string') return null;
  const video = await videoGet(existing).catch(() => null);
  return { id: existing, name: video?.video_id ?? existing };
}

export function uploadWords(upload: Upload): string {
  const percent = formatPercent(upload.progress);
  if (upload.state === 'sending') return t(upload.waiting ? 'upload.waiting' : 'upload.sending', { percent });
  if (goesOn(upload)) return t('upload.stopped', { percent });
  if (upload.state === 'processing') return t('upload.processing', { percent });
  if (upload.state === 'duplicate') return t('upload.duplicate', { name: upload.video?.name ?? '' });
  if (upload.state === 'failed') return upload.problem ?? t('video.failed');
  return t(`upload.${upload.state}`);
}

export const uploads = new Uploads();

addEventListener('beforeunload', (event) => {
  if (uploads.active) event.preventDefault();
});
