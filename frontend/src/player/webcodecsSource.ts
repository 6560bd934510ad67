import type { FrameTable } from '../domain/frames';
import { afterPaint } from './afterPaint';
import { frameByteBudget } from './decode/cachePolicy';
import type { FromWorker, ToWorker } from './decode/protocol';
import { FetchError, fetchBytes } from './fetchBytes';
import { paintUpright } from './paint';
import type { Direction, FrameRange, FrameSource, SourceOptions, SourceStatus } from './source';
import { PictureShelf } from './sourceBase';

/** Where the browser can decode by itself: secure contexts of current browsers. */
export function webcodecsAvailable(): boolean {
  return typeof VideoDecoder !== 'undefined' && typeof Worker !== 'undefined';
}

const PROMOTED_WITHIN_MS = 150;

function deviceMemoryGib(): number | undefined {
  return (navigator as Navigator & { readonly deviceMemory?: number }).deviceMemory;
}

/** The whole clip decoded in a worker; pictures around the playhead lie ready here. */
export class WebcodecsSource implements FrameSource {
  readonly kind = 'webcodecs';
  readonly table: FrameTable;
  readonly #options: SourceOptions;
  readonly #shelf: PictureShelf;
  readonly #worker: Worker;
  readonly #abort = new AbortController();
  #ranges: readonly FrameRange[] = [];
  #rotation = 0;
  /** What the worker hears once the first picture has been painted. */
  #promoting: ToWorker[] | null = null;
  #unpromote = (): void => {};

  constructor(options: SourceOptions) {
    this.#options = options;
    this.table = options.table;
    this.#shelf = new PictureShelf(options.table);
    this.#worker = new Worker(new URL('./decode/decode.worker.ts', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data);
    this.#worker.onerror = (event) => this.#shelf.fail('error', 'decoder_failed', event.message);
    void this.#load();
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
    return this.#ranges;
  }

  draw(context: CanvasRenderingContext2D, frame: number): boolean {
    const picture = this.#shelf.get(frame);
    if (!picture) return false;
    paintUpright(context, picture, this.#rotation);
    return true;
  }

  pixels(frame: number): Uint8ClampedArray<ArrayBuffer> | null {
    const picture = this.#shelf.get(frame);
    const ready = picture && 'bytes' in picture && this.#rotation % 360 === 0;
    return ready ? new Uint8ClampedArray(picture.bytes) : null;
  }

  ensure(frame: number): Promise<void> {
    return this.#shelf.ensure(frame, () => this.#say({ kind: 'ensure', frame }));
  }

  setWindow(frame: number, direction: Direction, extraFrames: readonly number[]): void {
    const message: ToWorker = { kind: 'window', frame, direction, pins: extraFrames };
    if (this.#promoting) this.#promoting.push(message);
    else this.#say(message);
  }

  /** The pictures that lie ready are painted before the rest of the clip is decoded: both take the same cores. */
  promote(): void {
    if (this.status.phase === 'ready') this.#shelf.report({ phase: 'decoding' });
    this.#promoting = [{ kind: 'promote' }];
    this.#unpromote = afterPaint(() => {
      for (const message of this.#promoting ?? []) this.#say(message);
      this.#promoting = null;
    }, PROMOTED_WITHIN_MS);
  }

  close(): void {
    this.#unpromote();
    this.#abort.abort();
    this.#worker.terminate();
    this.#shelf.close();
  }

  async #load(): Promise<void> {
    try {
      const bytes = await this.#fetch();
      this.#shelf.report({ phase: 'indexing', fetchedBytes: bytes.byteLength, totalBytes: bytes.byteLength });
      this.#open(bytes);
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      const detail = error instanceof FetchError ? String(error.status) : String(error);
      this.#shelf.fail('error', 'media_unreachable', detail);
    }
  }

  #fetch(): Promise<ArrayBuffer> {
    return fetchBytes(
      this.#options.mediaUrl,
      (fetchedBytes, totalBytes) => this.#shelf.report({ fetchedBytes, totalBytes }),
      this.#abort.signal,
      this.#options.ahead ? 'low' : 'auto',
    );
  }

  #open(bytes: ArrayBuffer): void {
    const { table, width, height, byteBudget, firstFrame, ahead } = this.#options;
    this.#say(
      {
        kind: 'open',
        bytes,
        table,
        width,
        height,
        byteBudget: byteBudget ?? frameByteBudget(deviceMemoryGib()),
        firstFrame: firstFrame ?? 0,
        ahead: ahead ?? false,
      },
      [bytes],
    );
  }

  #say(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'picture') this.#shelf.put(message.frame, message.picture);
    else if (message.kind === 'drop') this.#recycle(this.#shelf.drop(message.frames));
    else if (message.kind === 'superseded') this.#shelf.reject(message.frame, 'superseded');
    else if (message.kind === 'indexed') {
      this.#rotation = message.rotation;
      this.#shelf.report({ phase: 'decoding' });
    } else if (message.kind === 'decoded') this.#heard(message.ranges, message.complete);
    else this.#shelf.fail(message.phase, message.code, message.detail);
  }

  #recycle(buffers: readonly ArrayBuffer[]): void {
    if (buffers.length > 0) this.#say({ kind: 'recycle', buffers }, [...buffers]);
  }

  #heard(ranges: readonly FrameRange[], complete: boolean): void {
    this.#ranges = ranges;
    const decodedCount = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
    const phase = complete || this.status.phase === 'ready' ? 'ready' : 'decoding';
    this.#shelf.report({ phase, decodedCount });
  }
}
