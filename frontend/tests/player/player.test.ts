import { beforeEach, describe, expect, it } from 'vitest';
import { frameTableFrom } from '../../src/domain/frames';
import type { Player } from '../../src/player/player';
import { Display } from './display';
import { steadyTable } from './table';

let display: Display;
let player: Player;
let seen: number[];

function start(table = steadyTable(10), frame = 0): void {
  display = new Display();
  player = display.player(table, frame);
  seen = [];
  player.onFrame((next) => seen.push(next));
}

beforeEach(() => start());

describe('moving by hand', () => {
  it('steps, seeks and stays inside the clip', () => {
    player.step(1);
    player.step(-5);
    player.seek(7);
    player.seek(99);
    player.seek(99);
    expect(seen).toEqual([1, 0, 7, 9]);
  });

  it('goes to the first and the last frame, of the loop when there is one', () => {
    player.seekLast();
    player.seekFirst();
    player.setLoop([3, 5]);
    player.seekLast();
    player.seekFirst();
    expect(seen).toEqual([9, 0, 5, 3]);
  });

  it('pauses by a step', () => {
    player.play();
    player.step(1);
    expect(player.playing).toBe(false);
  });
});

describe('playing', () => {
  it('shows each frame for its own time, at a display that is faster', () => {
    player.play();
    for (let refresh = 0; refresh < 12; refresh += 1) display.refresh(10);
    expect(seen).toEqual([1, 2]);
    expect(player.droppedCount).toBe(0);
  });

  it('follows the times of a variable rate', () => {
    start(
      frameTableFrom({
        time_base: [1, 1000],
        pts: [0, 100, 110, 120],
        end_pts: 200,
        key_frames: [0],
        frame_count: 4,
      }),
    );
    player.play();
    display.refresh(0);
    display.refresh(95);
    expect(seen).toEqual([]);
    display.refresh(1);
    display.refresh(10);
    display.refresh(10);
    expect(seen).toEqual([1, 2, 3]);
  });

  it.each([
    [60, 60],
    [60, 30],
    [60, 24],
    [144, 60],
  ])(
    'on a display of %s Hz passes over no frame of a clip of %s fps, whatever the moments are rounded to',
    (hz, fps) => {
      const frames = Array.from({ length: 240 }, (_, frame) => frame);
      const table = { time_base: [1, 15_360] as const, key_frames: [0], frame_count: 240 };
      const pts = frames.map((frame) => (frame * 15_360) / fps);
      start(frameTableFrom({ ...table, pts, end_pts: (240 * 15_360) / fps }));
      player.play();
      for (let refresh = 0; player.playing; refresh += 1) {
        const moment = Math.round((refresh * 10_000) / hz + 1 - (refresh % 3)) / 10;
        display.refresh(moment - display.now);
      }
      expect([player.droppedCount, seen.length]).toEqual([0, 239]);
    },
  );

  it('counts the frames that a slow display passes over', () => {
    player.play();
    display.refresh(0);
    display.refresh(130);
    expect(seen).toEqual([3]);
    expect([player.shownCount, player.droppedCount]).toEqual([1, 2]);
  });

  it('stops at the end and starts anew from there', () => {
    player.seek(8);
    player.play();
    display.refresh(0);
    display.refresh(40);
    display.refresh(40);
    expect([player.frame, player.playing]).toEqual([9, false]);
    player.play();
    expect(player.frame).toBe(0);
  });

  it('goes backwards and gives each frame its full time', () => {
    player.seek(5);
    player.shuttle(-1);
    seen = [];
    display.refresh(0);
    display.refresh(35);
    expect(seen).toEqual([]);
    display.refresh(1);
    display.refresh(40);
    expect(seen).toEqual([4, 3]);
  });

  it('doubles the speed with each further press, up to eight times', () => {
    const rates = Array.from({ length: 5 }, () => {
      player.shuttle(1);
      return player.rate;
    });
    expect(rates).toEqual([1, 2, 4, 8, 8]);
    player.shuttle(-1);
    expect([player.rate, player.direction]).toEqual([1, -1]);
  });

  it('plays forwards again at the toggle after going backwards', () => {
    player.seek(5);
    player.shuttle(-1);
    player.toggle();
    player.toggle();
    expect([player.playing, player.direction]).toEqual([true, 1]);
  });

  it('stays in the loop, and enters it from outside', () => {
    player.setLoop([2, 4]);
    player.play();
    expect(player.frame).toBe(2);
    display.refresh(0);
    for (let refresh = 0; refresh < 6; refresh += 1) display.refresh(40);
    expect(seen.every((frame) => frame >= 2 && frame <= 4)).toBe(true);
    expect(seen.filter((frame) => frame === 2).length).toBeGreaterThan(1);
  });

  it('shows the last frame even where a slow display would pass over it, and counts the others', () => {
    player.seek(6);
    seen = [];
    player.play();
    display.refresh(0);
    display.refresh(400);
    expect([seen, player.playing, player.droppedCount]).toEqual([[9], true, 2]);
    display.refresh(10);
    expect([player.frame, player.playing]).toEqual([9, false]);
  });

  it('goes into a loop that was set around other frames, without a word about an end', () => {
    const ends: number[] = [];
    player.onEnd((frame) => ends.push(frame));
    player.seek(8);
    player.play();
    player.setLoop([2, 4]);
    display.refresh(0);
    expect([player.frame, ends, player.droppedCount]).toEqual([2, [], 0]);
  });

  it('tells of each end that it arrives at', () => {
    const ends: number[] = [];
    player.onEnd((frame) => ends.push(frame));
    player.setLoop([2, 3]);
    player.play();
    display.refresh(0);
    for (let refresh = 0; refresh < 5; refresh += 1) display.refresh(40);
    expect(ends).toEqual([3, 3]);
    player.setLoop(null);
    player.seek(0);
    player.shuttle(-1);
    expect(player.frame).toBe(9);
  });

  it('knows where in the clip it is between two refreshes, and stays within the bounds', () => {
    player.seek(2);
    expect(player.ptsAt(12_345)).toBe(80);
    player.setRate(2);
    player.play();
    display.refresh(100);
    expect(player.ptsAt(110)).toBe(100);
    expect(player.ptsAt(9_999)).toBe(400);
  });

  it('counts anew when the rate changes', () => {
    player.play();
    display.refresh(0);
    display.refresh(130);
    player.setRate(0.5);
    expect([player.shownCount, player.droppedCount]).toEqual([0, 0]);
  });

  it('waits for a frame that is not decoded yet instead of passing over it', () => {
    display.missing.add(1);
    player.play();
    display.refresh(0);
    display.refresh(40);
    display.refresh(400);
    expect(seen).toEqual([]);
    expect(display.asked).toContain(1);
    display.missing.clear();
    display.refresh(10);
    display.refresh(40);
    expect(seen).toEqual([1]);
    expect(player.droppedCount).toBe(0);
  });
});

it('tells when its state changed, and no more after close', () => {
  let changes = 0;
  player.onState(() => {
    changes += 1;
  });
  player.play();
  player.setRate(2);
  player.pause();
  expect(changes).toBe(3);
  player.close();
  player.seek(3);
  expect(seen).toEqual([]);
});
