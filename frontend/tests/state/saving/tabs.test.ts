import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ANSWER_MS, type TabChannel, TabGuard, type TabRole, TabWatch } from '../../../src/state/saving/tabs';

type Listener = (event: { data: unknown }) => void;

/** The browser's channel, in one process: a message reaches every other end a moment later. */
class Room {
  delayMs = 1;
  readonly #ends = new Map<TabChannel, { listeners: Listener[]; missed: unknown[] | null }>();

  join(): TabChannel {
    const end = { listeners: [] as Listener[], missed: null };
    const channel: TabChannel = {
      postMessage: (data) => this.#post(channel, data),
      addEventListener: (_type, listener) => void end.listeners.push(listener),
      close: () => void this.#ends.delete(channel),
    };
    this.#ends.set(channel, end);
    return channel;
  }

  /** Freezes the tab: what is said meanwhile reaches it when it wakes up. */
  mute(channel: TabChannel): void {
    const end = this.#ends.get(channel);
    if (end) end.missed = [];
  }

  unmute(channel: TabChannel): void {
    const end = this.#ends.get(channel);
    const missed = end?.missed ?? [];
    if (end) end.missed = null;
    for (const data of missed) for (const listener of end?.listeners ?? []) listener({ data });
  }

  #post(from: TabChannel, data: unknown): void {
    setTimeout(() => {
      for (const [channel, { listeners, missed }] of this.#ends) {
        if (channel === from) continue;
        if (missed) missed.push(data);
        else for (const listener of listeners) listener({ data });
      }
    }, this.delayMs);
  }
}

let room: Room;
const open = (tab: string) => {
  const roles: TabRole[] = [];
  const beforeYield = vi.fn(async () => {});
  const channel = room.join();
  const guard = new TabGuard({ channel, tab, onRole: (role) => roles.push(role), beforeYield });
  return { guard, roles, beforeYield, channel };
};
const settle = () => vi.advanceTimersByTimeAsync(ANSWER_MS * 6);

beforeEach(() => {
  vi.useFakeTimers();
  room = new Room();
});
afterEach(() => vi.useRealTimers());

describe('one annotation in several tabs', () => {
  it('is worked on in the only tab', async () => {
    const { guard } = open('a');
    expect(guard.role).toBe('asking');
    await settle();
    expect(guard.role).toBe('working');
  });

  it('is read-only in the second one, which is told at once', async () => {
    const first = open('b');
    await settle();
    const second = open('a');
    await vi.advanceTimersByTimeAsync(5);
    expect(second.guard.role).toBe('elsewhere');
    await settle();
    expect([first.guard.role, second.guard.role]).toEqual(['working', 'elsewhere']);
  });

  it('is worked on in exactly one of two that open at the same moment', async () => {
    const tabs = [open('b'), open('a')];
    await settle();
    expect(tabs.map(({ guard }) => guard.role)).toEqual(['elsewhere', 'working']);
  });

  it('moves to the tab that takes over, after the first one kept its work', async () => {
    const first = open('a');
    await settle();
    const second = open('b');
    await settle();
    second.guard.takeOver();
    await settle();
    expect(first.beforeYield).toHaveBeenCalledOnce();
    expect([first.guard.role, second.guard.role]).toEqual(['elsewhere', 'working']);
    expect(second.roles).toEqual(['elsewhere', 'working']);
  });

  it('is taken from a tab that no longer answers', async () => {
    const first = open('a');
    await settle();
    const second = open('b');
    await settle();
    first.channel.close();
    second.guard.takeOver();
    await settle();
    expect(second.guard.role).toBe('working');
  });

  it('goes to one of the others when its tab is closed', async () => {
    const first = open('a');
    await settle();
    const others = [open('c'), open('b')];
    await settle();
    first.guard.close();
    await settle();
    expect(others.map(({ guard }) => guard.role)).toEqual(['elsewhere', 'working']);
  });

  it('stays with a holder whose busy machine answers late', async () => {
    const [busy, late] = [open('a'), open('b')];
    room.delayMs = ANSWER_MS * 3;
    await settle();
    room.delayMs = 1;
    await settle();
    expect([busy.guard.role, late.guard.role].sort()).toEqual(['elsewhere', 'working']);
  });

  it('is given up by a tab that slept while another one took it', async () => {
    const slept = open('a');
    await settle();
    room.mute(slept.channel);
    const second = open('b');
    await settle();
    await vi.advanceTimersByTimeAsync(60_000);
    room.unmute(slept.channel);
    await settle();
    expect([slept.guard.role, second.guard.role]).toEqual(['elsewhere', 'working']);
    expect(slept.beforeYield).toHaveBeenCalledOnce();
  });
});

describe('whether some tab holds an annotation', () => {
  const watch = () => new TabWatch(room.join());
  const peek = async () => {
    const watching = watch();
    await settle();
    watching.close();
    return watching.isFree();
  };

  it('is known without becoming one of them', async () => {
    expect(await peek()).toBe(true);
    const { guard } = open('a');
    expect(await peek()).toBe(false);
    await settle();
    expect(guard.role).toBe('working');
    guard.close();
    expect(await peek()).toBe(true);
  });

  it('is known of one that opens while it is asked, or later', async () => {
    const asking = watch();
    await vi.advanceTimersByTimeAsync(5);
    open('a').guard.close();
    await vi.advanceTimersByTimeAsync(5);
    expect(await asking.isFree()).toBe(false);

    const later = watch();
    await settle();
    expect(await later.isFree()).toBe(true);
    open('b');
    await vi.advanceTimersByTimeAsync(5);
    expect(later.isTaken).toBe(true);
  });

  it('is known of one that takes over', async () => {
    const [first, second] = [open('a'), open('b')];
    await settle();
    const watching = watch();
    first.channel.close();
    second.guard.takeOver();
    await settle();
    expect(await watching.isFree()).toBe(false);
  });
});
