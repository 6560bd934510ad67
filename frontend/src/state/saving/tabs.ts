/** Which tab of this browser works on an annotation: the first one, until another one takes over. */
export type TabRole =
  /** Asking the other tabs; nothing may be edited yet. */
  | 'asking'
  | 'working'
  /** Another tab works on it: read-only here. */
  | 'elsewhere';

type Message = {
  readonly type: 'ask' | 'held' | 'take' | 'yielded' | 'left' | 'peek' | 'busy';
  readonly tab: string;
  /** Whom it answers; empty: everybody. */
  readonly to: string;
};

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

/** What a tab says that works on the annotation, opens it or takes it over. */
const TAKING: readonly Message['type'][] = ['busy', 'ask', 'take'];

/** A holder on a busy machine may answer this late; later than that, it slept and was given up. */
const LATE_MS = 5000;

/** Whether some tab works on the annotation or begins to; asks and listens without becoming one of them. */
export class TabWatch {
  readonly #channel: TabChannel;
  readonly #answered: Promise<void>;
  #isTaken = false;

  constructor(channel: TabChannel) {
    this.#channel = channel;
    this.#answered = new Promise((resolve) => {
      const timer = setTimeout(resolve, ANSWER_MS * 5);
      channel.addEventListener('message', ({ data }) => {
        if (!TAKING.includes((data as Message).type)) return;
        this.#isTaken = true;
        clearTimeout(timer);
        resolve();
      });
    });
    channel.postMessage({ type: 'peek', tab: '', to: '' } satisfies Message);
  }

  /** Whether a tab has said so, until now. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** Resolves to whether no tab said so in the time that each has for an answer. */
  async isFree(): Promise<boolean> {
    await this.#answered;
    return !this.#isTaken;
  }

  close(): void {
    this.#channel.close();
  }
}

/** Keeps one annotation from being edited in two tabs at once. The server's revision check stands behind it. */
export class TabGuard {
  readonly #options: TabGuardOptions;
  #role: TabRole = 'asking';
  #timer: ReturnType<typeof setTimeout> | null = null;
  #workingSince = 0;

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

  #receive({ type, tab, to }: Message): void {
    if (tab === this.#options.tab || (to !== '' && to !== this.#options.tab)) return;
    if (type === 'ask') this.#answer(tab);
    else if (type === 'held') this.#meetHolder();
    else if (type === 'take') void this.#yield();
    else if (type === 'peek') this.#sayBusy();
    else if (this.#role === 'elsewhere' && type === 'left') this.#ask();
    else if (this.#role === 'elsewhere' && type === 'yielded' && this.#timer !== null) this.#enter('working');
  }

  /** A tab that was thought to be gone holds it too: a slow one keeps it, one that slept gives it up. */
  #meetHolder(): void {
    const isFresh = Date.now() - this.#workingSince < LATE_MS;
    if (this.#role === 'working' && !isFresh) this.#post('take');
    else this.#enter('elsewhere');
  }

  #sayBusy(): void {
    if (this.#role !== 'elsewhere') this.#post('busy');
  }

  #ask(): void {
    this.#role = 'asking';
    this.#post('ask');
    this.#workAfter(ANSWER_MS);
  }

  /** Two tabs that open at once both ask: the smaller name wins. */
  #answer(tab: string): void {
    if (this.#role === 'working' || (this.#role === 'asking' && this.#options.tab < tab))
      this.#post('held', tab);
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
    if (role === 'working') this.#workingSince = Date.now();
    this.#options.onRole(role);
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #post(type: Message['type'], to = ''): void {
    this.#options.channel.postMessage({ type, tab: this.#options.tab, to } satisfies Message);
  }
}
