import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import * as api from '../../../src/api/reports/stats';
import { StatsDesk } from '../../../src/pages/dashboard/overview/desk.svelte';
import { toasts } from '../../../src/shell/toasts.svelte';

const notCounted = (counting: number | null) => new ApiError(409, { code: 'stats_not_counted', counting });
const numbers = (state: Partial<api.Stats>) =>
  ({ kept: true, due: false, counting: null, as_of: '2026-01-01T00:00:00Z', ...state }) as api.Stats;

let desk: StatsDesk;
const get = vi.spyOn(api, 'statsGet');
const count = vi.spyOn(api, 'statsCount');

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  desk.leave();
  vi.useRealTimers();
  vi.resetAllMocks();
});

/** What the server answers, one after the other; the last answer stays. */
function answers(...found: (api.Stats | ApiError)[]): void {
  get.mockImplementation(async () => {
    const next = found.length > 1 ? found.shift() : found[0];
    if (next instanceof ApiError) throw next;
    return next as api.Stats;
  });
}

const polls = (n: number) => vi.advanceTimersByTimeAsync(n * 2000);

test('a project that is counted for the request is there at once, and nothing more is asked', async () => {
  answers(numbers({ kept: false }));
  desk = new StatsDesk('demo');
  await polls(3);
  expect(desk.stats.value?.kept).toBe(false);
  expect([get.mock.calls.length, count.mock.calls.length]).toEqual([1, 0]);
});

test('the first count is asked for once and shown as it goes on', async () => {
  answers(notCounted(null), notCounted(0), notCounted(0.5), numbers({}));
  count.mockResolvedValue({ counting: 0 });
  desk = new StatsDesk('demo');
  await polls(0);
  expect([desk.counting, desk.stats.loading]).toEqual([0, true]);
  await polls(2);
  expect(desk.counting).toBe(0.5);
  await polls(1);
  expect([desk.counting, desk.stats.value?.kept]).toEqual([null, true]);
  expect(count).toHaveBeenCalledTimes(1);
});

test('a first count that fails is an error to try again', async () => {
  answers(notCounted(null), notCounted(0.5), notCounted(null));
  count.mockResolvedValue({ counting: 0 });
  desk = new StatsDesk('demo');
  await polls(3);
  expect([desk.counting, desk.stats.error]).toEqual([null, notCounted(null)]);
  answers(notCounted(null), numbers({}));
  desk.stats.retry();
  await polls(2);
  expect(desk.stats.value?.kept).toBe(true);
  expect(count).toHaveBeenCalledTimes(2);
});

test('an old count stays on screen while a newer one is made', async () => {
  const newer = '2026-01-02T00:00:00Z';
  answers(numbers({ due: true }), numbers({ counting: 0.4 }), numbers({ as_of: newer }));
  count.mockResolvedValue({ counting: 0 });
  desk = new StatsDesk('demo');
  await polls(1);
  expect([desk.counting, desk.stats.value?.due]).toEqual([0.4, false]);
  await polls(1);
  expect([desk.counting, desk.stats.value?.as_of]).toEqual([null, newer]);
});

test('where counting anew cannot be asked for, the old count stays and one is told', async () => {
  const told = vi.spyOn(toasts, 'error').mockReturnValue(undefined);
  answers(numbers({}));
  desk = new StatsDesk('demo');
  await polls(0);
  count.mockRejectedValue(new ApiError(0, { code: 'offline' }));
  await desk.renew();
  expect(told).toHaveBeenCalledTimes(1);
  expect([desk.counting, desk.stats.value?.kept]).toEqual([null, true]);
});

test('a page that is left asks no more', async () => {
  answers(notCounted(0.1));
  desk = new StatsDesk('demo');
  await polls(1);
  desk.leave();
  await polls(5);
  expect(get).toHaveBeenCalledTimes(2);
});
