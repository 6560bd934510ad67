import type { FrameTable } from '../domain/frames';
import type { Picture } from './decode/protocol';
import { FrameUnavailableError, type SourceCode, type SourceStatus } from './source';

type Waiting = {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: FrameUnavailableError) => void;
};

const BEFORE_LOADING: SourceStatus = {
  phase: 'loading',
  fetchedBytes: 0,
  totalBytes: 0,
  decodedCount: 0,
  code: '',
  detail: '',
};

/** Gives the memory back now: the collector, which sees only small objects, may leave several clips of it lying. */
function bufferFree(buffer: ArrayBuffer & { transfer?: (byteLength: number) => ArrayBuffer }): void {
  buffer.transfer?.(0);
}

/** Pictures that have arrived, promises of those that have not, and a status that tells its listeners. */
export class PictureShelf {
  readonly #table: FrameTable;
  readonly #listeners = new Set<() => void>();
  readonly #pictures = new Map<number, Picture>();
  readonly #waiting = new Map<number, Waiting>();
  #status: SourceStatus = BEFORE_LOADING;

  constructor(table: FrameTable) {
    this.#table = table;
  }

  get status(): SourceStatus {
    return this.#status;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  report(change: Partial<SourceStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.#tell();
  }

  /** Final: whoever waits for a frame hears that it will not come. */
  fail(phase: 'mismatch' | 'unsupported' | 'error', code: SourceCode, detail: string): void {
    this.rejectAll(code);
    this.report({ phase, code, detail });
  }

  has(frame: number): boolean {
    return this.#pictures.has(frame);
  }

  get(frame: number): Picture | undefined {
    return this.#pictures.get(frame);
  }

  frames(): readonly number[] {
    return [...this.#pictures.keys()].sort((a, b) => a - b);
  }

  put(frame: number, picture: Picture): void {
    this.drop([frame]);
    this.#pictures.set(frame, picture);
    this.#waiting.get(frame)?.resolve();
    this.#waiting.delete(frame);
    this.#tell();
  }

  /** Returns the memory that can be used again. */
  drop(frames: readonly number[]): readonly ArrayBuffer[] {
    const buffers: ArrayBuffer[] = [];
    for (const frame of frames) {
      const picture = this.#pictures.get(frame);
      this.#pictures.delete(frame);
      if (picture && 'bytes' in picture) buffers.push(picture.bytes);
      else picture?.close();
    }
    return buffers;
  }

  /** The promise of a frame; `ask` is called unless its picture is here. */
  ensure(frame: number, ask: () => void): Promise<void> {
    if (this.has(frame)) return Promise.resolve();
    if (this.#status.code) return Promise.reject(new FrameUnavailableError(frame, this.#status.code));
    if (!(frame >= 0 && frame < this.#table.frameCount)) {
      return Promise.reject(new FrameUnavailableError(frame, 'frame_missing'));
    }
    const waiting = this.#waiting.get(frame) ?? this.#wait(frame);
    ask();
    return waiting.promise;
  }

  reject(frame: number, code: SourceCode): void {
    this.#waiting.get(frame)?.reject(new FrameUnavailableError(frame, code));
    this.#waiting.delete(frame);
  }

  rejectAll(code: SourceCode): void {
    for (const frame of [...this.#waiting.keys()]) this.reject(frame, code);
  }

  close(): void {
    this.#listeners.clear();
    this.rejectAll('');
    for (const buffer of this.drop(this.frames())) bufferFree(buffer);
  }

  #wait(frame: number): Waiting {
    let resolve = (): void => undefined;
    let reject = (_error: FrameUnavailableError): void => undefined;
    const promise = new Promise<void>((onResolve, onReject) => {
      resolve = onResolve;
      reject = onReject;
    });
    promise.catch(() => undefined);
    const waiting = { promise, resolve, reject };
    this.#waiting.set(frame, waiting);
    return waiting;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
