import { describe, expect, test } from 'vitest';
import {
  byWeek,
  daysBetween,
  labelled,
  linear,
  mondayOf,
  niceTicks,
  signedTicks,
} from '../../../src/pages/dashboard/charts/scale';

describe('scales', () => {
  test('map linearly, and a range of nothing to its start', () => {
    expect(linear([0, 10], [100, 0])(2.5)).toBe(75);
    expect(linear([5, 5], [0, 100])(5)).toBe(0);
  });
});

describe('ticks', () => {
  test.each([
    [0, 2, [0, 1]],
    [1, 2, [0, 1]],
    [3, 2, [0, 2, 4]],
    [7, 4, [0, 2, 4, 6, 8]],
    [150, 2, [0, 100, 200]],
    [1000, 2, [0, 500, 1000]],
  ])('up to %d in at most %d steps', (max, most, expected) => {
    expect(niceTicks(max, most)).toEqual(expected);
  });

  test('are fractions only where nothing is counted', () => {
    expect(niceTicks(0.4, 2, false)).toEqual([0, 0.2, 0.4]);
    expect(niceTicks(0.4, 2)).toEqual([0, 1]);
  });

  test('reach the highest value', () => {
    for (let max = 1; max < 500; max++) {
      const ticks = niceTicks(max, 3);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
      expect(ticks.length).toBeLessThanOrEqual(4);
    }
  });

  test('go below zero where a value does', () => {
    expect(signedTicks(0)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(signedTicks(-0.3)).toEqual([-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1]);
  });

  test('of an axis keep their distance', () => {
    expect(labelled(0, 5)).toEqual([]);
    expect(labelled(4, 5)).toEqual([0, 1, 2, 3]);
    expect(labelled(70, 7)).toEqual([0, 10, 20, 30, 40, 50, 60]);
  });
});

describe('days', () => {
  test('belong to the week of their Monday, over the ends of months and years', () => {
    expect(mondayOf('2026-03-02')).toBe('2026-03-02');
    expect(mondayOf('2026-03-01')).toBe('2026-02-23');
    expect(mondayOf('2027-01-01')).toBe('2026-12-28');
  });

  test('are counted in whole ones, whatever the clocks do', () => {
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
  });

  test('add up by week', () => {
    const days = [
      { date: '2026-03-01', n: 1 },
      { date: '2026-03-02', n: 2 },
      { date: '2026-03-08', n: 3 },
    ];
    expect(byWeek(days)).toEqual([
      { date: '2026-02-23', n: 1 },
      { date: '2026-03-02', n: 5 },
    ]);
  });
});
