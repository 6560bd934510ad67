import type { FieldError } from './types';

export type Problem = {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  errors?: FieldError[];
  [key: string]: unknown;
};

/** What went wrong with a request: the server's problem+json, or `offline` when there was no answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: FieldError[];
  readonly body: Problem;

  constructor(status: number, body: Problem) {
    super(body.detail ?? body.title ?? body.code ?? `status ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = body.code ?? codeFor(status);
    this.title = body.title ?? '';
    this.detail = body.detail ?? '';
    this.errors = Array.isArray(body.errors) ? body.errors : [];
    this.body = body;
  }

  get offline(): boolean {
    return this.code === 'offline';
  }

  /** The text for one field of a form, or null. */
  forField(field: string): string | null {
    return this.errors.find((error) => error.field === field)?.detail ?? null;
  }
}

export function isApiError(error: unknown, code?: string): error is ApiError {
  return error instanceof ApiError && (code === undefined || error.code === code);
}

export function offlineError(cause: unknown): ApiError {
  const error = new ApiError(0, { code: 'offline' });
  error.cause = cause;
  return error;
}

/** A proxy or a crash may answer without problem+json: then the status alone names the error. */
function codeFor(status: number): string {
  const codes: Record<number, string> = {
    400: 'invalid',
    401: 'not_authenticated',
    403: 'permission_denied',
    404: 'not_found',
    413: 'too_large',
    429: 'throttled',
  };
  return codes[status] ?? (status >= 500 ? 'server_error' : 'error');
}
