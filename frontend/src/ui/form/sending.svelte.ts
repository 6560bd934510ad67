import { ApiError } from '../../api/errors';
import { formErrorText } from '../../i18n/errors';

/** One thing that a form or a dialog asks of the server: whether it is under way, and what was wrong with it. */
export class Sending {
  busy = $state(false);
  error = $state<string | null>(null);
  #failure = $state.raw<ApiError | null>(null);
  #tell: (cause: unknown) => string;

  /** `tell` puts what went wrong into words; a dialog whose fields show no errors of their own takes `errorText`. */
  constructor(tell: (cause: unknown) => string = formErrorText) {
    this.#tell = tell;
  }

  /** What the server found wrong with one field. */
  forField = (name: string): string | null => this.#failure?.forField(name) ?? null;

  /** Does it; false when it failed, and `error` says why. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    this.busy = true;
    this.error = null;
    this.#failure = null;
    try {
      await work();
      return true;
    } catch (cause) {
      this.#failure = cause instanceof ApiError ? cause : null;
      this.error = this.#tell(cause);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
