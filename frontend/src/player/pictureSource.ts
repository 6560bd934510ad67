import type { FrameTable } from '../domain/frames';
import { paintOrder, pictureCapacity, rangesOf } from './decode/cachePolicy';
import { paintUpright } from './paint';
import type { Direction, FrameRange, FrameSource, SourceKind, SourceOptions, SourceStatus } from './source';
import { PictureShelf } from './sourceBase';
import { VideoSeeker, videoClosed, videoFramesAvailable, videoOpened } from './videoSeeker';

/** Pictures are kept as bitmaps here, so there is room for this many times the paint window. */
const WINDOWS_KEPT = 3;
const REMEMBERED_REQUESTS = 8;
/** Frames in a row that the media element did not show, until it is given up. */
const MISSES_ALLOWED = 2;

/**
 * Exact frames where the browser cannot decode by itself: from a verified media element, and where that does
 * not give the frame, as the server's picture of it. Slow, and never a neighbour.
 */
export class PictureSource implements FrameSource {
  readonly table: FrameTable;
  readonly #options: SourceOptions;
  readonly #shelf: PictureShelf;
  readonly #window: number;
  #video: HTMLVideoElement | null = null;
  #seeker: VideoSeeker | null = null;
  /** Most recent first. */
  #requests: readonly number[] = [];
  #order: readonly number[] = [];
  #used: readonly number[] = [];
  #misses = 0;
  #running = false;
  #closed = false;

  constructor(options: SourceOptions) {
    this.#options = options;
    this.table = options.table;
    this.#shelf = new PictureShelf(options.table);
    this.#window = pictureCapacity(options.width, options.height);
    this.setWindow(options.firstFrame ?? 0, 1, []);
    void this.#open();
  }

  get kind(): SourceKind {
    return this.#seeker ? 'video' : 'server';
  }

  get status(): SourceStatus {
    return this.#shelf.status;
  }

  subscribe(listener: () => void): () => void {
    return this.#shelf.subscribe(listener);
  }

  has(frame: number): boolean {
    return this.#shelf.has(frame);
  }

  loadedRanges(): readonly FrameRange[] {
    return rangesOf(this.#shelf.frames());
  }

  draw(context: CanvasRenderingContext2D, frame: number): boolean {
    const picture = this.#shelf.get(frame);
    if (!picture) return false;
    paintUpright(context, picture, 0);
    return true;
  }

  /** Bitmaps are only read by painting them. */
  pixels(): null {
    return null;
  }

  ensure(frame: number): Promise<void> {
    return this.#shelf.ensure(frame, () => {
      const requests = [frame, ...this.#requests.filter((other) => other !== frame)];
      this.#requests = requests.slice(0, REMEMBERED_REQUESTS);
      for (const forgotten of requests.slice(REMEMBERED_REQUESTS))
        this.#shelf.reject(forgotten, 'superseded');
      void this.#run();
    });
  }

  setWindow(frame: number, direction: Direction, _extraFrames: readonly number[]): void {
    this.#order = paintOrder(frame, direction, this.table.frameCount, this.#window);
    void this.#run();
  }

  close(): void {
    this.#closed = true;
    if (this.#video) videoClosed(this.#video);
    this.#shelf.close();
  }

  async #open(): Promise<void> {
    if (videoFramesAvailable() && this.#options.forceKind !== 'server') {
      this.#video = await videoOpened(this.#options.mediaUrl).catch(() => null);
      if (this.#closed) return;
      if (this.#video) this.#seeker = new VideoSeeker(this.#video, this.table);
    }
    this.#shelf.report({ phase: 'ready' });
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#running || this.status.phase !== 'ready') return;
    this.#running = true;
    for (let frame = this.#next(); frame !== null && !this.#closed; frame = this.#next()) {
      const picture = await this.#picture(frame);
      this.#requests = this.#requests.filter((other) => other !== frame);
      if (this.#closed) picture?.close();
      else if (picture) this.#keep(frame, picture);
      else this.#giveUp(frame);
    }
    this.#running = false;
  }

  #next(): number | null {
    const missing = (frame: number): boolean => !this.#shelf.has(frame);
    return this.#requests.find(missing) ?? this.#order.find(missing) ?? null;
  }

  async #picture(frame: number): Promise<ImageBitmap | null> {
    const shown = await this.#seeker?.at(frame, (video) => createImageBitmap(video));
    if (this.#seeker) this.#judgeSeeker(shown !== null);
    return shown ?? fetchPicture(this.#options.frameUrl(frame), this.#options);
  }

  /** An element that does not show frames at their times only costs time: the server gives them then. */
  #judgeSeeker(found: boolean): void {
    this.#misses = found ? 0 : this.#misses + 1;
    if (this.#misses < MISSES_ALLOWED) return;
    this.#seeker = null;
    this.#shelf.report({});
  }

  #keep(frame: number, picture: ImageBitmap): void {
    this.#used = [frame, ...this.#used.filter((other) => other !== frame)];
    const kept = this.#window * WINDOWS_KEPT;
    const wanted = new Set(this.#order);
    const dropped = this.#used.filter((other, age) => age >= kept && !wanted.has(other));
    this.#used = this.#used.filter((other) => !dropped.includes(other));
    this.#shelf.drop(dropped);
    this.#shelf.put(frame, picture);
    this.#shelf.report({ decodedCount: this.#used.length });
  }

  /** The frame cannot be had now: say so to whoever waits, and do not try it again until somebody asks. */
  #giveUp(frame: number): void {
    this.#order = this.#order.filter((other) => other !== frame);
    this.#shelf.reject(frame, 'frame_unreachable');
  }
}

/** The server's picture of a frame at its full size, or null. */
async function fetchPicture(
  url: string,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<ImageBitmap | null> {
  try {
    const response = await fetch(url, { credentials: 'same-origin' });
    if (!response.ok) return null;
    const picture = await createImageBitmap(await response.blob());
    return picture.width === width && picture.height === height ? picture : null;
  } catch {
    return null;
  }
}
