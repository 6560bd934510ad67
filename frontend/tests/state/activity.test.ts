import 'fake-indexeddb/auto';
import { clear } from 'idb-keyval';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActivitySlice } from '../../src/api/activity';
import { ApiError, offlineError } from '../../src/api/errors';
import type { Trace } from '../../src/domain/trace';
import { Activity } from '../../src/state/activity';
import { ActivityOutbox } from '../../src/state/activityOutbox';

const trace = (id: string): Trace => ({ id }) as Trace;

describe('what counts as work', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') }));
  afterEach(() => void vi.useRealTimers());

  function activityMake(own = true) {
    const slices: ActivitySlice[] = [];
    const outbox = {
      add: vi.fn(async (_: string, slice: ActivitySlice) => void slices.push(slice)),
      flush: vi.fn(async () => {}),
      flushOnLeaving: vi.fn(),
    };
    return { activity: new Activity({ annotationId: 'a', own, outbox }), outbox, slices };
  }

  it('is the time between two actions, up to a hundred seconds', () => {
    const { activity, slices } = activityMake();
    activity.action('keyboard');
    vi.advanceTimersByTime(10_000);
    activity.action('pointer');
    activity.close();
    expect(slices).toMatchObject([
      { started_at: '2026-01-01T00:00:00.000Z', active_ms: 10_000, keyboard: 1, pointer: 1 },
    ]);
  });

  it('is not a longer gap', () => {
    const { activity, slices } = activityMake();
    activity.action('keyboard');
    vi.advanceTimersByTime(100_001);
    activity.action('keyboard');
    vi.advanceTimersByTime(5_000);
    activity.close();
    expect(slices.reduce((sum, { active_ms }) => sum + active_ms, 0)).toBe(5_000);
  });

  it('is not the time while the page is hidden', () => {
    const { activity, outbox, slices } = activityMake();
    activity.action('keyboard');
    vi.advanceTimersByTime(2_000);
    activity.hide();
    expect(outbox.flushOnLeaving).toHaveBeenCalledWith('a');
    vi.advanceTimersByTime(20_000);
    activity.alive();
    vi.advanceTimersByTime(1_000);
    activity.close();
    expect(slices.map(({ active_ms }) => active_ms)).toEqual([2_000, 1_000]);
  });

  it('goes out every half minute, and not at all when nothing was done', () => {
    const { activity, outbox, slices } = activityMake();
    vi.advanceTimersByTime(60_000);
    expect(slices).toEqual([]);
    activity.aid('loupe');
    activity.aid('loupe');
    vi.advanceTimersByTime(30_000);
    expect(slices).toMatchObject([{ aids: { loupe: 2 } }]);
    expect(outbox.flush).toHaveBeenCalled();
    activity.close();
    vi.advanceTimersByTime(120_000);
    expect(slices).toHaveLength(2);
  });

  it("is nothing on somebody else's annotation", () => {
    const { activity, slices } = activityMake(false);
    activity.action('keyboard');
    activity.close();
    expect(slices).toEqual([]);
  });

  it('counts an edit for each trace that was changed, made or deleted', () => {
    const { activity, slices } = activityMake();
    const [kept, changed, deleted] = [trace('kept'), trace('changed'), trace('deleted')];
    activity.edited([kept, changed, deleted], [kept, trace('changed'), trace('made')]);
    activity.close();
    expect(slices[0]?.edits).toEqual({ changed: 1, deleted: 1, made: 1 });
  });
});

describe('what waits for the server', () => {
  beforeEach(() => clear());

  const slice = (id: string): ActivitySlice => ({
    id,
    started_at: '2026-01-01T00:00:00.000Z',
    active_ms: 1,
    keyboard: 0,
    pointer: 0,
    edits: {},
    aids: {},
  });
  const sentIds = (send: ReturnType<typeof vi.fn>) =>
    send.mock.calls.map(([annotation, slices]) => [annotation, slices.map(({ id }: ActivitySlice) => id)]);

  it('goes once', async () => {
    const send = vi.fn(async () => null);
    const outbox = new ActivityOutbox(send);
    await outbox.add('a', slice('1'));
    await outbox.flush();
    await outbox.flush();
    expect(sentIds(send)).toEqual([['a', ['1']]]);
  });

  it('is kept on the device while the server is away, and sent by the next page', async () => {
    const failing = vi.fn(async () => Promise.reject(offlineError(new Error('network'))));
    const before = new ActivityOutbox(failing);
    await before.add('a', slice('1'));
    await before.flush();
    await before.add('a', slice('2'));
    const send = vi.fn(async () => null);
    await new ActivityOutbox(send).flush();
    expect(sentIds(send)).toEqual([['a', ['1', '2']]]);
  });

  it.each([401, 429, 500, 503])('is kept after a %d', async (status) => {
    const outbox = new ActivityOutbox(vi.fn(async () => Promise.reject(new ApiError(status, {}))));
    await outbox.add('a', slice('1'));
    await outbox.flush();
    const send = vi.fn(async () => null);
    await new ActivityOutbox(send).flush();
    expect(send).toHaveBeenCalledOnce();
  });

  it.each([400, 403, 404])('is forgotten after a %d: the server will never want it', async (status) => {
    const outbox = new ActivityOutbox(vi.fn(async () => Promise.reject(new ApiError(status, {}))));
    await outbox.add('a', slice('1'));
    await outbox.flush();
    const send = vi.fn(async () => null);
    await new ActivityOutbox(send).flush();
    expect(send).not.toHaveBeenCalled();
  });

  it('leaves with the page in a request that outlives it', async () => {
    const send = vi.fn(async () => null);
    const outbox = new ActivityOutbox(send);
    await outbox.add('a', slice('1'));
    outbox.flushOnLeaving('a');
    expect(send).toHaveBeenCalledWith('a', [slice('1')], true);
  });
});
