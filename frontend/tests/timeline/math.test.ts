import { describe, expect, it } from 'vitest';
import type { FrameTable } from '../../src/domain/frames';
import {
  filmCells,
  frameAtShare,
  rulerTicks,
  SHORTEST_VIEW,
  shareOf,
  viewOfAll,
  viewPan,
  viewShowing,
  viewZoom,
} from '../../src/timeline/math';

function tableOf(frameCount: number): FrameTable {
  const pts = Array.from({ length: frameCount }, (_, frame) => frame);
  return { timeBase: [1, 24], pts, endPts: frameCount, keyFrames: [0], frameCount };
}

describe('a point of the timeline', () => {
  it.each([1, 7, 120, 480])('is the frame whose place holds it, for %i frames', (frameCount) => {
    const view = viewOfAll(frameCount);
    for (let frame = 0; frame < frameCount; frame++) {
      expect(frameAtShare(view, shareOf(view, frame) + 0.5 / frameCount, frameCount)).toBe(frame);
    }
  });

  it('left and right of the clip is the first and the last frame', () => {
    expect(frameAtShare(viewOfAll(120), -0.2, 120)).toBe(0);
    expect(frameAtShare(viewOfAll(120), 1, 120)).toBe(119);
  });
});

describe('the view', () => {
  it('zooms about the pointer', () => {
    const view = viewZoom(viewOfAll(120), 2, 0.25, 120);
    expect(view.length).toBe(60);
    expect(view.start + 0.25 * view.length).toBeCloseTo(30);
  });

  it('stays within the clip and keeps at least a few frames', () => {
    expect(viewZoom(viewOfAll(120), 0.5, 0.5, 120)).toEqual(viewOfAll(120));
    expect(viewZoom(viewOfAll(120), 1000, 1, 120)).toEqual({
      start: 120 - SHORTEST_VIEW,
      length: SHORTEST_VIEW,
    });
    expect(viewZoom(viewOfAll(5), 10, 0, 5)).toEqual(viewOfAll(5));
    expect(viewPan({ start: 100, length: 20 }, 50, 120).start).toBe(100);
  });

  it('follows the playhead only when it leaves', () => {
    const view = { start: 40, length: 20 };
    expect(viewShowing(view, 50, 120)).toBe(view);
    expect(viewShowing(view, 70, 120).start).toBeGreaterThan(50);
    expect(viewShowing(view, 10, 120).start).toBeLessThan(10);
    expect(viewShowing(view, 0, 120).start).toBe(0);
  });
});

describe('the ruler', () => {
  it.each([
    [120, 1000],
    [480, 1000],
    [7, 400],
    [48_000, 900],
  ])('of %i frames on %i px keeps its labels apart', (frameCount, widthPx) => {
    const view = viewOfAll(frameCount);
    const ticks = rulerTicks(view, widthPx, tableOf(frameCount), 72);
    const majors = ticks.filter(({ major }) => major).map(({ frame }) => shareOf(view, frame) * widthPx);
    expect(majors.length).toBeGreaterThan(0);
    for (const [index, at] of majors.slice(1).entries()) {
      expect(at - (majors[index] ?? 0)).toBeGreaterThanOrEqual(72);
    }
    expect(ticks.every(({ frame }) => Number.isInteger(frame) && frame < frameCount)).toBe(true);
  });

  it('says the second of a frame from the table', () => {
    const ticks = rulerTicks(viewOfAll(120), 1000, tableOf(120));
    expect(ticks.find(({ frame }) => frame === 60)).toMatchObject({ seconds: 2.5, major: true });
  });
});

describe('the filmstrip', () => {
  const frames = [5, 15, 25, 35, 45, 55, 65, 75, 85, 95];

  it('fills the width with the pictures nearest to the frames there', () => {
    const cells = filmCells(viewOfAll(100), frames, 1000, 100);
    expect(cells.map(({ tile }) => tile)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const zoomed = filmCells({ start: 53, length: 4 }, frames, 1000, 100);
    expect(new Set(zoomed.map(({ tile }) => tile))).toEqual(new Set([5]));
  });

  it('covers the whole width, the last cell over the edge where it must', () => {
    const cells = filmCells(viewOfAll(100), frames, 950, 100);
    expect(cells).toHaveLength(10);
    expect((cells.at(-1)?.left ?? 0) + (cells.at(-1)?.width ?? 0)).toBeGreaterThanOrEqual(1);
    expect(filmCells(viewOfAll(100), frames, 0, 100)).toEqual([]);
  });
});
