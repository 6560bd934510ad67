import { createHash } from 'node:crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import * as client from '../../../src/api/client';
import { ApiError, offlineError } from '../../../src/api/errors';
import { again, offsetsOf, partsForget, partsUpload } from '../../../src/api/files/parts';
import * as sending from '../../../src/api/files/sending';

vi.mock('../../../src/api/client', async (original) => ({
  ...(await original<typeof client>()),
  getAll: vi.fn(),
  get: vi.fn(),
  post: vi.fn(),
  remove: vi.fn(),
}));
vi.mock('../../../src/api/files/sending', () => ({
  sendBytes: vi.fn(),
  sendElsewhere: vi.fn(),
  upload: vi.fn(),
}));

const PART = 4;
const content = 'abcdefghij';
const file = new File([content], 'a.mp4');
const row = { id: 'u', project: 'p', name: 'a.mp4', byte_size: 10, part_bytes: PART, direct: false };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const sentTo = (): string[] =>
  vi
    .mocked(sending.sendBytes)
    .mock.calls.map(([path]) => path)
    .sort();

beforeEach(() => {
  vi.resetAllMocks();
  vi.mocked(client.getAll).mockResolvedValue([]);
  vi.mocked(client.post).mockImplementation((async (path: string) =>
    path === 'uploads/' ? { ...row, parts: [] } : { id: 'v' }) as never);
});

test('a part begins every part_bytes', () => {
  expect(offsetsOf(row)).toEqual([0, 4, 8]);
});

test('all parts are sent, then the upload is completed', async () => {
  const told: number[] = [];
  const made = await partsUpload('p', file, {}, { onProgress: (sent) => told.push(sent) });
  expect(made).toEqual({ id: 'v' });
  expect(sentTo()).toEqual(['uploads/u/parts/0/', 'uploads/u/parts/4/', 'uploads/u/parts/8/']);
  expect(told.at(-1)).toBe(10);
});

test('an upload of this very file goes on with what is missing', async () => {
  vi.mocked(client.getAll).mockResolvedValue([row]);
  vi.mocked(client.get).mockResolvedValue({ ...row, parts: [{ offset: 4, sha256: sha256('efgh') }] });
  const onName = vi.fn();
  await partsUpload('p', file, {}, { onName });
  expect(onName).toHaveBeenCalledExactlyOnceWith('u');
  expect(sentTo()).toEqual(['uploads/u/parts/0/', 'uploads/u/parts/8/']);
  expect(vi.mocked(client.post).mock.calls.map(([path]) => path)).toEqual(['uploads/u/complete/']);
});

test('an upload of another file with this name is left alone', async () => {
  vi.mocked(client.getAll).mockResolvedValue([row]);
  vi.mocked(client.get).mockResolvedValue({ ...row, parts: [{ offset: 4, sha256: sha256('EFGH') }] });
  await partsUpload('p', file, {});
  expect(sentTo()).toHaveLength(3);
});

test('a line that is away is waited for; a refusal is not', async () => {
  vi.useFakeTimers();
  const run = vi.fn().mockRejectedValueOnce(offlineError(null)).mockResolvedValueOnce('done');
  const onWait = vi.fn();
  const waited = again(run, { onWait });
  await vi.runAllTimersAsync();
  expect(await waited).toBe('done');
  expect(onWait).toHaveBeenCalledOnce();
  vi.useRealTimers();
  await expect(again(() => Promise.reject(new ApiError(404, {})))).rejects.toThrow();
});

test('an upload that is given up is removed, and one that is gone already is no error', async () => {
  vi.mocked(client.remove).mockRejectedValueOnce(new ApiError(404, {}));
  await partsForget('u');
  expect(client.remove).toHaveBeenCalledExactlyOnceWith('uploads/u/');
});
