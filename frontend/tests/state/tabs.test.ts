import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ANSWER_MS, type TabChannel, TabGuard, type TabRole } from '../../src/state/tabs';

type Listener = (event: { data: unknown }) => void;

/** The browser's channel, in one process: a message reaches every other end a moment later. */
class Room {
  readonly #ends = new Set<{ listeners: Listener[] }>();

  join(): TabChannel {
    const end = { listeners: [] as Listener[] };
    this.#ends.add(end);
    return {
      postMessage: (data) => {
        const others = [...this.#ends].filter((other) => other !== end);
        setTimeout(() => {
          for (const other of others) for (const listener of other.listeners) listener({ data });
        }, 1);
      },
      addEventListener: (_type, listener) => void end.listeners.push(listener),
      close: () => void this.#ends.delete(end),
    };
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
});
