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
  readonly #fallback: () => Promise<FrameSource>;
  #current: FrameSource;
  #giving: Promise<void> | null = null;
  #settled = false;
  #closed = false;
  #window: readonly [number, Direction, readonly number[]] = [0, 1, []];

  constructor(first: FrameSource, fallback: () => Promise<FrameSource>) {
    this.table = first.table;
    this.#fallback = fallback;
    this.#current = first;
    first.subscribe(() => this.#heard());
  }

  get kind(): SourceKind {
    return this.#current.kind;
  }

  /** Until the other source is there, or known not to come, nothing is lost. */
  get status(): SourceStatus {
    const { status } = this.#current;
    const isGiving = status.phase === 'unsupported' && this.#giving !== null && !this.#settled;
    return isGiving ? { ...status, phase: 'loading', code: '', detail: '' } : status;
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
      await this.#giveWay();
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
    this.#closed = true;
    this.#listeners.clear();
    this.#current.close();
  }

  #heard(): void {
    if (this.#current.status.phase === 'unsupported') void this.#giveWay();
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Once: the other source is the last one. */
  #giveWay(): Promise<void> {
    this.#giving ??= this.#change();
    return this.#giving;
  }

  async #change(): Promise<void> {
    const next = await this.#fallback().catch(() => null);
    if (next === null) this.#settled = true;
    else if (this.#closed) next.close();
    else this.#take(next);
    this.#tell();
  }

  #take(next: FrameSource): void {
    this.#current.close();
    this.#settled = true;
    this.#current = next;
    next.setWindow(...this.#window);
    next.subscribe(() => this.#heard());
  }
}
