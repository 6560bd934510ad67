import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Annotation } from '../../../src/api/types';
import { answerDigest, EMPTY_ANSWER } from '../../../src/domain/answer';
import { type Draft, draftMake } from '../../../src/state/saving/drafts';
import { Outbox } from '../../../src/state/saving/outbox.svelte';
import type { TabChannel } from '../../../src/state/saving/tabs';
import { DraftsFake } from './draftsFake';
import { ServerFake } from './serverFake';

const ME = 7;
let server: ServerFake;
let drafts: DraftsFake;
let outbox: Outbox;
let isOpenInATab: boolean;
/** What a workbench says that opens beside it. */
let opens: () => void;

function draftOf(fields: Partial<Draft>): Draft {
  return draftMake({
    userId: ME,
    project: 'demo',
    sha256: 'bytes',
    baseRevision: 3,
    answer: { ...EMPTY_ANSWER, note: 'kept' },
    unsaved: true,
    outgoing: null,
    view: { frame: 0, selectedTraceId: null },
    copied: null,
    updatedAt: Date.now(),
    ...fields,
  });
}

/** The only tab, or one beside a workbench that answers. */
function channel(): TabChannel {
  let listener: (event: { data: unknown }) => void = () => {};
  return {
    postMessage: () => isOpenInATab && setTimeout(() => listener({ data: { type: 'busy', tab: 'x' } }), 1),
    addEventListener: (_type, given) => {
      listener = given;
      opens = () => listener({ data: { type: 'ask', tab: 'x', to: '' } });
    },
    close: () => {},
  };
}

async function sweep(): Promise<void> {
  outbox.follow(ME);
  await vi.advanceTimersByTimeAsync(3000);
}

beforeEach(() => {
  vi.useFakeTimers();
  server = new ServerFake();
  vi.stubGlobal('fetch', server.fetch);
  // biome-ignore lint/suspicious/noDocumentCookie: the client reads the token from there.
  document.cookie = 'csrftoken=t';
  drafts = new DraftsFake();
  isOpenInATab = false;
  outbox = new Outbox({ drafts, channel });
});
afterEach(() => {
  outbox.follow(null);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('what an earlier page left on this device', () => {
  it('is sent, with the key that it was sent with before', async () => {
    const answer = { ...EMPTY_ANSWER, note: 'kept' };
    drafts.kept.set('a', draftOf({ outgoing: { answer, baseRevision: 3, key: 'K' } }));
    await sweep();
    expect(server.saves.map(({ key }) => key)).toEqual(['K']);
    expect(server.annotation).toMatchObject({ note: 'kept', revision: 4 });
    expect(drafts.kept.get('a')).toMatchObject({ unsaved: false, baseRevision: 4, outgoing: null });
    expect(outbox.unsent).toEqual([]);
  });

  it('is sent to the newest answer, after the one whose outcome is unknown', async () => {
    const earlier = { ...EMPTY_ANSWER, note: 'earlier' };
    drafts.kept.set('a', draftOf({ outgoing: { answer: earlier, baseRevision: 3, key: 'K' } }));
    await sweep();
    expect(server.saves.map(({ body }) => body.note)).toEqual(['earlier', 'kept']);
    expect(server.annotation).toMatchObject({ note: 'kept', revision: 5 });
  });

  it('is left to the tab that works on it', async () => {
    drafts.kept.set('a', draftOf({}));
    isOpenInATab = true;
    await sweep();
    expect(server.saves).toEqual([]);
    expect(outbox.unsent).toEqual([]);
  });

  it('is left to the tab that opens it while the tabs are asked', async () => {
    const draft = draftOf({});
    drafts.kept.set('a', draft);
    setTimeout(() => opens(), 500);
    await sweep();
    expect(server.saves).toEqual([]);
    expect(outbox.unsent).toEqual([]);
    expect(drafts.kept.get('a')).toEqual(draft);
  });

  it.each([
    ['before it is sent', () => (drafts.beforeSwap = opens), 0],
    ['while it is sent', () => setTimeout(opens, 1200), 1],
  ])('is left to the tab that opens it %s, which sends it with the same key', async (_when, plan, sent) => {
    drafts.kept.set('a', draftOf({}));
    server.latencyMs = 500;
    outbox.follow(ME);
    await vi.advanceTimersByTimeAsync(0);
    plan();
    await vi.advanceTimersByTimeAsync(3000);
    expect(server.saves).toHaveLength(sent);
    expect(outbox.unsent).toEqual([]);
    const kept = drafts.kept.get('a');
    expect(kept).toMatchObject({ unsaved: true, baseRevision: 3, outgoing: { baseRevision: 3 } });
    for (const { key } of server.saves) expect(key).toBe(kept?.outgoing?.key);
  });

  it('of another person is neither sent nor shown', async () => {
    drafts.kept.set('a', draftOf({ userId: ME + 1 }));
    await sweep();
    expect(server.calls).toEqual([]);
    expect(outbox.unsent).toEqual([]);
  });

  it('of unknown owner is sent only where the annotation is mine', async () => {
    drafts.kept.set('a', draftOf({ userId: null }));
    server.annotation = { ...server.annotation, annotator: 'A-1' };
    await sweep();
    expect(server.saves).toEqual([]);
    server.annotation = { ...server.annotation, annotator: 'me' };
    void outbox.sweep();
    await vi.advanceTimersByTimeAsync(3000);
    expect(server.saves).toHaveLength(1);
  });

  it('is sent once the server answers', async () => {
    drafts.kept.set('a', draftOf({}));
    server.fault = 'unplugged';
    await sweep();
    expect(outbox.unsent.map(({ why }) => why)).toEqual(['waiting']);
    server.fault = 'none';
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.annotation.note).toBe('kept');
    expect(outbox.unsent).toEqual([]);
  });

  it('is not sent by a page whose session ended, which asks nobody', async () => {
    drafts.kept.set('a', draftOf({}));
    server.refusal = { status: 401, body: { code: 'not_authenticated' } };
    await sweep();
    expect(outbox.unsent.map(({ why }) => why)).toEqual(['waiting']);
    expect(drafts.kept.get('a')?.unsaved).toBe(true);
  });

  it.each([
    ['conflict', 412, 'stale_revision'],
    ['lease_lost', 409, 'lease_lost'],
    ['moved_on', 409, 'annotation_not_draft'],
    ['refused', 400, 'invalid'],
  ])('is shown and kept when there is: %s', async (why, status, code) => {
    drafts.kept.set('a', draftOf({}));
    const current = { ...server.annotation, note: 'theirs', revision: 9 };
    server.refusal = { status, body: { code, current } };
    await sweep();
    expect(outbox.unsent).toMatchObject([{ annotation: 'a', project: 'demo', why }]);
    expect(drafts.kept.get('a')).toMatchObject({ unsaved: true, answer: { note: 'kept' } });
  });

  it('is left alone when a tab begins to work on it meanwhile', async () => {
    drafts.kept.set('a', draftOf({}));
    drafts.beforeSwap = () => drafts.kept.set('a', draftOf({ updatedAt: Date.now() + 5 }));
    await sweep();
    expect(server.saves).toEqual([]);
    expect(outbox.unsent).toEqual([]);
  });

  it('is forgotten after a month when it only says where one was looking', async () => {
    const monthAgo = Date.now() - 31 * 24 * 3600 * 1000;
    drafts.kept.set('a', draftOf({ unsaved: false, updatedAt: monthAgo }));
    drafts.kept.set('b', draftOf({ unsaved: false }));
    drafts.kept.set('c', draftOf({ unsaved: true, updatedAt: monthAgo }));
    server.refusal = { status: 409, body: { code: 'lease_lost' } };
    await sweep();
    expect([...drafts.kept.keys()]).toEqual(['b', 'c']);
  });
});

it('saves as a copy what cannot be sent, and does not ask for it again', async () => {
  drafts.kept.set('a', draftOf({}));
  server.refusal = { status: 409, body: { code: 'lease_lost' } };
  await sweep();
  const [unsent] = outbox.unsent;
  if (!unsent) throw new Error('nothing unsent');
  await outbox.saveCopy(unsent);
  expect(server.copies).toMatchObject([{ note: 'kept', base_revision: 3 }]);
  expect(drafts.kept.get('a')?.copied?.digest).toBe(answerDigest(unsent.answer));
  outbox.follow(null);
  await sweep();
  expect(outbox.unsent).toEqual([]);
  expect((server.annotation as Annotation).note).toBe('');
});
