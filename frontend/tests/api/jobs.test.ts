import { afterEach, expect, test, vi } from 'vitest';
import { jobWatch } from '../../src/api/jobs';
import type { Job } from '../../src/api/types';

const job = (status: Job['status'], progress: number): Job => ({
  id: 'j',
  kind: 'ingest',
  status,
  progress,
  error: null,
  result: null,
});

function answers(...jobs: Job[]): void {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(jobs.shift()))));
}

afterEach(() => vi.unstubAllGlobals());

test('it tells each answer and resolves to the last', async () => {
  answers(job('queued', 0), job('running', 0.5), job('done', 1));
  const seen: number[] = [];
  const last = await jobWatch('j', ({ progress }) => seen.push(progress), new AbortController().signal, 1);
  expect(seen).toEqual([0, 0.5, 1]);
  expect(last.status).toBe('done');
});

test('it ends with a failed job too', async () => {
  answers(job('failed', 0.2));
  expect((await jobWatch('j', () => undefined, new AbortController().signal, 1)).status).toBe('failed');
});

test('it stops when the page is left', async () => {
  answers(job('running', 0), job('running', 0));
  const leaving = new AbortController();
  const watching = jobWatch('j', () => queueMicrotask(() => leaving.abort()), leaving.signal, 10_000);
  await expect(watching).rejects.toMatchObject({ name: 'AbortError' });
});
