import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Page } from '../../src/api/types';
import { Loadable, Pager } from '../../src/shell/loading.svelte';

const page = (results: number[], next: string | null = null): Page<number> => ({
  results,
  next,
  previous: null,
});
const settled = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => vi.unstubAllGlobals());

describe('one thing', () => {
  test('it is loading, then there', async () => {
    const thing = new Loadable(() => Promise.resolve(7));
    expect(thing.loading).toBe(true);
    await settled();
    expect([thing.loading, thing.value]).toEqual([false, 7]);
  });

  test('a failure can be tried again', async () => {
    const fetch = vi.fn().mockRejectedValueOnce(new Error('no')).mockResolvedValue(7);
    const thing = new Loadable<number>(fetch);
    await settled();
    expect(thing.error).toBeInstanceOf(Error);
    thing.retry();
    await settled();
    expect([thing.error, thing.value]).toEqual([null, 7]);
  });

  test('a slow early answer does not replace a later one', async () => {
    const answers: ((value: number) => void)[] = [];
    const thing = new Loadable<number>(() => new Promise((resolve) => answers.push(resolve)));
    void thing.reload();
    answers[1]?.(2);
    await settled();
    answers[0]?.(1);
    await settled();
    expect(thing.value).toBe(2);
  });
});

describe('a list by pages', () => {
  test('more is added at the end, until there is no more', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(page([3])))));
    const pager = new Pager(() => Promise.resolve(page([1, 2], '/api/v1/x/?cursor=c')));
    await settled();
    expect(pager.hasMore).toBe(true);
    await pager.more();
    expect(pager.rows).toEqual([1, 2, 3]);
    expect(pager.hasMore).toBe(false);
  });

  test('what failed to load further leaves the rows', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
    const pager = new Pager(() => Promise.resolve(page([1], '/api/v1/x/?cursor=c')));
    await settled();
    await pager.more();
    expect(pager.rows).toEqual([1]);
    expect(pager.moreError).toMatchObject({ code: 'offline' });
  });

  test('another filter drops the old rows at once', async () => {
    const pager = new Pager(() => Promise.resolve(page([1])));
    await settled();
    pager.restart(() => Promise.resolve(page([9])));
    expect([pager.rows, pager.loading]).toEqual([[], true]);
    await settled();
    expect(pager.rows).toEqual([9]);
  });
});
