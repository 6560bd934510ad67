import { type Adjustment, isOriginal, ORIGINAL } from '../../../canvas/adjustment';
import type { Composite, Mix } from '../../../canvas/compositePainter';
import { toPicture } from '../../../canvas/view';
import { Viewport } from '../../../canvas/viewport.svelte';
import type { Point, Size } from '../../../domain/geometry';
import type { BBox } from '../../../domain/tracks';
import { t } from '../../../i18n';
import type { Chord } from '../../../keymap/chord';
import type { AidName } from '../../../state/activity';
import { BlinkClock, DEFAULT_FLASHES } from './blink';
import { keyHeld } from './hold';
import { type Against, type Aid, againstOf, type Choice, type Marks, type Pair, pairOf } from './pairs';

/** What the tools for looking see of the desk. */
export type ViewingHost = {
  readonly picture: Size;
  readonly lastFrame: number;
  readonly frame: () => number;
  /** The selected trace's box on this frame. */
  readonly box: () => BBox | null;
  /** Whether the project lets this person see change. */
  readonly aidsAllowed: () => boolean;
  /** Recorded with the answer, because it changes what a person sees. */
  readonly used: (aid: AidName) => void;
  readonly tell: (text: string) => void;
};

/** How strongly the tools work, kept from video to video until the page is left. */
const strengths = { gain: 4, opacity: 0.5, flashes: DEFAULT_FLASHES, offset: 1 };

/**
 * How the picture of one video is looked at: which part, altered how, compared with what. Nothing here changes the
 * answer, and each video begins with the whole, unaltered picture.
 */
export class Viewing {
  readonly viewport: Viewport;
  readonly #host: ViewingHost;
  aid = $state<Aid | null>(null);
  against = $state<Against>('previous');
  marks = $state.raw<Marks>({ a: null, b: null });
  offset = $state(strengths.offset);
  gain = $state(strengths.gain);
  opacity = $state(strengths.opacity);
  /** Flashes per second while blinking. */
  flashes = $state(strengths.flashes);
  blinkSide = $state<0 | 1>(1);
  /** Whether the two frames alternate by themselves. */
  blinking = $state(false);
  adjustment = $state.raw<Adjustment>(ORIGINAL);
  adjusting = $state(false);
  overlaysHidden = $state(false);
  loupe = $state(false);
  /** A picture point that the loupe shows instead of the one under the pointer. */
  loupePin = $state.raw<Point | null>(null);
  readonly altered: boolean = $derived(!isOriginal(this.adjustment));
  readonly pair: Pair | null = $derived.by(() => this.#pair());
  /** What lies over the frame's own picture, or null when nothing does. */
  readonly composite: Composite | null = $derived.by(() => this.#composite());
  /** Whether nothing blinks by itself because the person's system asks for less motion. */
  readonly stilled: boolean = $derived(!this.blinking && reducedMotion());
  /** The second picture of side by side. */
  readonly beside: Composite | null = $derived.by(() => this.#beside());
  readonly #clock = new BlinkClock((side) => {
    this.blinkSide = side;
  });

  constructor(host: ViewingHost) {
    this.#host = host;
    this.viewport = new Viewport(host.picture);
  }

  get aidsAllowed(): boolean {
    return this.#host.aidsAllowed();
  }

  /** Whether a panel, a second picture, the loupe or the mini-map is to be seen. */
  get asksForMore(): boolean {
    return this.adjusting || this.aid !== null || this.loupe || this.viewport.cropped;
  }

  /** Whether what is on the stage is the frame of the timeline, so that boxes belong to it. */
  get showsFrame(): boolean {
    const marked = this.aid === 'side_by_side' && this.against === 'ab';
    return (
      this.pair === null || (this.aid !== 'blink' && (!marked || this.pair.picture === this.#host.frame()))
    );
  }

  get frame(): number {
    return this.#host.frame();
  }

  /** Frames that are worth keeping at hand. */
  get pins(): readonly number[] {
    return [this.marks.a, this.marks.b].filter((frame) => frame !== null);
  }

  /** The picture point that the loupe is over: its pin, the pointer, or the middle of what is seen. */
  get loupeAt(): Point {
    const { pointer, view, visible } = this.viewport;
    if (this.loupePin) return this.loupePin;
    if (pointer) return toPicture(view, pointer);
    return { x: visible.left + visible.width / 2, y: visible.top + visible.height / 2 };
  }

  aidToggle(aid: Aid): void {
    if (!this.aidsAllowed) {
      this.#host.tell(t('viewing.say.aids_off'));
      return;
    }
    this.#blinkStop();
    this.aid = this.aid === aid ? null : aid;
    if (this.aid === null) {
      this.#host.tell(t('viewing.say.plain'));
      return;
    }
    if (!againstOf(aid).includes(this.against)) this.against = againstOf(aid)[0] as Against;
    this.#host.used(aid);
    this.#host.tell(t(`viewing.${aid}`));
    if (aid === 'blink' && !reducedMotion()) this.blinkStart();
  }

  /** Let the two frames alternate; under reduced motion this happens only when it is asked for. */
  blinkStart(): void {
    this.blinking = true;
    this.#clock.start(this.flashes);
  }

  blinkPause(): void {
    this.#blinkStop();
  }

  setFlashes(flashes: number): void {
    strengths.flashes = flashes;
    this.flashes = flashes;
    if (this.#clock.running) this.#clock.start(flashes);
  }

  /** Show the other one of the two frames, by hand. */
  blinkSwitch(): void {
    if (this.aid !== 'blink') this.aidToggle('blink');
    this.#blinkStop();
    if (this.aid === 'blink') this.blinkSide = this.blinkSide === 0 ? 1 : 0;
  }

  setStrength(name: 'gain' | 'opacity' | 'offset', value: number): void {
    strengths[name] = value;
    this[name] = value;
  }

  /** Remember the frame on the timeline as A or B; a second time forgets it. */
  mark(which: 'a' | 'b'): void {
    if (!this.aidsAllowed) {
      this.#host.tell(t('viewing.say.aids_off'));
      return;
    }
    const frame = this.marks[which] === this.frame ? null : this.frame;
    this.marks = { ...this.marks, [which]: frame };
    const mark = which.toUpperCase();
    this.#host.tell(
      frame === null
        ? t('viewing.say.unmarked', { mark })
        : t('viewing.say.marked', { mark, frame: String(frame) }),
    );
  }

  adjust(change: Partial<Adjustment>): void {
    if (!this.altered) this.#host.used('adjust');
    this.adjustment = { ...this.adjustment, ...change };
  }

  adjustToggle(): void {
    this.adjusting = !this.adjusting;
  }

  unadjust(): void {
    this.adjustment = ORIGINAL;
  }

  overlaysToggle(): void {
    this.overlaysHidden = !this.overlaysHidden;
    this.#host.tell(t(this.overlaysHidden ? 'viewing.say.hidden' : 'viewing.say.shown'));
  }

  loupeToggle(): void {
    this.loupe = !this.loupe;
    this.loupePin = this.loupe && this.viewport.pointer === null ? this.#boxMiddle() : null;
    if (this.loupe) this.#host.used('loupe');
  }

  /** Put the loupe on the middle of the selected box. */
  loupeAtBox(): void {
    const middle = this.#boxMiddle();
    if (middle === null) {
      this.#host.tell(t('workbench.say.no_box'));
      return;
    }
    if (!this.loupe) this.#host.used('loupe');
    this.loupe = true;
    this.loupePin = middle;
    const [x, y] = [String(Math.floor(middle.x)), String(Math.floor(middle.y))];
    this.#host.tell(t('viewing.say.loupe', { x, y }));
  }

  /** The key works while it is held, or tapped until it is tapped again. */
  hold(chord: Chord, toggle: () => void): void {
    keyHeld(chord, toggle);
  }

  /** The whole, unaltered picture again, with everything on it. */
  reset(): void {
    this.#blinkStop();
    this.viewport.fit();
    this.unadjust();
    this.aid = null;
    this.adjusting = false;
    this.overlaysHidden = false;
    this.loupe = false;
    this.loupePin = null;
    this.#host.tell(t('viewing.say.reset'));
  }

  close(): void {
    this.#clock.stop();
  }

  #blinkStop(): void {
    this.#clock.stop();
    this.blinking = false;
  }

  #boxMiddle(): Point | null {
    const box = this.#host.box();
    return box && { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  }

  #choice(): Choice {
    return { against: this.against, offset: this.offset, marks: this.marks };
  }

  #pair(): Pair | null {
    if (this.aid === null || !this.aidsAllowed) return null;
    return pairOf(this.aid, this.#choice(), this.frame, this.#host.lastFrame);
  }

  #composite(): Composite | null {
    const { adjustment, pair } = this;
    const frame =
      this.aid === 'blink' && pair && this.blinkSide === 0 ? pair.other : (pair?.picture ?? this.frame);
    const waits = this.aid === 'blink' && pair ? (frame === pair.other ? pair.picture : pair.other) : null;
    const mixed = this.aid === 'difference' || this.aid === 'onion' ? (pair?.other ?? null) : null;
    const mix: Mix = mixed === null ? { kind: 'none' } : this.#mix();
    if (mix.kind === 'none' && frame === this.frame && waits === null && !this.altered) return null;
    return { frame, other: mixed ?? waits, mix, adjustment };
  }

  #mix(): Mix {
    return this.aid === 'difference'
      ? { kind: 'difference', gain: this.gain }
      : { kind: 'onion', opacity: this.opacity };
  }

  #beside(): Composite | null {
    if (this.aid !== 'side_by_side' || !this.pair) return null;
    return { frame: this.pair.other, other: null, mix: { kind: 'none' }, adjustment: this.adjustment };
  }
}

function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
