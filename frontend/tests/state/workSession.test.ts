import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Annotation, Project, Video } from '../../src/api/types';
import { EMPTY_ANSWER } from '../../src/domain/answer';
import { editNote, editTraceAdd } from '../../src/state/edits';
import type { Opened } from '../../src/state/opening';
import { type Draft, draftMake } from '../../src/state/saving/drafts';
import { WorkSession } from '../../src/state/workSession.svelte';
import { DraftsFake } from './saving/draftsFake';

const BOX = { left: 1, top: 2, width: 3, height: 4 };
const SETTLED_MS = 3000;
const ME = 7;

type Reply = { status: number; body: unknown };
type Call = { method: string; path: string; ifMatch: string | null; body: Partial<Annotation> };

let annotation: Annotation;
let calls: Call[];
let reply: (call: Call) => Reply;
let drafts: DraftsFake;
let session: WorkSession;

function save({ body, path }: Call): Reply {
  if (path.endsWith('copies/')) return { status: 201, body: { id: 'c', made_at: '2026-01-01T10:00:00Z' } };
  annotation = { ...annotation, ...body, revision: annotation.revision + 1, status: 'draft' };
  return { status: 200, body: annotation };
}

async function fetchFake(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  const call = {
    method: init.method ?? 'GET',
    path: String(url).replace('/api/v1/', ''),
    ifMatch: headers.get('If-Match'),
    body: init.body ? JSON.parse(String(init.body)) : {},
  };
  if (call.method === 'GET') return new Response(JSON.stringify(annotation));
  calls.push(call);
  const { status, body } = reply(call);
  return new Response(JSON.stringify(body), { status });
}

function opened(): Opened {
  return {
    annotation,
    video: { id: 'v', sha256: 'bytes' } as Video,
    table: { timeBase: [1, 24], pts: [0], endPts: 1, keyFrames: [0], frameCount: 1 },
    project: { slug: 'demo', lease_seconds: 900 } as Project,
  };
}

function draftOf(fields: Partial<Draft>): Draft {
  return draftMake({
    userId: ME,
    project: 'demo',
    copied: null,
    sha256: 'bytes',
    baseRevision: 3,
    answer: { ...EMPTY_ANSWER, note: 'kept' },
    unsaved: true,
    outgoing: null,
    view: { frame: 35, selectedTraceId: null },
    updatedAt: 1,
    ...fields,
  });
}

async function open(): Promise<void> {
  session = new WorkSession(opened(), { userId: ME, drafts });
  await vi.advanceTimersByTimeAsync(500);
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', fetchFake);
  // biome-ignore lint/suspicious/noDocumentCookie: the client reads the token from there.
  document.cookie = 'csrftoken=t';
  drafts = new DraftsFake();
  calls = [];
  reply = save;
  annotation = {
    id: 'a',
    video: 'v',
    project: 'demo',
    assignment: 'as',
    annotator: 'me',
    status: 'draft',
    revision: 3,
    verdict: null,
    note: '',
    submitted_at: null,
    traces: [],
  };
});
afterEach(() => {
  session.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('opening', () => {
  it("starts with the server's answer and can be edited", async () => {
    await open();
    expect(session.hindrance).toBeNull();
    session.store.update(editNote('hello'));
    expect(drafts.kept.get('a')?.answer.note).toBe('hello');
    await vi.advanceTimersByTimeAsync(SETTLED_MS);
    expect(calls).toMatchObject([{ method: 'PUT', path: 'annotations/a/', ifMatch: '"3"' }]);
    expect(session.save.kind).toBe('saved');
  });

  it('brings back what this device kept, where it was, and saves it', async () => {
    drafts.kept.set('a', draftOf({}));
    await open();
    expect(session.store.answer.note).toBe('kept');
    expect(session.view).toEqual({ frame: 35, selectedTraceId: null });
    await vi.advanceTimersByTimeAsync(SETTLED_MS);
    expect(annotation.note).toBe('kept');
  });

  it("takes the server's answer where nothing was left unsaved", async () => {
    drafts.kept.set('a', draftOf({ unsaved: false }));
    await open();
    expect(session.store.answer.note).toBe('');
    expect(session.view?.frame).toBe(35);
  });

  it('shows what this device kept where that is newer than what the server said', async () => {
    annotation = { ...annotation, editable: false };
    drafts.kept.set('a', draftOf({ unsaved: false, baseRevision: 4 }));
    await open();
    expect(session.hindrance).toBe('lease_lost');
    expect(session.store.answer.note).toBe('kept');
  });

  it('keeps the selection of an edit together with the edit', async () => {
    await open();
    session.store.update(editTraceAdd('t', 0, BOX));
    expect(drafts.kept.get('a')?.view.selectedTraceId).toBe('t');
  });

  it('leaves a draft of other bytes alone', async () => {
    drafts.kept.set('a', draftOf({ sha256: 'other' }));
    await open();
    expect(session.store.answer.note).toBe('');
  });

  it("leaves another person's draft alone", async () => {
    drafts.kept.set('a', draftOf({ userId: ME + 1 }));
    await open();
    expect(session.store.answer.note).toBe('');
    expect(await session.keptView()).toBeNull();
  });

  it('is read-only for everybody but the annotator', async () => {
    annotation = { ...annotation, annotator: 'A-1', status: 'submitted' };
    await open();
    expect(session.hindrance).toBe('not_mine');
    expect(session.store.update(editNote('x'))).toBe(false);
  });

  it('is read-only once handed in, and shows what was left on this device', async () => {
    annotation = { ...annotation, status: 'submitted' };
    drafts.kept.set('a', draftOf({}));
    await open();
    expect(session.hindrance).toBe('status');
    expect(session.stranded?.note).toBe('kept');
    expect(session.store.answer.note).toBe('');
  });
});

describe('a conflict', () => {
  let theirs: Annotation;

  async function conflictOpen(): Promise<void> {
    await open();
    theirs = { ...annotation, note: 'theirs', revision: 8 };
    reply = () => ({ status: 412, body: { code: 'stale_revision', current: theirs } });
    session.store.update(editNote('mine'));
    await vi.advanceTimersByTimeAsync(SETTLED_MS);
    expect(session.save.kind).toBe('conflict');
    annotation = theirs;
    reply = save;
    calls = [];
  }

  const copies = () =>
    calls.filter(({ path }) => path === 'annotations/a/copies/').map(({ body }) => body.note);

  it('overwrites nothing; taking theirs keeps mine as a copy, one undo away', async () => {
    await conflictOpen();
    await session.takeTheirs();
    expect(copies()).toEqual(['mine']);
    expect(session.store.answer.note).toBe('theirs');
    session.store.undo();
    await vi.advanceTimersByTimeAsync(SETTLED_MS);
    expect(annotation).toMatchObject({ note: 'mine', revision: 9 });
  });

  it('keeps theirs as a copy before mine is put over it', async () => {
    await conflictOpen();
    await session.keepMine();
    await vi.advanceTimersByTimeAsync(SETTLED_MS);
    expect(calls.map(({ method }) => method)).toEqual(['POST', 'PUT']);
    expect(copies()).toEqual(['theirs']);
    expect(annotation).toMatchObject({ note: 'mine', revision: 9 });
  });

  it('may end in a version made from both, which are kept as copies', async () => {
    await conflictOpen();
    await session.takeCombined({ ...session.store.answer, note: 'both' });
    await vi.advanceTimersByTimeAsync(SETTLED_MS);
    expect(copies()).toEqual(['mine', 'theirs']);
    expect(annotation).toMatchObject({ note: 'both', revision: 9 });
    session.store.undo();
    expect(session.store.answer.note).toBe('mine');
  });

  it('stays open when the copy cannot be made', async () => {
    await conflictOpen();
    reply = () => ({ status: 503, body: {} });
    await expect(session.keepMine()).rejects.toMatchObject({ status: 503 });
    expect(session.save.kind).toBe('conflict');
    expect(annotation.note).toBe('theirs');
  });
});

describe('a lost lease', () => {
  it('ends editing and keeps the work readable', async () => {
    await open();
    reply = () => ({ status: 409, body: { code: 'lease_lost' } });
    session.store.update(editTraceAdd('t', 0, BOX));
    await vi.advanceTimersByTimeAsync(SETTLED_MS);
    expect(session.leaseLost).toBe(true);
    expect(session.hindrance).toBe('lease_lost');
    expect(session.store.answer.traces).toHaveLength(1);
    expect(drafts.kept.get('a')?.unsaved).toBe(true);
    expect(session.hasUnsent).toBe(true);
  });

  it('lets the work be saved as a copy, and knows so when it is opened again', async () => {
    annotation = { ...annotation, editable: false };
    drafts.kept.set('a', draftOf({}));
    await open();
    expect([session.leaseLost, session.hasUnsent, session.copy.kind]).toEqual([true, true, 'none']);
    reply = () => ({ status: 500, body: {} });
    await session.saveCopy();
    expect(session.copy.kind).toBe('failed');
    reply = save;
    await session.saveCopy();
    expect(session.copy.kind).toBe('saved');
    expect(calls.at(-1)).toMatchObject({
      path: 'annotations/a/copies/',
      body: { note: 'kept', base_revision: 3 },
    });
    session.close();
    await open();
    expect(session.store.answer.note).toBe('kept');
    expect(session.copy.kind).toBe('saved');
  });

  it('has nothing unsent where everything was saved before', async () => {
    annotation = { ...annotation, editable: false };
    await open();
    expect([session.leaseLost, session.hasUnsent]).toEqual([true, false]);
  });

  it('is noticed by the heartbeat, a third of the lease after opening', async () => {
    await open();
    reply = () => ({ status: 409, body: { code: 'lease_lost' } });
    await vi.advanceTimersByTimeAsync(301_000);
    expect(calls.map(({ path }) => path)).toEqual(['assignments/as/heartbeat/']);
    expect(session.leaseLost).toBe(true);
  });
});

it('turns returned work into a draft with the first edit', async () => {
  annotation = { ...annotation, status: 'returned' };
  await open();
  session.store.update(editNote('better'));
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  expect(session.annotation.status).toBe('draft');
});

it('hands in what is saved and forgets the draft', async () => {
  await open();
  session.store.update(editNote('done'));
  expect(await session.flush()).toBe(true);
  reply = () => ({ status: 200, body: { ...annotation, status: 'submitted' } });
  await session.submit();
  expect(calls.at(-1)).toMatchObject({ path: 'annotations/a/submit/', ifMatch: '"4"' });
  expect(session.hindrance).toBe('status');
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  expect(drafts.kept.has('a')).toBe(false);
});
