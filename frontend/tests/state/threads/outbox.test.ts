import { beforeEach, expect, test } from 'vitest';
import { ApiError, offlineError } from '../../../src/api/errors';
import { type Sending, ThreadOutbox, threadDrafts } from '../../../src/state/threads/outbox';

const ME = 7;

function sending(id: string, fields: Partial<Sending> = {}): Sending {
  return {
    id,
    userId: ME,
    thread: 't',
    pin: null,
    text: 'Yes.',
    at: '2026-01-01T00:00:00Z',
    refused: null,
    ...fields,
  };
}

type Server = { failure: unknown; got: string[]; deliver: (sent: Sending) => Promise<void> };

function serverMake(): Server {
  const server: Server = {
    failure: null,
    got: [],
    deliver: ({ id }) => {
      if (server.failure) return Promise.reject(server.failure);
      server.got.push(id);
      return Promise.resolve();
    },
  };
  return server;
}

beforeEach(() => localStorage.clear());

test('what is written offline outlives the page and arrives once, in order', async () => {
  const server = serverMake();
  server.failure = offlineError(new Error('cable'));
  const before = new ThreadOutbox(server.deliver);
  before.add(sending('a'));
  before.add(sending('b'));
  expect(await before.flush(ME)).toBe(false);
  server.failure = null;
  const after = new ThreadOutbox(server.deliver);
  expect(after.list(ME).map(({ id }) => id)).toEqual(['a', 'b']);
  expect(await after.flush(ME)).toBe(true);
  expect(server.got).toEqual(['a', 'b']);
  expect(after.list(ME)).toEqual([]);
  expect(await after.flush(ME)).toBe(false);
});

test('what the server refuses stays with the reason, and holds nothing else up', async () => {
  const server = serverMake();
  server.failure = new ApiError(409, { code: 'thread_full', detail: 'At most 500.' });
  const outbox = new ThreadOutbox(server.deliver);
  outbox.add(sending('a'));
  await outbox.flush(ME);
  server.failure = null;
  outbox.add(sending('b'));
  await outbox.flush(ME);
  expect(server.got).toEqual(['b']);
  expect(outbox.list(ME)).toEqual([sending('a', { refused: 'At most 500.' })]);
  outbox.remove('a');
  expect(outbox.list(ME)).toEqual([]);
});

test.each([401, 429, 500, 503])('after a %i it is tried again', async (status) => {
  const server = serverMake();
  server.failure = new ApiError(status, {});
  const outbox = new ThreadOutbox(server.deliver);
  outbox.add(sending('a'));
  await outbox.flush(ME);
  expect(outbox.list(ME)[0]?.refused).toBeNull();
});

test("nobody sends or sees another person's texts on the same device", async () => {
  const server = serverMake();
  const outbox = new ThreadOutbox(server.deliver);
  outbox.add(sending('a', { userId: 8 }));
  await outbox.flush(ME);
  expect(server.got).toEqual([]);
  expect(outbox.list(ME)).toEqual([]);
  threadDrafts.keep(8, 't', 'secret');
  expect(threadDrafts.get(ME, 't')).toBe('');
});

test('a device that keeps nothing, or holds rubbish, loses nothing of this page', async () => {
  const broken = {
    getItem: () => '{"not": "a list"',
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
    removeItem: () => undefined,
  };
  const server = serverMake();
  const outbox = new ThreadOutbox(server.deliver, broken);
  outbox.add(sending('a'));
  expect(outbox.list(ME)).toHaveLength(1);
  await outbox.flush(ME);
  expect(server.got).toEqual(['a']);
  localStorage.setItem('deeptrace.threads.sending', '[{"id": 5}, null, "x"]');
  expect(new ThreadOutbox(server.deliver).list(ME)).toEqual([]);
});

test('listeners hear of every change until they leave', () => {
  const outbox = new ThreadOutbox(serverMake().deliver);
  let heard = 0;
  const stop = outbox.onchange(() => {
    heard += 1;
  });
  outbox.add(sending('a'));
  outbox.remove('a');
  stop();
  outbox.add(sending('b'));
  expect(heard).toBe(2);
});

test('a draft is kept for its place and goes when it is empty', () => {
  threadDrafts.keep(ME, 'new.v', 'half a');
  expect(threadDrafts.get(ME, 'new.v')).toBe('half a');
  threadDrafts.keep(ME, 'new.v', '  ');
  expect(localStorage.length).toBe(0);
});
