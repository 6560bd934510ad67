import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError, offlineError } from '../../src/api/errors';
import type { Settings } from '../../src/api/types';
import { SettingsKeeper, type SettingsServer } from '../../src/state/settings.svelte';

type Fake = SettingsServer & { stored: Settings; puts: Settings[]; failure: unknown };

function serverMake(stored: Settings = {}): Fake {
  const fake: Fake = {
    stored,
    puts: [],
    failure: null,
    get: () => (fake.failure ? Promise.reject(fake.failure) : Promise.resolve({ ...fake.stored })),
    put: (settings) => {
      if (fake.failure) return Promise.reject(fake.failure);
      fake.puts.push(settings);
      fake.stored = structuredClone(settings);
      return Promise.resolve(fake.stored);
    },
  };
  return fake;
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});

afterEach(() => vi.useRealTimers());

test('a change holds at once, and several go to the server in one request', async () => {
  const server = serverMake({ theme: 'dark' });
  const keeper = new SettingsKeeper(server);
  keeper.adopt(7, server.stored);
  keeper.patch({ volume: 0.5 });
  keeper.patch({ reaction_ms: 200 });
  expect(keeper.value).toEqual({ theme: 'dark', volume: 0.5, reaction_ms: 200 });
  await vi.advanceTimersByTimeAsync(2000);
  expect(server.puts).toEqual([{ theme: 'dark', volume: 0.5, reaction_ms: 200 }]);
});

test('what another browser wrote meanwhile is kept, also keys that nobody here knows', async () => {
  const server = serverMake({ theme: 'dark' });
  const keeper = new SettingsKeeper(server);
  keeper.adopt(7, server.stored);
  server.stored = { theme: 'light', from_the_future: { deep: [1, 2] } };
  keeper.patch({ volume: 1 });
  await vi.advanceTimersByTimeAsync(2000);
  expect(server.stored).toEqual({ theme: 'light', from_the_future: { deep: [1, 2] }, volume: 1 });
  expect(keeper.value).toEqual(server.stored);
});

test('a change made while the request is under way goes with the next one', async () => {
  const server = serverMake();
  const keeper = new SettingsKeeper(server);
  keeper.adopt(7, {});
  keeper.patch({ volume: 0.1 });
  const put = server.put;
  const slow: SettingsServer['put'] = async (settings, keepalive) => {
    keeper.patch({ volume: 0.9 });
    Object.assign(server, { put });
    return put(settings, keepalive);
  };
  Object.assign(server, { put: slow });
  await vi.advanceTimersByTimeAsync(5000);
  expect(server.puts.map(({ volume }) => volume)).toEqual([0.1, 0.9]);
  expect(keeper.value.volume).toBe(0.9);
});

test('offline, a change is kept on the device, survives a reload, and is sent later', async () => {
  const server = serverMake({ theme: 'dark' });
  const keeper = new SettingsKeeper(server);
  keeper.adopt(7, server.stored);
  server.failure = offlineError(new Error('network'));
  keeper.patch({ tour_done: true });
  await vi.advanceTimersByTimeAsync(2000);
  expect(server.puts).toEqual([]);

  const reloaded = new SettingsKeeper(server);
  expect(reloaded.value).toEqual({ theme: 'dark', tour_done: true });
  server.failure = null;
  reloaded.adopt(7, { theme: 'dark' });
  expect(reloaded.value.tour_done).toBe(true);
  await vi.advanceTimersByTimeAsync(2000);
  expect(server.stored).toEqual({ theme: 'dark', tour_done: true });
});

test('a removed key is gone here and on the server, also after a reload in between', async () => {
  const server = serverMake({ keys: { submit: ['X'] }, volume: 1 });
  const keeper = new SettingsKeeper(server);
  keeper.adopt(7, server.stored);
  keeper.patch({ keys: undefined });
  expect(keeper.value).toEqual({ volume: 1 });
  const reloaded = new SettingsKeeper(server);
  reloaded.adopt(7, server.stored);
  expect(reloaded.value).toEqual({ volume: 1 });
  await vi.advanceTimersByTimeAsync(2000);
  expect(server.stored).toEqual({ volume: 1 });
});

test('each person on a shared device has their own', () => {
  const keeper = new SettingsKeeper(serverMake());
  keeper.adopt(7, {});
  keeper.patch({ theme: 'light' });
  keeper.adopt(8, { volume: 0 });
  expect(keeper.value).toEqual({ volume: 0 });
});

test('a refused document is not sent over and over, and disturbs nobody', async () => {
  const server = serverMake();
  const put = vi.fn(() => Promise.reject(new ApiError(400, { code: 'invalid' })));
  const keeper = new SettingsKeeper({ ...server, put });
  keeper.adopt(7, {});
  keeper.patch({ volume: 1 });
  await vi.advanceTimersByTimeAsync(600_000);
  expect(put).toHaveBeenCalledTimes(1);
  expect(keeper.value.volume).toBe(1);
});
