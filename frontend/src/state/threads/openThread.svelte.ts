import {
  type Thread,
  type ThreadStatus,
  threadGet,
  threadPeople,
  threadRead,
  threadSettle,
} from '../../api/threads/threads';
import { uuidMake } from '../../domain/ids';
import { type Sending, threadOutbox } from './outbox';

/** One thread that is being read: what was said, what of one's own is still on its way, and answering. */
export class OpenThread {
  readonly id: string;
  value = $state.raw<Thread | null>(null);
  error = $state.raw<unknown>(null);
  names = $state.raw<readonly string[]>([]);
  waiting = $state.raw<readonly Sending[]>([]);
  settling = $state(false);
  readonly #userId: number;
  readonly #changed: (thread: Thread) => void;
  readonly #stop: () => void;
  #turn = 0;

  /** `changed` hears of every newer state of the thread, also that it was read. */
  constructor(id: string, userId: number, changed: (thread: Thread) => void = () => undefined) {
    this.id = id;
    this.#userId = userId;
    this.#changed = changed;
    this.#stop = threadOutbox.onchange(() => this.#listWaiting());
    this.#listWaiting();
    void this.reload();
  }

  close(): void {
    this.#turn++;
    this.#stop();
  }

  retry = (): void => {
    this.error = null;
    void this.reload();
  };

  async reload(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const thread = await threadGet(this.id);
      if (turn !== this.#turn) return;
      this.error = null;
      this.#set(thread);
      if (this.names.length === 0) void this.#loadNames(thread);
      await this.#read(thread);
    } catch (error) {
      if (turn === this.#turn && this.value === null) this.error = error;
    }
  }

  /** Shown at once; it goes to the server when there is a way. */
  say(text: string): void {
    const at = new Date().toISOString();
    const sending = {
      id: uuidMake(),
      userId: this.#userId,
      thread: this.id,
      pin: null,
      text,
      at,
      refused: null,
    };
    threadOutbox.add(sending);
    void this.flush();
  }

  async flush(): Promise<void> {
    await threadOutbox.flush(this.#userId);
    await this.reload();
  }

  /** Resolves or reopens; shown at once, set back when the server refuses. */
  async settle(to: ThreadStatus): Promise<void> {
    const before = this.value;
    if (before === null || this.settling) return;
    this.settling = true;
    this.#set({ ...before, status: to });
    try {
      this.#set(await threadSettle(this.id, to));
    } catch (error) {
      this.#set(before);
      throw error;
    } finally {
      this.settling = false;
    }
  }

  discard(id: string): void {
    threadOutbox.remove(id);
  }

  #set(thread: Thread): void {
    this.value = thread;
    this.#changed(thread);
  }

  #listWaiting(): void {
    const own = threadOutbox
      .list(this.#userId)
      .filter(({ thread, pin }) => thread === this.id && pin === null);
    this.waiting = own;
  }

  async #loadNames(thread: Thread): Promise<void> {
    this.names = await threadPeople(thread.project, { thread: thread.id }).catch(() => []);
  }

  /** What was shown is read: the mark goes from the lists, but stays in this view until it is left. */
  async #read(thread: Thread): Promise<void> {
    const last = thread.comments.at(-1);
    if (thread.unread === 0 || last === undefined) return;
    const done = await threadRead(thread.id, last.number).catch(() => 'failed');
    if (done === null) this.#changed({ ...thread, unread: 0, mentioned: false });
  }
}
