/** Which tab of this browser works on an annotation: the first one, until another one takes over. */
export type TabRole =
  /** Asking the other tabs; nothing may be edited yet. */
  | 'asking'
  | 'working'
  /** Another tab works on it: read-only here. */
  | 'elsewhere';

type Message = { readonly type: 'ask' | 'held' | 'take' | 'yielded' | 'left'; readonly tab: string };

/** The part of BroadcastChannel that is needed; it exists on plain http, `navigator.locks` does not. */
export type TabChannel = {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  close(): void;
};

export type TabGuardOptions = {
  readonly channel: TabChannel;
  readonly tab: string;
  readonly onRole: (role: TabRole) => void;
  /** Called before another tab goes on: everything must be on the device when it resolves. */
  readonly beforeYield: () => Promise<void>;
};

/** How long the other tabs have to say that they hold the annotation. */
export const ANSWER_MS = 200;

/** Keeps one annotation from being edited in two tabs at once. The server's revision check stands behind it. */
export class TabGuard {
  readonly #options: TabGuardOptions;
  #role: TabRole = 'asking';
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(options: TabGuardOptions) {
    this.#options = options;
    options.channel.addEventListener('message', ({ data }) => this.#receive(data as Message));
    this.#ask();
  }

  get role(): TabRole {
    return this.#role;
  }

  /** "Work here instead": the other tab keeps its work, lets go and says so. */
  takeOver(): void {
    if (this.#role !== 'elsewhere') return;
    this.#post('take');
    this.#workAfter(ANSWER_MS * 5);
  }

  close(): void {
    this.#clearTimer();
    if (this.#role === 'working') this.#post('left');
    this.#options.channel.close();
  }

  #receive({ type, tab }: Message): void {
    if (tab === this.#options.tab) return;
    if (type === 'ask') this.#answer(tab);
    else if (type === 'held' && this.#role !== 'working') this.#enter('elsewhere');
    else if (type === 'take') void this.#yield();
    else if (this.#role === 'elsewhere' && type === 'left') this.#ask();
    else if (this.#role === 'elsewhere' && this.#timer !== null) this.#enter('working');
  }

  #ask(): void {
    this.#role = 'asking';
    this.#post('ask');
    this.#workAfter(ANSWER_MS);
  }

  /** Two tabs that open at once both ask: the smaller name wins. */
  #answer(tab: string): void {
    if (this.#role === 'working' || (this.#role === 'asking' && this.#options.tab < tab)) this.#post('held');
    else if (this.#role === 'asking') this.#enter('elsewhere');
  }

  async #yield(): Promise<void> {
    if (this.#role !== 'working') return;
    this.#enter('elsewhere');
    await this.#options.beforeYield();
    this.#post('yielded');
  }

  /** A tab that crashed or sleeps does not answer: after a while the annotation is taken anyway. */
  #workAfter(delayMs: number): void {
    this.#clearTimer();
    this.#timer = setTimeout(() => this.#enter('working'), delayMs);
  }

  #enter(role: TabRole): void {
    this.#clearTimer();
    if (role === this.#role) return;
    this.#role = role;
    this.#options.onRole(role);
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #post(type: Message['type']): void {
    this.#options.channel.postMessage({ type, tab: this.#options.tab } satisfies Message);
  }
}
