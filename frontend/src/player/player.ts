import { type FrameTable, frameClamp, ptsOf } from '../domain/frames';
import { clockStart, frameAtClock, LEAD_MS, type PlayClock, ptsAtClock, stepsBetween } from './clock';
import { type Direction, type FrameRange, type FrameSource, FrameUnavailableError } from './source';

/** The speeds that pressing J or L again goes through. */
const RATES = [1, 2, 4, 8] as const;

export type PlayerOptions = {
  readonly table: FrameTable;
  readonly source: Pick<FrameSource, 'has' | 'setWindow' | 'ensure'>;
  readonly frame?: number;
  /** The display's clock; replaced in tests. */
  readonly requestFrame?: (tick: (milliseconds: number) => void) => number;
  readonly cancelFrame?: (handle: number) => void;
};

/** Where the playhead is and how it moves. Knows frames and times, no DOM and no framework. */
export class Player {
  readonly table: FrameTable;
  readonly #source: PlayerOptions['source'];
  readonly #requestFrame: (tick: (milliseconds: number) => void) => number;
  readonly #cancelFrame: (handle: number) => void;
  readonly #frameListeners = new Set<(frame: number) => void>();
  readonly #stateListeners = new Set<() => void>();
  readonly #endListeners = new Set<(frame: number) => void>();
  #frame: number;
  #playing = false;
  #rate = 1;
  #direction: Direction = 1;
  #loop: FrameRange | null = null;
  #pins: readonly number[] = [];
  #clock: PlayClock | null = null;
  #handle = 0;
  #droppedCount = 0;
  #shownCount = 0;

  constructor(options: PlayerOptions) {
    this.table = options.table;
    this.#source = options.source;
    this.#requestFrame = options.requestFrame ?? ((tick) => requestAnimationFrame(tick));
    this.#cancelFrame = options.cancelFrame ?? ((handle) => cancelAnimationFrame(handle));
    this.#frame = frameClamp(options.table, options.frame ?? 0);
    this.#announceWindow();
  }

  get frame(): number {
    return this.#frame;
  }

  get playing(): boolean {
    return this.#playing;
  }

  /** Whether frames follow each other now: playing, and not waiting for a frame. */
  get running(): boolean {
    return this.#clock !== null;
  }

  /** Multiple of the clip's own speed, without sign. */
  get rate(): number {
    return this.#rate;
  }

  get direction(): Direction {
    return this.#direction;
  }

  get loop(): FrameRange | null {
    return this.#loop;
  }

  /** The frames that playing stays within: the loop, else the clip. */
  get bounds(): FrameRange {
    return this.#loop ?? [0, this.table.frameCount - 1];
  }

  /**
   * Where in the clip playing is at a moment of the display's clock, in ticks with their fraction and never outside
   * the bounds; the shown frame's first tick while nothing runs.
   */
  ptsAt(milliseconds: number): number {
    if (!this.#clock) return ptsOf(this.table, this.#frame);
    const [first, last] = this.bounds;
    const pts = ptsAtClock(this.table, this.#clock, milliseconds - LEAD_MS);
    return Math.min(Math.max(pts, ptsOf(this.table, first)), ptsOf(this.table, last + 1));
  }

  /** Frames that playing passed over without showing, since `play` or the last change of the rate. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Frames shown since `play` or the last change of the rate. */
  get shownCount(): number {
    return this.#shownCount;
  }

  /** Calls `listener` with the new frame whenever it changes; returns the way to stop. */
  onFrame(listener: (frame: number) => void): () => void {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  /** Calls `listener` when playing, rate, direction or loop changed; returns the way to stop. */
  onState(listener: () => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /**
   * Calls `listener` with the last frame when playing arrives at the end of its bounds, before it stops or starts
   * over; returns the way to stop.
   */
  onEnd(listener: (frame: number) => void): () => void {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  play(direction: Direction = this.#direction): void {
    this.#direction = direction;
    this.#playing = true;
    this.#countAnew();
    if (this.#atTheEnd()) this.#show(this.#firstInDirection());
    this.#restartClock();
    this.#stateChanged();
  }

  pause(): void {
    if (!this.#playing) return;
    this.#playing = false;
    this.#cancelFrame(this.#handle);
    this.#clock = null;
    this.#stateChanged();
  }

  toggle(): void {
    if (this.#playing) this.pause();
    else this.play(1);
  }

  /** Go to a frame, clamped to the clip. Playing goes on from there. */
  seek(frame: number): void {
    const target = frameClamp(this.table, frame);
    if (target !== this.#frame)
      this.#direction = this.#playing ? this.#direction : towards(this.#frame, target);
    this.#show(target);
    if (this.#playing) this.#restartClock();
  }

  /** Pause and move by whole frames. */
  step(frames: number): void {
    this.pause();
    this.seek(this.#frame + frames);
  }

  seekFirst(): void {
    this.seek(this.#loop?.[0] ?? 0);
  }

  seekLast(): void {
    this.seek(this.#loop?.[1] ?? this.table.frameCount - 1);
  }

  setRate(rate: number): void {
    this.#rate = rate;
    this.#countAnew();
    if (this.#playing) this.#restartClock();
    this.#stateChanged();
  }

  /** L (1) and J (-1): play that way; again doubles the speed up to eight times. */
  shuttle(direction: Direction): void {
    const again = this.#playing && this.#direction === direction;
    this.#rate = again ? (RATES.find((rate) => rate > this.#rate) ?? 8) : 1;
    this.play(direction);
  }

  /** Play only within these frames, over and over; null ends it. */
  setLoop(range: FrameRange | null): void {
    const loop = range && ([frameClamp(this.table, range[0]), frameClamp(this.table, range[1])] as const);
    if (loop?.[0] === this.#loop?.[0] && loop?.[1] === this.#loop?.[1]) return;
    this.#loop = loop;
    if (this.#playing) this.#restartClock();
    this.#stateChanged();
  }

  /** Frames that are worth keeping at hand besides those around the playhead. */
  setPins(frames: readonly number[]): void {
    this.#pins = frames;
    this.#announceWindow();
  }

  close(): void {
    this.pause();
    this.#frameListeners.clear();
    this.#stateListeners.clear();
    this.#endListeners.clear();
  }

  #countAnew(): void {
    this.#droppedCount = 0;
    this.#shownCount = 0;
  }

  #atTheEnd(): boolean {
    const [first, last] = this.bounds;
    return this.#direction > 0
      ? this.#frame >= last || this.#frame < first
      : this.#frame <= first || this.#frame > last;
  }

  #firstInDirection(): number {
    const [first, last] = this.bounds;
    return this.#direction > 0 ? first : last;
  }

  #restartClock(): void {
    this.#cancelFrame(this.#handle);
    this.#clock = null;
    this.#handle = this.#requestFrame((milliseconds) => this.#tick(milliseconds));
  }

  #tick(milliseconds: number): void {
    if (!this.#playing) return;
    this.#handle = this.#requestFrame((next) => this.#tick(next));
    if (!this.#source.has(this.#frame)) {
      this.#hold(this.#frame);
      return;
    }
    this.#clock ??= clockStart(this.table, this.#frame, milliseconds, this.#rate * this.#direction);
    const target = frameAtClock(this.table, this.#clock, milliseconds, this.bounds);
    if (target === null) this.#reachEnd();
    else if (!this.#source.has(target)) this.#hold(target);
    else if (target !== this.#frame) this.#advance(target);
  }

  #advance(target: number): void {
    this.#droppedCount += stepsBetween(this.#frame, target, this.#direction) - 1;
    this.#shownCount += 1;
    this.#show(target);
  }

  /** Wait for a frame that is not decoded yet instead of passing over it: the clock starts anew afterwards. */
  #hold(missing: number): void {
    const wasRunning = this.#clock !== null;
    this.#clock = null;
    if (wasRunning) this.#stateChanged();
    this.#source.ensure(missing).catch((error: unknown) => {
      if (!isSuperseded(error)) this.pause();
    });
  }

  #reachEnd(): void {
    const end = this.bounds[this.#direction > 0 ? 1 : 0];
    const isInside = this.#frame >= this.bounds[0] && this.#frame <= this.bounds[1];
    if (isInside && this.#frame !== end) this.#showLast(end);
    else this.#leaveEnd(end, isInside);
  }

  /** The last frame is shown even where a slow display would pass over it. */
  #showLast(end: number): void {
    if (this.#source.has(end)) this.#advance(end);
    else this.#hold(end);
  }

  #leaveEnd(end: number, wasReached: boolean): void {
    if (wasReached) for (const listener of this.#endListeners) listener(end);
    if (!this.#playing) return;
    if (this.#loop) {
      this.#show(this.#firstInDirection());
      this.#restartClock();
    } else this.pause();
  }

  #show(frame: number): void {
    if (frame === this.#frame) return;
    this.#frame = frame;
    this.#announceWindow();
    for (const listener of this.#frameListeners) listener(frame);
  }

  #announceWindow(): void {
    this.#source.setWindow(this.#frame, this.#direction, this.#pins);
  }

  #stateChanged(): void {
    for (const listener of this.#stateListeners) listener();
  }
}

function isSuperseded(error: unknown): boolean {
  return error instanceof FrameUnavailableError && error.code === 'superseded';
}

function towards(from: number, to: number): Direction {
  return to > from ? 1 : -1;
}
