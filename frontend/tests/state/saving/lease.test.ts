import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Lease, type LeaseOutcome } from '../../../src/state/saving/lease';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function leaseMake(outcome: () => LeaseOutcome) {
  const beat = vi.fn(async () => outcome());
  const onLost = vi.fn();
  return { lease: new Lease({ leaseSeconds: 900, beat, onLost }), beat, onLost };
}

it('renews at a third of its length', async () => {
  const { beat, lease } = leaseMake(() => 'kept');
  await vi.advanceTimersByTimeAsync(299_000);
  expect(beat).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(602_000);
  expect(beat).toHaveBeenCalledTimes(3);
  lease.close();
  await vi.advanceTimersByTimeAsync(900_000);
  expect(beat).toHaveBeenCalledTimes(3);
});

it('is lost once and for all when the server says so', async () => {
  const { beat, onLost } = leaseMake(() => 'lost');
  await vi.advanceTimersByTimeAsync(2_000_000);
  expect(beat).toHaveBeenCalledOnce();
  expect(onLost).toHaveBeenCalledOnce();
});

it('is tried again soon, not lost, while the network is away', async () => {
  const { beat, onLost } = leaseMake(() => 'unreachable');
  await vi.advanceTimersByTimeAsync(330_500);
  expect(beat).toHaveBeenCalledTimes(4);
  expect(onLost).not.toHaveBeenCalled();
});
