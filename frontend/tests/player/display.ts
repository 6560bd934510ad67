import type { FrameTable } from '../../src/domain/frames';
import { Player } from '../../src/player/player';

/** A display that refreshes when told to, and a source in which frames can be missing. */
export class Display {
  readonly missing = new Set<number>();
  readonly asked: number[] = [];
  now = 0;
  #tick: ((milliseconds: number) => void) | null = null;

  readonly requestFrame = (tick: (milliseconds: number) => void): number => {
    this.#tick = tick;
    return 1;
  };

  readonly cancelFrame = (): void => {
    this.#tick = null;
  };

  readonly source = {
    has: (frame: number): boolean => !this.missing.has(frame),
    setWindow: (): void => undefined,
    ensure: (frame: number): Promise<void> => {
      this.asked.push(frame);
      return Promise.resolve();
    },
  };

  refresh(milliseconds: number): void {
    this.now += milliseconds;
    const tick = this.#tick;
    this.#tick = null;
    tick?.(this.now);
  }

  player(table: FrameTable, frame = 0): Player {
    const { source, requestFrame, cancelFrame } = this;
    return new Player({ table, source, frame, requestFrame, cancelFrame });
  }
}
