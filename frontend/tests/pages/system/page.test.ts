import { afterEach, expect, test, vi } from 'vitest';
import type { SystemState } from '../../../src/api/system';
import { everyFew } from '../../../src/pages/system/everyFew';
import { kindName, queuesUnserved } from '../../../src/pages/system/words';

afterEach(() => vi.useRealTimers());

const queue = (name: string, queued: number) => ({ name, queued, running: 0, oldest_queued_at: null });
const worker = (queues: string[], is_silent: boolean) => ({ queues, is_silent });

test('a queue is unserved where jobs wait and only silent workers serve it', () => {
  const now = {
    queues: [queue('default', 1), queue('gpu', 2), queue('other', 0)],
    workers: [worker(['default'], false), worker(['gpu'], true)],
  } as unknown as SystemState;
  expect(queuesUnserved(now)).toEqual(['gpu']);
});

test('a kind without a name is shown as it is', () => {
  expect(kindName('brand_new')).toBe('brand_new');
});

test('it looks while the page is seen, at once when one comes back, and not after the end', () => {
  vi.useFakeTimers();
  const seen = vi.spyOn(document, 'visibilityState', 'get');
  const look = vi.fn();
  const stop = everyFew(5, look);
  seen.mockReturnValue('hidden');
  vi.advanceTimersByTime(20_000);
  expect(look).toHaveBeenCalledTimes(0);
  seen.mockReturnValue('visible');
  document.dispatchEvent(new Event('visibilitychange'));
  vi.advanceTimersByTime(5000);
  expect(look).toHaveBeenCalledTimes(2);
  stop();
  vi.advanceTimersByTime(20_000);
  expect(look).toHaveBeenCalledTimes(2);
  seen.mockRestore();
});
