import { type FrameTable, ptsOf, ptsOfSeconds, secondsOfPts } from '../domain/frames';

/** Where in a frame's time to aim, one after the other: not every browser presents the frame at its very edges. */
const AIMS = [0.5, 0.25, 0.75, 0.1];
/** How long to wait for the picture after the element says that it has arrived there. */
const AFTER_SEEKED_MS = 400;
/** How long to wait for it to arrive. */
const SEEK_MS = 8000;

export function videoFramesAvailable(): boolean {
  return typeof HTMLVideoElement !== 'undefined' && 'requestVideoFrameCallback' in HTMLVideoElement.prototype;
}

/** Finds exact frames on a media element: only a picture whose media time is the frame's own is taken. */
export class VideoSeeker {
  readonly #video: HTMLVideoElement;
  readonly #table: FrameTable;

  constructor(video: HTMLVideoElement, table: FrameTable) {
    this.#video = video;
    this.#table = table;
  }

  /** Run `take` while exactly this frame is on the element; null when the element never shows it. */
  async at<T>(frame: number, take: (video: HTMLVideoElement) => T): Promise<T | null> {
    for (const aim of AIMS) {
      const taken = await this.#aimed(frame, aim, take);
      if (taken !== null) return taken.value;
    }
    return null;
  }

  #aimed<T>(frame: number, aim: number, take: (video: HTMLVideoElement) => T): Promise<{ value: T } | null> {
    const wanted = ptsOf(this.#table, frame);
    const length = ptsOf(this.#table, frame + 1) - wanted;
    return new Promise((resolve) => {
      const listening = new AbortController();
      let handle = 0;
      const finish = (result: { value: T } | null): void => {
        clearTimeout(timeout);
        listening.abort();
        this.#video.cancelVideoFrameCallback(handle);
        resolve(result);
      };
      let timeout = setTimeout(finish, SEEK_MS, null);
      const arrive = (): void => {
        clearTimeout(timeout);
        timeout = setTimeout(finish, AFTER_SEEKED_MS, null);
      };
      this.#video.addEventListener('seeked', arrive, { signal: listening.signal });
      const look = (_now: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
        if (ptsOfSeconds(this.#table, mediaTime) === wanted) finish({ value: take(this.#video) });
        else handle = this.#video.requestVideoFrameCallback(look);
      };
      handle = this.#video.requestVideoFrameCallback(look);
      this.#video.currentTime = secondsOfPts(this.#table, wanted + length * aim);
    });
  }
}

/** A muted element that has read the clip's head; rejects where it cannot be played. */
export function videoOpened(mediaUrl: string): Promise<HTMLVideoElement> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.preload = 'auto';
  video.src = mediaUrl;
  return new Promise((resolve, reject) => {
    video.onloadeddata = () => resolve(video);
    video.onerror = () => reject(new Error(video.error?.message || 'the media cannot be played'));
  });
}

export function videoClosed(video: HTMLVideoElement): void {
  video.removeAttribute('src');
  video.load();
}
