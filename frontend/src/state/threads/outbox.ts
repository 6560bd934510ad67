import { isApiError } from '../../api/client';
import { commentAdd, type Pin, threadOpen } from '../../api/threads/threads';

/** Something that was written and is not known to be on the server: a comment, or with `pin` a new thread. */
export type Sending = {
  readonly id: string;
  readonly userId: number;
  /** The thread that it answers; for a new one its own id. */
  readonly thread: string;
  readonly pin: Pin | null;
  readonly text: string;
  readonly at: string;
  /** Why the server does not want it; null while it is on its way. */
  readonly refused: string | null;
};

export type Deliver = (sending: Sending) => Promise<unknown>;
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const KEY = 'deeptrace.threads.sending';
const DRAFT = 'deeptrace.threads.draft';
const TIMEOUT_MS = 20_000;
const MOST_KEPT = 200;

/** Takes what people write in threads to the server, and keeps it on this device until it is there. */
export class ThreadOutbox {
  readonly #deliver: Deliver;
  readonly #store: Store;
  #here: readonly Sending[] = [];
  #flushing: Promise<boolean> | null = null;
  #listeners = new Set<() => void>();

  constructor(deliver: Deliver = send, store: Store = localStorage) {
    this.#deliver = deliver;
    this.#store = store;
  }

  /** What this person has waiting, oldest first. */
  list(userId: number): readonly Sending[] {
    return this.#read().filter((sending) => sending.userId === userId);
  }

  add(sending: Sending): void {
    this.#write([...this.#read(), sending].slice(-MOST_KEPT));
  }

  remove(id: string): void {
    this.#write(this.#read().filter((sending) => sending.id !== id));
  }

  onchange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends what waits, in order; whether anything arrived. What the server refuses stays, with the reason. */
  flush(userId: number): Promise<boolean> {
    this.#flushing ??= this.#flush(userId).finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  async #flush(userId: number): Promise<boolean> {
    let arrived = false;
    for (const sending of this.list(userId)) {
      if (sending.refused !== null) continue;
      const outcome = await this.#deliver(sending).then(() => 'sent' as const, outcomeOf);
      if (outcome === 'later') break;
      if (outcome === 'sent') this.remove(sending.id);
      else this.#refuse(sending.id, outcome.refused);
      arrived ||= outcome === 'sent';
    }
    return arrived;
  }

  #refuse(id: string, refused: string): void {
    this.#write(this.#read().map((each) => (each.id === id ? { ...each, refused } : each)));
  }

  /** Another tab may have changed it; where the device keeps nothing, this page does. */
  #read(): readonly Sending[] {
    try {
      const kept: unknown = JSON.parse(this.#store.getItem(KEY) ?? 'null');
      return Array.isArray(kept) ? kept.filter(isSending) : this.#here;
    } catch {
      return this.#here;
    }
  }

  #write(list: readonly Sending[]): void {
    this.#here = list;
    try {
      this.#store.setItem(KEY, JSON.stringify(list));
    } catch {
      this.#store.removeItem(KEY);
    }
    for (const listener of this.#listeners) listener();
  }
}

/** What is being written in a place; it outlives the page. */
export const threadDrafts = {
  get(userId: number, place: string): string {
    try {
      return localStorage.getItem(`${DRAFT}.${userId}.${place}`) ?? '';
    } catch {
      return '';
    }
  },
  keep(userId: number, place: string, text: string): void {
    const key = `${DRAFT}.${userId}.${place}`;
    try {
      if (text.trim() === '') localStorage.removeItem(key);
      else localStorage.setItem(key, text);
    } catch {
      return;
    }
  },
};

/** A trace that is not saved yet cannot be pinned to: its frame and box say nearly the same. */
async function send({ id, thread, pin, text }: Sending): Promise<unknown> {
  const options = { timeoutMs: TIMEOUT_MS, signIn: 'never' } as const;
  if (pin === null) return commentAdd(thread, id, text, options);
  try {
    return await threadOpen(id, pin, text, options);
  } catch (error) {
    const unknown = isApiError(error) && error.errors.some(({ code }) => code === 'unknown_trace');
    if (!unknown) throw error;
    return threadOpen(id, { ...pin, trace: null }, text, options);
  }
}

/** Offline, signed out, too much at once or a server in trouble pass; any other refusal is for good. */
function outcomeOf(error: unknown): 'later' | { readonly refused: string } {
  if (!isApiError(error)) return 'later';
  const passes = error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500;
  return passes ? 'later' : { refused: error.message };
}

function isSending(value: unknown): value is Sending {
  const { id, userId, thread, text } = (value ?? {}) as Partial<Sending>;
  return [id, thread, text].every((each) => typeof each === 'string') && typeof userId === 'number';
}

export const threadOutbox = new ThreadOutbox();
