import type { Job } from '../../../api/types';

export type AskState =
  | { readonly kind: 'idle' }
  /** `progress` is null until the work has begun. */
  | { readonly kind: 'running'; readonly progress: number | null }
  | { readonly kind: 'failed'; readonly error: unknown };

export type AskServer = {
  readonly start: () => Promise<Job>;
  readonly watch: (id: string, onChange: (job: Job) => void, signal: AbortSignal) => Promise<Job>;
  readonly cancel: (id: string) => Promise<unknown>;
};

/** The job ended without a result: `code` is the server's word for why. */
export class AskFailedError extends Error {
  readonly code: string;
  readonly detail: string;

  constructor(code: string, detail: string) {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

const IDLE: AskState = { kind: 'idle' };

/** One question to a model: started, watched, called off. */
export class Asking {
  state: AskState = $state.raw(IDLE);
  readonly #server: AskServer;
  #abort: AbortController | null = null;

  constructor(server: AskServer) {
    this.#server = server;
  }

  get running(): boolean {
    return this.state.kind === 'running';
  }

  /** True once the answer is there; false when it was called off or failed. */
  async ask(): Promise<boolean> {
    this.cancel();
    const abort = new AbortController();
    this.#abort = abort;
    this.state = { kind: 'running', progress: null };
    try {
      await this.#run(abort.signal);
      if (!abort.signal.aborted) this.state = IDLE;
      return !abort.signal.aborted;
    } catch (error) {
      if (!abort.signal.aborted) this.state = { kind: 'failed', error };
      return false;
    }
  }

  /** Calls it off, or puts a failure aside; true when there was something. */
  cancel(): boolean {
    const wasIdle = this.state.kind === 'idle';
    this.#abort?.abort();
    this.#abort = null;
    this.state = IDLE;
    return !wasIdle;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const job = await this.#server.start();
    const forget = (): void => void this.#server.cancel(job.id).catch(() => undefined);
    if (signal.aborted) forget();
    signal.throwIfAborted();
    signal.addEventListener('abort', forget);
    const ended = await this.#server.watch(job.id, (each) => this.#step(each), signal);
    signal.removeEventListener('abort', forget);
    if (ended.status !== 'done')
      throw new AskFailedError(ended.error?.code ?? 'job_failed', ended.error?.detail ?? '');
  }

  #step({ status, progress }: Job): void {
    if (this.running) this.state = { kind: 'running', progress: status === 'queued' ? null : progress };
  }
}
