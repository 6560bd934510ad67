import { beforeEach, describe, expect, it } from 'vitest';
import { SoundFollower } from '../../src/player/audio';
import type { Player } from '../../src/player/player';
import { Display } from './display';
import { steadyTable } from './table';

/** A media element whose time runs with the display's clock, and which starts as late as it is told. */
class FakeSound {
  readonly places: number[] = [];
  paused = true;
  seeking = false;
  preservesPitch = false;
  volume = 1;
  latencyMs = 0;
  refusal: Error | null = null;
  readonly #now: () => number;
  #rate = 1;
  #time = 0;
  #since = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get currentTime(): number {
    const passed = this.paused ? 0 : Math.max(0, this.#now() - this.#since);
    return this.#time + (passed / 1000) * this.#rate;
  }

  set currentTime(seconds: number) {
    this.places.push(seconds);
    this.#time = seconds;
    this.#since = this.#now() + this.latencyMs;
  }

  get playbackRate(): number {
    return this.#rate;
  }

  set playbackRate(rate: number) {
    this.#time = this.currentTime;
    this.#since = Math.max(this.#since, this.#now());
    this.#rate = rate;
  }

  play(): Promise<void> {
    if (this.refusal) return Promise.reject(this.refusal);
    this.#since = this.#now() + this.latencyMs;
    this.paused = false;
    return Promise.resolve();
  }

  pause(): void {
    this.#time = this.currentTime;
    this.paused = true;
  }

  drift(seconds: number): void {
    this.#time += seconds;
  }
}

let display: Display;
let player: Player;
let sound: FakeSound;
let follower: SoundFollower;
let refusals: number;

beforeEach(() => {
  display = new Display();
  player = display.player(steadyTable(250));
  sound = new FakeSound(() => display.now);
  refusals = 0;
  follower = new SoundFollower({
    element: sound,
    player,
    now: () => display.now,
    onRefused: () => {
      refusals += 1;
    },
  });
  follower.enabled = true;
});

function run(milliseconds: number): void {
  for (let passed = 0; passed < milliseconds; passed += 10) display.refresh(10);
}

function offsetMs(): number {
  return Math.round((sound.currentTime - player.ptsAt(display.now) / 1000) * 1000);
}

describe('the sound', () => {
  it('is not heard before it is asked for, nor while nothing plays', () => {
    expect(sound.paused).toBe(true);
    follower.enabled = false;
    player.play();
    run(200);
    expect(sound.paused).toBe(true);
  });

  it('starts where the picture is, with its pitch kept, and stops with it', () => {
    player.seek(50);
    player.play();
    run(400);
    expect([sound.paused, sound.preservesPitch]).toEqual([false, true]);
    expect(Math.abs(offsetMs())).toBeLessThanOrEqual(10);
    player.pause();
    expect([sound.paused, follower.offsetS]).toEqual([true, null]);
  });

  it.each([
    [0.1, true],
    [0.25, false],
    [2, false],
    [4, false],
    [8, true],
  ])('at %s times the speed silent: %s', (rate, silent) => {
    player.setRate(rate);
    player.play();
    run(600);
    expect(sound.paused).toBe(silent);
    if (!silent) expect(sound.playbackRate).toBeCloseTo(rate, 1);
  });

  it('is silent backwards', () => {
    player.seek(200);
    player.shuttle(-1);
    run(400);
    expect(sound.paused).toBe(true);
  });

  it('further off than 40 ms is put right', () => {
    player.play();
    run(600);
    const before = sound.places.length;
    sound.drift(0.06);
    run(40);
    expect(sound.places.length).toBe(before + 1);
    run(300);
    expect(Math.abs(offsetMs())).toBeLessThan(40);
  });

  it('a little off is caught up with, without a jump', () => {
    player.play();
    run(600);
    const before = sound.places.length;
    sound.drift(0.03);
    run(40);
    expect(sound.playbackRate).toBeLessThan(1);
    run(2000);
    expect(Math.abs(offsetMs())).toBeLessThanOrEqual(10);
    expect(sound.places.length).toBe(before);
  });

  it('learns how late the element starts and does not chase it for ever', () => {
    sound.latencyMs = 120;
    player.play();
    run(4000);
    expect(Math.abs(offsetMs())).toBeLessThan(40);
    expect(sound.places.length).toBeLessThan(6);
  });

  it('goes along with a seek and with each round of a loop', () => {
    player.play();
    run(600);
    player.seek(100);
    run(120);
    expect(Math.abs(offsetMs())).toBeLessThan(40);
    player.setLoop([100, 120]);
    run(1200);
    expect(Math.abs(offsetMs())).toBeLessThan(40);
  });

  it('waits while the picture waits for a frame', () => {
    player.play();
    run(400);
    display.missing.add(20);
    run(800);
    expect(sound.paused).toBe(true);
    display.missing.clear();
    run(200);
    expect(sound.paused).toBe(false);
    expect(Math.abs(offsetMs())).toBeLessThan(40);
  });

  it('that the browser does not allow is told of', async () => {
    sound.refusal = new Error('NotAllowedError');
    player.play();
    run(60);
    await Promise.resolve();
    await Promise.resolve();
    expect(refusals).toBeGreaterThan(0);
  });

  it('is silent after it was closed', () => {
    player.play();
    run(200);
    follower.close();
    run(200);
    expect(sound.paused).toBe(true);
  });
});
