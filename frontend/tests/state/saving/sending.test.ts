import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onSignInNeeded } from '../../../src/api/client';
import { EMPTY_ANSWER } from '../../../src/domain/answer';
import { answerSend, answerSubmit } from '../../../src/state/saving/sending';
import { ServerFake } from './serverFake';

const OUTGOING = { answer: { ...EMPTY_ANSWER, note: 'mine' }, baseRevision: 3, key: 'K' };
let server: ServerFake;

beforeEach(() => {
  vi.useFakeTimers();
  server = new ServerFake();
  vi.stubGlobal('fetch', server.fetch);
  // biome-ignore lint/suspicious/noDocumentCookie: the client reads the token from there.
  document.cookie = 'csrftoken=t';
});
afterEach(() => {
  onSignInNeeded(null);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a save', () => {
  it('arrives', async () => {
    const { outcome, saved } = await answerSend('a', OUTGOING, { userId: 7, asks: true });
    expect(outcome).toEqual({ kind: 'saved', revision: 4 });
    expect(saved?.note).toBe('mine');
  });

  it('is not lost on the account of somebody else who signed in: the owner is asked back', async () => {
    server.me = 8;
    server.refusal = { status: 404, body: { code: 'not_found' } };
    onSignInNeeded(async () => {
      server.me = 7;
      server.refusal = null;
      return true;
    });
    const { outcome } = await answerSend('a', OUTGOING, { userId: 7, asks: true });
    expect(outcome).toEqual({ kind: 'saved', revision: 4 });
  });

  it('waits for its owner where the question is refused or may not be asked', async () => {
    server.me = 8;
    server.refusal = { status: 403, body: { code: 'not_yours' } };
    onSignInNeeded(async () => false);
    const asked = await answerSend('a', OUTGOING, { userId: 7, asks: true });
    const silent = await answerSend('a', OUTGOING, { userId: 7, asks: false });
    expect([asked.outcome.kind, silent.outcome.kind]).toEqual(['signed_out', 'signed_out']);
  });

  it('that the owner may not make is refused for good', async () => {
    server.refusal = { status: 404, body: { code: 'not_found' } };
    const { outcome } = await answerSend('a', OUTGOING, { userId: 7, asks: true });
    expect(outcome).toMatchObject({ kind: 'refused', final: true });
  });
});

describe('handing in', () => {
  const submit = async (waits: number[] = []) => {
    const done = answerSubmit(server.annotation, server.annotation.revision, EMPTY_ANSWER, () =>
      waits.push(1),
    );
    done.catch(() => {});
    await vi.advanceTimersByTimeAsync(60_000);
    return done;
  };

  it('happens once although the answer got lost in a restart', async () => {
    const waits: number[] = [];
    server.fault = 'answer_lost';
    setTimeout(() => {
      server.fault = 'none';
    }, 800);
    expect((await submit(waits)).status).toBe('submitted');
    expect(server.annotation.revision).toBe(4);
    expect(waits.length).toBeGreaterThan(0);
  });

  it('that already happened, from another page, is one', async () => {
    server.annotation = { ...server.annotation, status: 'submitted', revision: 4 };
    expect((await submit()).status).toBe('submitted');
    expect(server.annotation.revision).toBe(4);
  });

  it('of an answer that reads differently is refused', async () => {
    server.annotation = { ...server.annotation, status: 'submitted', note: 'other' };
    await expect(submit()).rejects.toMatchObject({ code: 'annotation_not_draft' });
  });

  it('is given up when the server stays away, with everything as it was', async () => {
    server.fault = 'unplugged';
    await expect(submit()).rejects.toMatchObject({ code: 'offline' });
    expect(server.annotation.status).toBe('draft');
  });
});
