import { beforeEach, describe, expect, it } from 'vitest';
import type { TrackBody } from '../../../src/api/aids/tracking';
import type { Job } from '../../../src/api/types';
import {
  type CarryRequest,
  NothingFollowedError,
  proposalOf,
  proposedBox,
  Tracking,
} from '../../../src/pages/workbench/marking/tracking.svelte';

const BOX = { left: 10, top: 20, width: 30, height: 40 };
const REQUEST: CarryRequest = { traceId: 'a', from: 10, to: 40, bbox: BOX, endIsSet: false };

function boxesAt(...frames: number[]): TrackBody['keyframes'] {
  return frames.map((frame) => ({ ...BOX, frame, left: frame }));
}

function jobOf(status: Job['status'], error: Job['error'] = null): Job {
  return { id: 'job', kind: 'track', status, progress: 0.5, error, result: null };
}

describe('a proposal', () => {
  const result = (keyframes: TrackBody['keyframes'], lost_at: number | null = null): TrackBody => ({
    keyframes,
    confidence: 0.9,
    lost_at,
  });

  it('begins with the box that it was started from', () => {
    const proposal = proposalOf(REQUEST, result(boxesAt(10, 25, 40)));
    expect(proposal.keyframes.map(({ frame, left }) => [frame, left])).toEqual([
      [10, 10],
      [25, 25],
      [40, 40],
    ]);
    expect([proposal.first, proposal.last]).toEqual([10, 40]);
  });

  it('ends before a box that was set by hand, and before the frame where it was lost', () => {
    const set = proposalOf({ ...REQUEST, endIsSet: true }, result(boxesAt(25, 40)));
    expect([set.keyframes.length, set.last]).toEqual([2, 25]);
    expect(proposalOf(REQUEST, result(boxesAt(20, 30, 35), 31)).last).toBe(30);
  });

  it('without any box is none', () => {
    expect(() => proposalOf(REQUEST, result([], 11))).toThrow(NothingFollowedError);
  });

  it('has a box on each of its frames and on no other', () => {
    const proposal = proposalOf(REQUEST, result(boxesAt(20)));
    expect(proposedBox(proposal, 15)?.left).toBe(15);
    expect(proposedBox(proposal, 20)?.left).toBe(20);
    expect([proposedBox(proposal, 9), proposedBox(proposal, 21)]).toEqual([null, null]);
  });
});

describe('carrying a box along', () => {
  let finish: (job: Job) => void;
  let step: (job: Job) => void;
  let cancelled: string[];
  let tracking: Tracking;

  beforeEach(() => {
    cancelled = [];
    tracking = new Tracking({
      start: () => Promise.resolve(jobOf('queued')),
      watch: (_, onChange, signal) => {
        step = onChange;
        return new Promise((resolve, reject) => {
          finish = resolve;
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      },
      result: () => Promise.resolve({ keyframes: boxesAt(20, 40), confidence: 0.8, lost_at: null }),
      cancel: (jobId) => {
        cancelled.push(jobId);
        return Promise.resolve();
      },
    });
  });

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }

  it('tells how far it is and ends as a proposal that is taken once', async () => {
    const done = tracking.carry(REQUEST);
    await settle();
    step(jobOf('running'));
    expect(tracking.state).toEqual({ kind: 'running', request: REQUEST, progress: 0.5 });
    finish(jobOf('done'));
    await done;
    expect(tracking.proposal?.last).toBe(40);
    expect(tracking.take()?.keyframes.length).toBe(3);
    expect([tracking.take(), tracking.state.kind]).toEqual([null, 'idle']);
  });

  it('stopped is cancelled on the server too, and leaves nothing behind', async () => {
    const done = tracking.carry(REQUEST);
    await settle();
    expect([tracking.dismiss(), tracking.dismiss()]).toEqual([true, false]);
    await done;
    expect([cancelled, tracking.state.kind]).toEqual([['job'], 'idle']);
  });

  it('started anew drops what ran before', async () => {
    const first = tracking.carry(REQUEST);
    await settle();
    const second = tracking.carry({ ...REQUEST, from: 15 });
    await settle();
    finish(jobOf('done'));
    await Promise.all([first, second]);
    expect(cancelled).toEqual(['job']);
    expect(tracking.proposal?.first).toBe(15);
  });

  it.each(['failed', 'cancelled'] as const)('whose job has %s says so', async (status) => {
    const done = tracking.carry(REQUEST);
    await settle();
    finish(jobOf(status, { code: 'video_not_ready', detail: '' }));
    await done;
    expect(tracking.state.kind === 'failed' && tracking.state.error).toMatchObject({
      code: 'video_not_ready',
    });
    expect(tracking.dismiss()).toBe(true);
  });
});
