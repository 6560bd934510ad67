import { describe, expect, test } from 'vitest';
import { agreementFilter, agreementQuery, NO_FILTER } from '../../../src/api/reports/agreement';
import type { StatsDay } from '../../../src/api/reports/stats';
import { rangeOf } from '../../../src/pages/dashboard/agreement/sections';
import {
  categoryKeys,
  columnsOf,
  lastWeek,
  placeAmong,
  verdictRows,
} from '../../../src/pages/dashboard/overview/numbers';

const day = (number: number, submitted = 1): StatsDay => ({
  date: new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10),
  submitted,
  accepted: 0,
  returned: 0,
  gold: 0,
  active_ms: 0,
});
const days = (count: number): StatsDay[] => Array.from({ length: count }, (_, number) => day(number));

describe('the overview', () => {
  test('shows days, and weeks where there are too many of them', () => {
    expect(columnsOf(days(92))).toMatchObject({ weekly: false });
    const { columns, weekly } = columnsOf(days(93));
    expect(weekly).toBe(true);
    expect(columns.reduce((sum, each) => sum + each.submitted, 0)).toBe(93);
  });

  test('counts the last seven days, the last one included', () => {
    expect(lastWeek([])).toBe(0);
    expect(lastWeek(days(3))).toBe(3);
    expect(lastWeek(days(30))).toBe(7);
  });

  test('puts the project’s own categories first', () => {
    const rows = [{ source: 'Sora', traces: 2, categories: { own: 1, blur: 1, split: 2 } }];
    expect(categoryKeys(rows, ['split', 'merge', 'blur'])).toEqual(['split', 'blur', 'own']);
  });

  test('lists generated sources first, the largest of them on top', () => {
    const row = (kind: string, source: string, fake: number) => ({ kind, source, fake, real: 0, unsure: 0 });
    const sorted = verdictRows([row('real', 'Web', 9), row('fake', 'A', 1), row('fake', 'B', 5)]);
    expect(sorted.map(({ source }) => source)).toEqual(['B', 'A', 'Web']);
  });

  test('places a time among bars', () => {
    const bars = [
      { from_ms: 0, to_ms: 1000, n: 1 },
      { from_ms: 1000, to_ms: 2000, n: 1 },
      { from_ms: 2000, to_ms: null, n: 1 },
    ];
    expect(placeAmong(bars, 1500)).toBe(1.5);
    expect(placeAmong(bars, 2500)).toBeNull();
    expect(placeAmong([], 1)).toBeNull();
  });
});

describe('the filter of an agreement report', () => {
  test('comes back out of its query string', () => {
    const filter = { ...NO_FILTER, source: 'A & B', round: 'first' as const, annotators: ['A-1', 'A-2'] };
    expect(agreementFilter(agreementQuery(filter))).toEqual(filter);
    expect(agreementQuery(NO_FILTER)).toBe('');
  });

  test('leaves out what means nothing', () => {
    expect(agreementFilter('round=third&assisted=maybe&annotators=A-1')).toEqual(NO_FILTER);
  });
});

describe('the line of an interval', () => {
  const statistic = (value: number | null, ci: [number, number] | null = null) => ({
    value,
    ci,
    n: 1,
    reason: null,
  });

  test('runs from 0 to 1, and lower where a value does', () => {
    expect(rangeOf('share', [statistic(0.5)])).toEqual([0, 1]);
    expect(rangeOf('alpha', [statistic(0.1, [-0.2, 0.3])])).toEqual([-0.2, 1]);
    expect(rangeOf('alpha', [statistic(null)])).toEqual([0, 1]);
  });

  test('holds the largest distance in frames', () => {
    expect(rangeOf('frames', [statistic(3, [2, 8])])).toEqual([0, 8]);
    expect(rangeOf('frames', [statistic(0)])).toEqual([0, 1]);
  });
});
