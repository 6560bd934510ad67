import type { Direction, FrameRange, Player } from '../../../player';
import { frameReactedTo } from './reaction';

/** Held: from pressing a key to letting it go. Toggled: from one press to the next. */
export type MarkWay = 'hold' | 'toggle';

/** A mark under way: the frame that it started at, in whichever direction the clip plays. */
export type Mark = { readonly anchor: number; readonly way: MarkWay };

export type SpeedLabelHost = {
  readonly player: Pick<
    Player,
    'table' | 'frame' | 'playing' | 'rate' | 'direction' | 'bounds' | 'ptsAt' | 'play' | 'onState' | 'onEnd'
  >;
  readonly reactionMs: () => number;
  /** The span is known: onset and offset, both inclusive. */
  readonly commit: (span: FrameRange) => void;
};

/**
 * Marks a span while the clip plays. What is pressed and let go counts for the frame that was on screen one reaction
 * time before. A mark also ends, without that correction, where the person sees the frame that it ends at: at the end
 * of the clip or of the loop, when playing is paused, and when the window is left.
 */
export class SpeedLabel {
  mark: Mark | null = $state.raw(null);
  readonly #host: SpeedLabelHost;
  readonly #stops: readonly (() => void)[];

  constructor(host: SpeedLabelHost) {
    this.#host = host;
    this.#stops = [
      host.player.onEnd((frame) => this.#finish(frame)),
      host.player.onState(() => {
        if (!host.player.playing) this.endHere();
      }),
    ];
  }

  /** Starts a mark at a moment of the display's clock. From a standstill it starts here, and the clip with it. */
  begin(way: MarkWay, milliseconds: number): void {
    const { player } = this.#host;
    if (this.mark !== null) return;
    if (player.playing) this.mark = { anchor: this.#frameAt(milliseconds), way };
    else {
      player.play(1);
      this.mark = { anchor: player.frame, way };
    }
  }

  /** Ends the mark at a moment of the display's clock. */
  end(milliseconds: number): void {
    if (this.mark !== null) this.#finish(this.#afterAnchor(this.mark.anchor, this.#frameAt(milliseconds)));
  }

  /** Ends the mark at the frame on screen. */
  endHere(): void {
    this.#finish(this.#host.player.frame);
  }

  /** Gives the mark up; true when there was one. */
  cancel(): boolean {
    const wasMarking = this.mark !== null;
    this.mark = null;
    return wasMarking;
  }

  /** What would be marked if the mark ended at `frame`. */
  spanTo(frame: number): FrameRange | null {
    if (this.mark === null) return null;
    return [Math.min(this.mark.anchor, frame), Math.max(this.mark.anchor, frame)];
  }

  close(): void {
    this.mark = null;
    for (const stop of this.#stops) stop();
  }

  #frameAt(milliseconds: number): number {
    const { player, reactionMs } = this.#host;
    return frameReactedTo(
      player.table,
      player.ptsAt(milliseconds),
      reactionMs(),
      player.rate * player.direction,
      player.bounds,
    );
  }

  /** A short press ends where it started, not before: the correction never turns a mark round. */
  #afterAnchor(anchor: number, frame: number): number {
    const { frame: shown, direction } = this.#host.player;
    return isAhead(shown, anchor, direction) && isAhead(anchor, frame, direction) ? anchor : frame;
  }

  #finish(frame: number): void {
    const span = this.spanTo(frame);
    this.mark = null;
    if (span) this.#host.commit(span);
  }
}

function isAhead(frame: number, of: number, direction: Direction): boolean {
  return (frame - of) * direction >= 0;
}
