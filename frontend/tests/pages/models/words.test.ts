import { describe, expect, it } from 'vitest';
import { rangeTicks } from '../../../src/pages/models/charts/ticks';
import { paperSettings } from '../../../src/pages/models/training/settings';
import { metricRows, splitsOf } from '../../../src/pages/models/training/words';
import { etaText, rateText, statText } from '../../../src/pages/models/words';

describe('numbers in words', () => {
  it('keeps small learning rates readable', () => {
    expect([0, 1e-5, 9.53e-6, 0.00025].map(rateText)).toEqual(['0', '1e-5', '9.53e-6', '2.5e-4']);
  });

  it('says how long it takes in two units at most', () => {
    expect([9, 61, 4000].map(etaText)).toEqual(['9 sec', '1 min', '1 hr 6 min']);
  });

  it('says what a value stands on, or that there is none', () => {
    expect(statText({ value: 0.5, n: 4 })).toBe('0.50 (n = 4)');
    expect(statText({ value: 0.5, ci: [0.25, 0.75], n: 9 })).toBe('0.50 (0.25 to 0.75, n = 9)');
    expect(statText({ value: null, n: 0 })).toBe('Not enough yet');
  });
});

describe('ticks', () => {
  it.each([
    [0.2, 2.9, [0, 1, 2, 3]],
    [5, 5, [4, 6]],
    [0, 0, [0, 0.5]],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, [0, 1]],
  ])('enclose %s to %s', (least, most, expected) => {
    const ticks = rangeTicks(least, most, 4);
    expect(ticks[0]).toBeLessThanOrEqual(Math.min(least, expected[0] ?? 0));
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(6);
  });
});

describe('a training run', () => {
  it('begins with the paper’s settings of its architecture', () => {
    expect(paperSettings('videollama3')).toMatchObject({
      fps: 2,
      max_frames: 180,
      learning_rate: 1e-5,
      epochs: 1,
    });
    expect(paperSettings('qwen_vl')).toMatchObject({ fps: 1, max_frames: 20 });
  });

  it('is compared in the paper’s order; of distances less is better', () => {
    const split = (metrics: Record<string, number>) => ({
      test: { metrics: Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, { value }])) },
    });
    const metrics = {
      candidate: split({ time_distance: 20, overall: 70, best_of: 0.3 }),
      base: split({ time_distance: 30, overall: 80 }),
    };
    expect(splitsOf(metrics)).toEqual(['test']);
    const rows = metricRows(metrics, 'test');
    expect(rows.map(({ key }) => key)).toEqual(['overall', 'time_distance', 'best_of']);
    expect(rows.map(({ better }) => better)).toEqual([false, true, null]);
  });

  it('has no rows before anything is measured', () => {
    expect(metricRows(null, 'test')).toEqual([]);
  });
});
