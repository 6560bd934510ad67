import { beforeEach, describe, expect, it } from 'vitest';
import { frameTableFrom } from '../../../src/domain/frames';
import { frameReactedTo } from '../../../src/pages/workbench/marking/reaction';
import { SpeedLabel } from '../../../src/pages/workbench/marking/speedLabel.svelte';
import type { FrameRange } from '../../../src/player';
import type { Player } from '../../../src/player/player';
import { Display } from '../../player/display';
import { steadyTable } from '../../player/table';

/** 30 frames at 30 fps, then 15 at 15 fps, in ticks of 1/15360 s. */
const VARIABLE = frameTableFrom({
  time_base: [1, 15_360],
  pts: Array.from({ length: 45 }, (_, frame) => (frame < 30 ? frame * 512 : 15_360 + (frame - 30) * 1024)),
  end_pts: 30_720,
  key_frames: [0],
  frame_count: 45,
});
const WHOLE: FrameRange = [0, 44];

describe('the frame that was reacted to', () => {
  it.each([
    [1, 1000, 200, 20],
    [0.5, 1000, 200, 22],
    [4, 1000, 200, 5],
    [1, 1000, 0, 25],
    [1, 100, 200, 0],
    [-1, 1000, 200, 29],
    [-2, 1000, 200, 34],
  ])('at %s times the speed, %s ms into a clip of 25 fps, %s ms late: frame %s', (speed, at, late, frame) => {
    expect(frameReactedTo(steadyTable(50), at, late, speed, [0, 49])).toBe(frame);
  });

  it('is found in the table where frames last differently long', () => {
    const tickOf = (frame: number): number => VARIABLE.pts[frame] as number;
    expect(frameReactedTo(VARIABLE, tickOf(20), 200, 1, WHOLE)).toBe(14);
    expect(frameReactedTo(VARIABLE, tickOf(40), 200, 1, WHOLE)).toBe(37);
    expect(frameReactedTo(VARIABLE, tickOf(31), 200, 1, WHOLE)).toBe(26);
    expect(frameReactedTo(VARIABLE, tickOf(31), 200, 0.5, WHOLE)).toBe(29);
  });

  it('is exact where the reaction is as long as was set: each frame is found again', () => {
    for (const table of [steadyTable(50), VARIABLE]) {
      const perMs = table.timeBase[1] / table.timeBase[0] / 1000;
      for (let frame = 10; frame < 30; frame += 1) {
        const pressedAt = (table.pts[frame] as number) + 200 * perMs;
        expect(frameReactedTo(table, pressedAt, 200, 1, [0, table.frameCount - 1])).toBe(frame);
      }
    }
  });

  it('stays inside the loop', () => {
    expect(frameReactedTo(steadyTable(50), 420, 200, 1, [10, 20])).toBe(10);
    expect(frameReactedTo(steadyTable(50), 700, 200, -1, [10, 20])).toBe(20);
  });
});

describe('marking while playing', () => {
  let display: Display;
  let player: Player;
  let label: SpeedLabel;
  let spans: FrameRange[];
  let reactionMs: number;

  beforeEach(() => {
    display = new Display();
    player = display.player(steadyTable(50));
    spans = [];
    reactionMs = 200;
    label = new SpeedLabel({
      player,
      reactionMs: () => reactionMs,
      commit: (span) => spans.push(span),
    });
  });

  /** Plays on and returns the moment. */
  function run(milliseconds: number): number {
    for (let passed = 0; passed < milliseconds; passed += 10) display.refresh(10);
    return display.now;
  }

  function playFrom(frame: number, rate = 1): void {
    player.seek(frame);
    player.setRate(rate);
    player.play(1);
    display.refresh(0);
  }

  it('goes from the press to the release, each one reaction time earlier', () => {
    playFrom(10);
    label.begin('hold', run(400));
    expect(label.mark).toEqual({ anchor: 15, way: 'hold' });
    expect(label.spanTo(player.frame)).toEqual([15, 20]);
    label.end(run(600));
    expect(spans).toEqual([[15, 30]]);
    expect(label.mark).toBeNull();
  });

  it('at half the speed corrects by half as much of the clip', () => {
    playFrom(10, 0.5);
    label.begin('hold', run(800));
    label.end(run(800));
    expect(spans).toEqual([[17, 27]]);
  });

  it('started from a standstill begins where the clip stands, and plays it', () => {
    player.seek(12);
    label.begin('hold', 5000);
    expect([player.playing, label.mark?.anchor]).toEqual([true, 12]);
    display.refresh(0);
    label.end(run(100));
    expect(spans).toEqual([[12, 12]]);
  });

  it('backwards takes the press for the offset', () => {
    player.seek(40);
    player.shuttle(-1);
    display.refresh(0);
    label.begin('toggle', run(400));
    label.end(run(600));
    expect(spans).toEqual([[20, 35]]);
  });

  it('ends at the last frame when the clip does', () => {
    playFrom(40);
    label.begin('hold', run(280));
    run(400);
    expect(spans).toEqual([[42, 49]]);
    label.end(display.now);
    expect(spans).toHaveLength(1);
  });

  it("ends at the loop's last frame when the loop starts over, and never reaches out of it", () => {
    player.setLoop([10, 20]);
    playFrom(10);
    label.begin('hold', run(80));
    run(600);
    expect(spans).toEqual([[10, 20]]);
    expect(player.playing).toBe(true);
  });

  it('ends at the frame on screen when playing is paused or stepped', () => {
    playFrom(10);
    label.begin('hold', run(400));
    run(200);
    player.pause();
    expect(spans).toEqual([[15, 25]]);
    playFrom(10);
    label.begin('toggle', run(400));
    player.step(1);
    expect(spans[1]).toEqual([15, 20]);
  });

  it('given up leaves nothing behind', () => {
    playFrom(10);
    label.begin('hold', run(400));
    expect([label.cancel(), label.cancel()]).toEqual([true, false]);
    label.end(run(400));
    expect(spans).toEqual([]);
  });

  it('keeps its beginning when it is begun once more', () => {
    playFrom(10);
    label.begin('hold', run(400));
    label.begin('toggle', run(400));
    expect(label.mark).toEqual({ anchor: 15, way: 'hold' });
  });
});
