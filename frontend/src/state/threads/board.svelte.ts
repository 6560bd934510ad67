import {
  type Pin,
  type Thread,
  type ThreadListed,
  threadList,
  threadPeople,
} from '../../api/threads/threads';
import { uuidMake } from '../../domain/ids';
import { OpenThread } from './openThread.svelte';
import { type Sending, threadOutbox } from './outbox';

/** Which video, and which answer on it a new thread is about. */
export type Place = {
  readonly project: string;
  readonly video: string;
  readonly annotation: () => string | null;
};

const AT_MOST = 100;
const LOOK_MS = 30_000;

/** The threads of one video: listed, opened, answered, and new ones pinned. */
export class ThreadBoard {
  readonly place: Place;
  readonly userId: number;
  rows = $state.raw<readonly ThreadListed[]>([]);
  loading = $state(true);
  error = $state.raw<unknown>(null);
  open = $state.raw<OpenThread | null>(null);
  /** New threads of one's own that are still on their way. */
  waiting = $state.raw<readonly Sending[]>([]);
  /** Whom a new thread can mention. */
  names = $state.raw<readonly string[]>([]);
  readonly #stops: (() => void)[] = [];
  #turn = 0;

  constructor(place: Place, userId: number) {
    this.place = place;
    this.userId = userId;
    this.#stops.push(threadOutbox.onchange(() => this.#listWaiting()));
    const timer = setInterval(() => document.visibilityState === 'visible' && void this.look(), LOOK_MS);
    const online = (): void => void this.flush();
    window.addEventListener('online', online);
    this.#stops.push(
      () => clearInterval(timer),
      () => window.removeEventListener('online', online),
    );
    this.#listWaiting();
    void this.reload().then(() => this.flush());
  }

  get unread(): number {
    return this.rows.filter((row) => row.unread > 0).length;
  }

  close(): void {
    this.#turn++;
    this.open?.close();
    for (const stop of this.#stops) stop();
  }

  retry = (): void => {
    this.error = null;
    this.loading = true;
    void this.reload();
  };

  async reload(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const { results } = await threadList({ video: this.place.video, page_size: AT_MOST });
      if (turn !== this.#turn) return;
      this.rows = results;
      this.error = null;
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }

  /** What is new: the list, and the thread that is being read. */
  async look(): Promise<void> {
    await Promise.all([this.reload(), this.open?.reload()]);
  }

  show(id: string | null): void {
    this.open?.close();
    this.open = id === null ? null : new OpenThread(id, this.userId, (thread) => this.#changed(thread));
  }

  async loadNames(): Promise<void> {
    const { project } = this.place;
    const annotation = this.place.annotation();
    this.names = await threadPeople(project, annotation ? { annotation } : {}).catch(() => []);
  }

  /** Pins a new thread: listed at once; it goes to the server when there is a way. */
  pin(where: Omit<Pin, 'project' | 'video' | 'annotation'>, text: string): string {
    const id = uuidMake();
    const { project, video } = this.place;
    const pin = { project, video, annotation: this.place.annotation(), ...where };
    const at = new Date().toISOString();
    threadOutbox.add({ id, userId: this.userId, thread: id, pin, text, at, refused: null });
    void this.flush();
    return id;
  }

  discard(id: string): void {
    threadOutbox.remove(id);
  }

  async flush(): Promise<void> {
    const arrived = await threadOutbox.flush(this.userId);
    if (arrived) await this.look();
  }

  #changed(thread: Thread): void {
    this.rows = this.rows.map((row) => (row.id === thread.id ? { ...row, ...thread } : row));
  }

  #listWaiting(): void {
    const own = threadOutbox.list(this.userId);
    this.waiting = own.filter(({ pin }) => pin?.video === this.place.video);
  }
}
