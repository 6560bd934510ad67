import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Answer, EMPTY_ANSWER } from '../../../src/domain/answer';
import {
  Autosave,
  LONGEST_WAIT_MS,
  QUIET_MS,
  type SaveOutcome,
  type Unsaved,
} from '../../../src/state/saving/autosave';
import type { Outgoing } from '../../../src/state/saving/drafts';

const noted = (note: string): Answer => ({ ...EMPTY_ANSWER, note });

/** A server that holds one annotation, answers keys it knows with their first answer, and can be unplugged. */
class Server {
  revision = 3;
  answer: Answer = EMPTY_ANSWER;
  received: Outgoing[] = [];
  fault: 'none' | 'unplugged' | 'answer_lost' | 'signed_out' = 'none';
  /** Whether somebody answers the question to sign in again, which a keepalive request does not raise. */
  signsIn = false;
  refusal: SaveOutcome | null = null;
  readonly #replies = new Map<string, SaveOutcome>();

  put = async (outgoing: Outgoing, keepalive: boolean): Promise<SaveOutcome> => {
    if (this.fault === 'unplugged') return { kind: 'unreachable' };
    if (this.fault === 'signed_out' && (keepalive || !this.signsIn)) return { kind: 'signed_out' };
    this.received.push(outgoing);
    const reply = this.#replies.get(outgoing.key) ?? this.refusal ?? this.#apply(outgoing);
    this.#replies.set(outgoing.key, reply);
    return this.fault === 'answer_lost' ? { kind: 'unreachable' } : reply;
  };

  #apply(outgoing: Outgoing): SaveOutcome {
    if (outgoing.baseRevision !== this.revision) {
      return { kind: 'conflict', revision: this.revision, theirs: this.answer };
    }
    this.answer = outgoing.answer;
    this.revision += 1;
    return { kind: 'saved', revision: this.revision };
  }
}

let server: Server;
let kept: Unsaved[];
let keys: number;

function autosaveMake(start: Partial<Unsaved & { savedAt: number }> = {}): Autosave {
  return new Autosave(
    {
      put: server.put,
      keep: (unsaved) => void kept.push(unsaved),
      makeKey: () => `key-${keys++}`,
      now: () => Date.now(),
      onState: () => {},
    },
    { answer: EMPTY_ANSWER, baseRevision: 3, unsaved: false, outgoing: null, savedAt: null, ...start },
  );
}

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  kept = [];
  keys = 1;
});
afterEach(() => vi.useRealTimers());

describe('a revision that the server made of the saved answer', () => {
  it('is what the next save is based on', async () => {
    const autosave = autosaveMake();
    server.revision = 4;
    autosave.rebase(4);
    autosave.edit(noted('second pass'));
    expect(await autosave.flush()).toBe(true);
    expect(server.received.map(({ baseRevision }) => baseRevision)).toEqual([4]);
    expect(kept[0]?.baseRevision).toBe(4);
  });
});

describe('an edit', () => {
  it('is kept on the device at once and on the server within two seconds', async () => {
    const autosave = autosaveMake();
    autosave.edit(noted('a'));
    expect(kept.at(-1)).toMatchObject({ answer: noted('a'), unsaved: true });
    expect(autosave.state.kind).toBe('saving');
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.answer.note).toBe('a');
    expect(autosave.state.kind).toBe('saved');
    expect(kept.at(-1)).toMatchObject({ unsaved: false, baseRevision: 4, outgoing: null });
  });

  it('that is taken back before it was sent leaves nothing to save', async () => {
    const autosave = autosaveMake({ savedAt: 5 });
    autosave.edit(noted('a'));
    autosave.edit(EMPTY_ANSWER);
    expect(autosave.state).toEqual({ kind: 'saved', at: 5 });
    await vi.advanceTimersByTimeAsync(5000);
    expect(server.received).toEqual([]);
    autosave.edit(noted('b'));
    await vi.advanceTimersByTimeAsync(2000);
    expect([server.answer.note, autosave.state.kind]).toEqual(['b', 'saved']);
  });

  it('reaches the server only after the device has it, but does not wait for a broken one', async () => {
    let keepDone = () => {};
    const autosave = new Autosave(
      {
        put: server.put,
        keep: () => new Promise<void>((resolve) => (keepDone = resolve)),
        makeKey: () => `key-${keys++}`,
        now: () => Date.now(),
        onState: () => {},
      },
      { answer: EMPTY_ANSWER, baseRevision: 3, unsaved: false, outgoing: null, savedAt: null },
    );
    autosave.edit(noted('a'));
    await vi.advanceTimersByTimeAsync(QUIET_MS + 500);
    expect(server.received).toEqual([]);
    keepDone();
    await vi.advanceTimersByTimeAsync(0);
    expect(server.answer.note).toBe('a');
    autosave.edit(noted('b'));
    await vi.advanceTimersByTimeAsync(QUIET_MS + 1100);
    expect(server.answer.note).toBe('b');
  });

  it('of a run is saved within two seconds even when the run does not pause', async () => {
    const autosave = autosaveMake();
    for (let edit = 0; edit < 10; edit++) {
      autosave.edit(noted(`${edit}`));
      await vi.advanceTimersByTimeAsync(QUIET_MS / 3);
    }
    expect(LONGEST_WAIT_MS).toBeLessThan(2000);
    expect(server.received.length).toBeGreaterThanOrEqual(1);
  });

  it('that takes the last one back sends nothing', async () => {
    const autosave = autosaveMake();
    autosave.edit(noted('a'));
    autosave.edit(EMPTY_ANSWER);
    await vi.advanceTimersByTimeAsync(5000);
    expect(server.received).toHaveLength(0);
  });

  it('during a save follows it with the new revision', async () => {
    const autosave = autosaveMake();
    autosave.edit(noted('a'));
    const flushed = autosave.flush();
    autosave.edit(noted('b'));
    expect(await flushed).toBe(true);
    expect(server.received.map(({ baseRevision, answer }) => [baseRevision, answer.note])).toEqual([
      [3, 'a'],
      [4, 'b'],
    ]);
  });
});

describe('without a network', () => {
  it('everything stays on the device and goes out later', async () => {
    const autosave = autosaveMake();
    server.fault = 'unplugged';
    autosave.edit(noted('a'));
    await vi.advanceTimersByTimeAsync(2000);
    expect(autosave.state.kind).toBe('offline');
    autosave.edit(noted('ab'));
    expect(kept.at(-1)?.answer.note).toBe('ab');
    server.fault = 'none';
    await vi.advanceTimersByTimeAsync(40_000);
    expect(server.answer.note).toBe('ab');
    expect(autosave.state.kind).toBe('saved');
  });

  it('a save whose answer was lost is repeated as it was, and never becomes a conflict', async () => {
    const autosave = autosaveMake();
    server.fault = 'answer_lost';
    autosave.edit(noted('a'));
    await vi.advanceTimersByTimeAsync(2000);
    autosave.edit(noted('ab'));
    server.fault = 'none';
    autosave.retry();
    await vi.advanceTimersByTimeAsync(5000);
    const sent = server.received.map(({ key, answer }) => `${key} ${answer.note}`);
    expect(new Set(sent)).toEqual(new Set(['key-1 a', 'key-2 ab']));
    expect(autosave.state.kind).toBe('saved');
    expect(server.answer.note).toBe('ab');
  });

  it('it is tried again after 1, 2, 4 … and at most 15 seconds', async () => {
    const attempts: number[] = [];
    server.put = async () => {
      attempts.push(Date.now());
      return { kind: 'unreachable' };
    };
    autosaveMake({ answer: noted('a'), unsaved: true });
    await vi.advanceTimersByTimeAsync(100_000);
    const waits = attempts.slice(1).map((at, index) => at - (attempts[index] ?? 0));
    expect(waits.slice(0, 7)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it('a retry asked for goes out at once', async () => {
    const autosave = autosaveMake();
    server.fault = 'unplugged';
    autosave.edit(noted('a'));
    await vi.advanceTimersByTimeAsync(60_000);
    server.fault = 'none';
    autosave.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(autosave.state.kind).toBe('saved');
  });
});

describe('a save made from a stale revision', () => {
  async function conflicting(): Promise<Autosave> {
    const autosave = autosaveMake();
    server.revision = 9;
    server.answer = noted('theirs');
    autosave.edit(noted('mine'));
    await vi.advanceTimersByTimeAsync(2000);
    return autosave;
  }

  it('overwrites nothing and stops saving', async () => {
    const autosave = await conflicting();
    expect(autosave.state).toEqual({ kind: 'conflict', revision: 9, theirs: noted('theirs') });
    autosave.edit(noted('mine, more'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.answer.note).toBe('theirs');
    expect(kept.at(-1)).toMatchObject({ answer: noted('mine, more'), unsaved: true });
  });

  it('becomes a new revision over theirs when the person keeps their own', async () => {
    const autosave = await conflicting();
    autosave.keepMine();
    await vi.advanceTimersByTimeAsync(0);
    expect(server).toMatchObject({ revision: 10, answer: noted('mine') });
    expect(autosave.state.kind).toBe('saved');
  });

  it('is dropped when the person takes theirs', async () => {
    const autosave = await conflicting();
    expect(autosave.takeTheirs()).toEqual(noted('theirs'));
    expect(autosave.state.kind).toBe('saved');
    expect(autosave.revision).toBe(9);
    autosave.edit(noted('mine'));
    await vi.advanceTimersByTimeAsync(2000);
    expect(server).toMatchObject({ revision: 10, answer: noted('mine') });
  });

  it('is no conflict when the server has what was sent, though it forgot the key', async () => {
    server.answer = noted('sent');
    server.revision = 4;
    const outgoing = { answer: noted('sent'), baseRevision: 3, key: 'forgotten' };
    const autosave = autosaveMake({ answer: noted('sent and more'), unsaved: true, outgoing });
    await vi.advanceTimersByTimeAsync(3000);
    expect(autosave.state.kind).toBe('saved');
    expect([server.answer.note, server.revision]).toEqual(['sent and more', 5]);
  });

  it('is no conflict when the server has what the answer was here before', async () => {
    const autosave = autosaveMake();
    autosave.edit(noted('first'));
    autosave.edit(noted('second'));
    server.revision = 4;
    server.answer = noted('first');
    await vi.advanceTimersByTimeAsync(3000);
    expect(autosave.state.kind).toBe('saved');
    expect([server.answer.note, server.revision]).toEqual(['second', 5]);
  });

  it('is one when the server went back to what was here before the newest save', async () => {
    const autosave = autosaveMake();
    autosave.edit(noted('first'));
    autosave.edit(noted('second'));
    await vi.advanceTimersByTimeAsync(2000);
    server.revision = 9;
    server.answer = noted('first');
    autosave.edit(noted('third'));
    await vi.advanceTimersByTimeAsync(3000);
    expect(autosave.state.kind).toBe('conflict');
  });

  it('is no conflict when both are the same', async () => {
    const autosave = autosaveMake();
    server.revision = 4;
    server.answer = noted('a');
    autosave.edit(noted('a'));
    await vi.advanceTimersByTimeAsync(2000);
    expect(autosave.state.kind).toBe('saved');
    expect(autosave.revision).toBe(4);
  });
});

describe('an expired session', () => {
  it('holds the saves until somebody is signed in again', async () => {
    const autosave = autosaveMake();
    server.fault = 'signed_out';
    autosave.edit(noted('a'));
    await vi.advanceTimersByTimeAsync(2000);
    expect(autosave.state.kind).toBe('signed_out');
    server.fault = 'none';
    autosave.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(server.answer.note).toBe('a');
  });

  it('that the last request of a hidden page finds is asked about when the page lives on', async () => {
    const autosave = autosaveMake();
    server.fault = 'signed_out';
    server.signsIn = true;
    autosave.edit(noted('a'));
    autosave.flushOnLeaving();
    await vi.advanceTimersByTimeAsync(0);
    expect([autosave.state.kind, server.answer.note]).toEqual(['saved', 'a']);
  });

  it('that nobody signs in to again is no reason to ask without end', async () => {
    const autosave = autosaveMake();
    server.fault = 'signed_out';
    autosave.edit(noted('a'));
    autosave.flushOnLeaving();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([autosave.state.kind, server.received]).toEqual(['signed_out', []]);
  });
});

describe('a refusal', () => {
  it('for good ends saving and keeps the work on the device', async () => {
    const autosave = autosaveMake();
    server.refusal = { kind: 'refused', code: 'lease_lost', detail: '', final: true };
    autosave.edit(noted('a'));
    await vi.advanceTimersByTimeAsync(2000);
    autosave.edit(noted('b'));
    await vi.advanceTimersByTimeAsync(5000);
    expect(autosave.state).toMatchObject({ kind: 'refused', code: 'lease_lost' });
    expect(server.received).toHaveLength(1);
    expect(kept.at(-1)).toMatchObject({ answer: noted('b'), unsaved: true });
  });

  it('of one answer lets the next edit try again', async () => {
    const autosave = autosaveMake();
    server.refusal = { kind: 'refused', code: 'invalid', detail: '', final: false };
    autosave.edit(noted('a'));
    await vi.advanceTimersByTimeAsync(2000);
    server.refusal = null;
    autosave.edit(noted('b'));
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.answer.note).toBe('b');
  });
});

describe('after a reload', () => {
  it('unsaved work is sent at once, from the revision it was made from', async () => {
    const autosave = autosaveMake({ answer: noted('kept'), unsaved: true });
    await vi.advanceTimersByTimeAsync(0);
    expect(server).toMatchObject({ revision: 4, answer: noted('kept') });
    expect(autosave.state.kind).toBe('saved');
  });

  it('a request under way at the crash is repeated first', async () => {
    const outgoing: Outgoing = { answer: noted('a'), baseRevision: 3, key: 'old' };
    await server.put(outgoing, false);
    const autosave = autosaveMake({ answer: noted('ab'), unsaved: true, outgoing });
    expect(await autosave.flush()).toBe(true);
    expect(server).toMatchObject({ revision: 5, answer: noted('ab') });
  });
});

it('sends a last request when the page is left', async () => {
  const autosave = autosaveMake();
  autosave.edit(noted('a'));
  autosave.flushOnLeaving();
  await vi.advanceTimersByTimeAsync(0);
  expect(server.answer.note).toBe('a');
});
