import type { FrameTable } from '../domain/frames';
import {
  type Direction,
  type FrameRange,
  type FrameSource,
  FrameUnavailableError,
  type SourceKind,
  type SourceStatus,
} from './source';

/** A source that gives way to another one when this browser turns out not to know the clip's format. */
export class SwitchingSource implements FrameSource {
  readonly table: FrameTable;
  readonly #listeners = new Set<() => void>();
  readonly #fallback: () => FrameSource;
  #current: FrameSource;
  #switched = false;
  #window: readonly [number, Direction, readonly number[]] = [0, 1, []];

  constructor(first: FrameSource, fallback: () => FrameSource) {
    this.table = first.table;
    this.#fallback = fallback;
    this.#current = first;
    first.subscribe(() => this.#heard());
  }

  get kind(): SourceKind {
    return this.#current.kind;
  }

  get status(): SourceStatus {
    return this.#current.status;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  has(frame: number): boolean {
    return this.#current.has(frame);
  }

  loadedRanges(): readonly FrameRange[] {
    return this.#current.loadedRanges();
  }

  draw(context: CanvasRenderingContext2D, frame: number): boolean {
    return this.#current.draw(context, frame);
  }

  pixels(frame: number): Uint8ClampedArray<ArrayBuffer> | null {
    return this.#current.pixels(frame);
  }

  async ensure(frame: number): Promise<void> {
    const asked = this.#current;
    try {
      await asked.ensure(frame);
    } catch (error) {
      const gaveWay = asked !== this.#current || asked.status.phase === 'unsupported';
      if (!(error instanceof FrameUnavailableError) || !gaveWay) throw error;
      this.#giveWay();
      if (asked === this.#current) throw error;
      await this.#current.ensure(frame);
    }
  }

  setWindow(frame: number, direction: Direction, extraFrames: readonly number[]): void {
    this.#window = [frame, direction, extraFrames];
    this.#current.setWindow(frame, direction, extraFrames);
  }

  promote(): void {
    this.#current.promote?.();
  }

  close(): void {
    this.#listeners.clear();
    this.#current.close();
  }

  #heard(): void {
    if (this.#current.status.phase === 'unsupported') this.#giveWay();
    for (const listener of this.#listeners) listener();
  }

  #giveWay(): void {
    if (this.#switched || this.#current.status.phase !== 'unsupported') return;
    this.#switched = true;
    this.#current.close();
    this.#current = this.#fallback();
    this.#current.setWindow(...this.#window);
    this.#current.subscribe(() => this.#heard());
  }
}
