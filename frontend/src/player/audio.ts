import { secondsOfPts } from '../domain/frames';
import type { Player } from './player';

/** As much of a media element as following takes; a fake one in tests. */
export type SoundElement = Pick<
  HTMLMediaElement,
  'currentTime' | 'playbackRate' | 'preservesPitch' | 'volume' | 'paused' | 'seeking' | 'play' | 'pause'
>;

export type SoundOptions = {
  readonly element: SoundElement;
  readonly player: Pick<
    Player,
    'table' | 'playing' | 'running' | 'rate' | 'direction' | 'ptsAt' | 'onFrame' | 'onState'
  >;
  /** The display's clock. */
  readonly now?: () => number;
  /** The browser does not let it be heard. */
  readonly onRefused?: (error: unknown) => void;
};

/** Between these speeds sound can be understood; outside and backwards the clip is silent. */
export const SOUND_RATES = { slowest: 0.25, fastest: 4 } as const;
/** Further off than this the sound is put where the picture is. */
export const MOST_OFF_S = 0.04;
/** Less than this is left as it is. */
const NEAR_S = 0.008;
/** Off by more than this it is another place of the clip: there is nothing to wait for. */
const ELSEWHERE_S = 0.3;
/** So long an element needs to come to rest after it was put somewhere. */
const SETTLE_MS = 250;
/** By how much the sound may be faster or slower than the picture to catch up: nobody hears it. */
const MOST_NUDGE = 0.06;
const LONGEST_LEAD_S = 0.4;

/**
 * Keeps a sound in step with the frames. The player's clock is the master: the sound is paused, moved, and made a
 * little faster or slower to follow it, and never the other way round.
 */
export class SoundFollower {
  readonly #element: SoundElement;
  readonly #player: SoundOptions['player'];
  readonly #now: () => number;
  readonly #onRefused: (error: unknown) => void;
  readonly #stops: readonly (() => void)[];
  #enabled = false;
  /** When it was last put somewhere. */
  #placedAt = Number.NEGATIVE_INFINITY;
  #judged = true;
  /** How late the sound starts after it was put somewhere: so much further it is put the next time. */
  #leadS = 0;
  #offsetS: number | null = null;

  constructor({ element, player, now, onRefused }: SoundOptions) {
    this.#element = element;
    this.#player = player;
    this.#now = now ?? (() => performance.now());
    this.#onRefused = onRefused ?? (() => undefined);
    element.preservesPitch = true;
    this.#stops = [player.onFrame(() => this.follow()), player.onState(() => this.follow())];
  }

  /** By how much the sound is ahead of the picture, in seconds; null while it is silent or settles. */
  get offsetS(): number | null {
    return this.#offsetS;
  }

  set enabled(enabled: boolean) {
    this.#enabled = enabled;
    this.follow();
  }

  set volume(volume: number) {
    this.#element.volume = Math.min(Math.max(volume, 0), 1);
  }

  /** Compares the sound with the picture and puts it right. */
  follow(): void {
    if (!this.#isHeard()) this.#silence();
    else if (this.#element.paused) this.#start();
    else this.#compare();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#enabled = false;
    this.#silence();
  }

  #isHeard(): boolean {
    const { playing, running, direction, rate } = this.#player;
    const isPlaying = playing && running && direction > 0;
    return this.#enabled && isPlaying && rate >= SOUND_RATES.slowest && rate <= SOUND_RATES.fastest;
  }

  #silence(): void {
    this.#offsetS = null;
    if (!this.#element.paused) this.#element.pause();
  }

  #start(): void {
    this.#place();
    this.#element.play().catch((error: unknown) => {
      if (this.#isHeard()) this.#onRefused(error);
    });
  }

  #wantedS(): number {
    return secondsOfPts(this.#player.table, this.#player.ptsAt(this.#now()));
  }

  #place(): void {
    this.#element.playbackRate = this.#player.rate;
    this.#element.currentTime = this.#wantedS() + this.#leadS * this.#player.rate;
    this.#placedAt = this.#now();
    this.#judged = false;
    this.#offsetS = null;
  }

  #compare(): void {
    if (this.#element.seeking) return;
    const offsetS = this.#element.currentTime - this.#wantedS();
    const settled = this.#now() - this.#placedAt >= SETTLE_MS;
    if (settled) this.#learn(offsetS);
    this.#offsetS = settled ? offsetS : null;
    const isOff = Math.abs(offsetS) > MOST_OFF_S * this.#player.rate;
    if (Math.abs(offsetS) > ELSEWHERE_S * this.#player.rate || (settled && isOff)) this.#place();
    else this.#nudge(offsetS);
  }

  /** The first comparison after it was put somewhere tells how late it came there. */
  #learn(offsetS: number): void {
    if (this.#judged) return;
    this.#judged = true;
    const lead = this.#leadS - offsetS / this.#player.rate / 2;
    this.#leadS = Math.min(Math.max(lead, 0), LONGEST_LEAD_S);
  }

  #nudge(offsetS: number): void {
    const { rate } = this.#player;
    const nearS = NEAR_S * rate;
    const catchUp = Math.abs(offsetS) < nearS ? 0 : Math.min(Math.max(offsetS * 2, -MOST_NUDGE), MOST_NUDGE);
    const wanted = rate * (1 - Math.round(catchUp * 100) / 100);
    if (this.#element.playbackRate !== wanted) this.#element.playbackRate = wanted;
  }
}
