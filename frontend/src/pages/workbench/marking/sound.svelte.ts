import { t } from '../../../i18n';
import type { Player, SoundFollower } from '../../../player';
import { personSettings } from '../../../state/settings.svelte';
import { later } from '../later/later.svelte';

const USUAL_VOLUME = 0.8;

export type SoundOptions = {
  readonly player: Player;
  readonly mediaUrl: string;
  readonly hasSound: boolean;
  readonly tell: (text: string) => void;
};

/** Once asked for, sound stays on from clip to clip for as long as the page lives. */
let wanted = false;

/** The clip's sound: silent until it is asked for, and not even fetched before. */
export class Sound {
  /** Whether the clip has any. */
  readonly there: boolean;
  on = $state(false);
  readonly #options: SoundOptions;
  /** Carries how far it is off, in milliseconds: the way to see that it is in step. */
  #element: HTMLAudioElement | null = null;
  #follower: SoundFollower | null = null;
  #stop: () => void = () => undefined;
  #closed = false;

  constructor(options: SoundOptions) {
    this.#options = options;
    this.there = options.hasSound;
    if (wanted && this.there) this.#switch(true);
  }

  get volume(): number {
    return personSettings.value.volume ?? USUAL_VOLUME;
  }

  toggle(): void {
    if (!this.there) {
      this.#options.tell(t('marking.sound_none'));
      return;
    }
    wanted = !this.on;
    this.#switch(wanted);
    this.#options.tell(this.on ? t('marking.sound_is_on') : t('marking.sound_is_off'));
  }

  volumeSet(volume: number): void {
    personSettings.patch({ volume });
    if (this.#follower) this.#follower.volume = volume;
  }

  close(): void {
    this.#closed = true;
    this.#stop();
    this.#follower?.close();
    this.#element?.removeAttribute('src');
    this.#element?.load();
    this.#element?.remove();
  }

  #switch(on: boolean): void {
    this.on = on;
    if (on && this.#follower === null) void this.#begin();
    if (this.#follower) this.#follower.enabled = on;
  }

  async #begin(): Promise<void> {
    await later.need().catch(() => this.#refused());
    if (!later.parts || !this.on || this.#follower || this.#closed) return;
    this.#follower = this.#follow(later.parts.SoundFollower);
    this.#follower.enabled = true;
  }

  #follow(Follower: typeof SoundFollower): SoundFollower {
    const element = document.createElement('audio');
    element.preload = 'auto';
    element.dataset.testid = 'sound';
    element.src = this.#options.mediaUrl;
    element.addEventListener('error', () => this.#refused());
    document.body.append(element);
    this.#element = element;
    const { player } = this.#options;
    const follower = new Follower({ element, player, onRefused: () => this.#refused() });
    follower.volume = this.volume;
    this.#stop = player.onFrame(() => {
      const { offsetS } = follower;
      element.dataset.offsetMs = offsetS === null ? '' : String(Math.round(offsetS * 1000));
    });
    return follower;
  }

  #refused(): void {
    this.#switch(false);
    this.#options.tell(t('marking.sound_refused'));
  }
}
