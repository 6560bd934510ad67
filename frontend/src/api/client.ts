import { ApiError, offlineError, type Problem } from './errors';
import type { Page } from './types';

export { ApiError, isApiError } from './errors';

export const BASE = '/api/v1/';

export type Query = Record<string, string | number | boolean | null | undefined>;

export type RequestOptions = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** Sent as JSON, unless it is FormData. */
  body?: unknown;
  query?: Query;
  /** The revision that the change is based on; sent as `If-Match: "<revision>"`. */
  ifMatch?: number | string;
  idempotencyKey?: string;
  /** Lets the request outlive the page (bodies up to 64 KiB). A 401 is then thrown at once. */
  keepalive?: boolean;
  /** `never`: a 401 is thrown instead of raising the sign-in dialog. */
  signIn?: 'ask' | 'never';
  signal?: AbortSignal;
  /** Without an answer within this time it counts as offline: a connection may hang for ever. */
  timeoutMs?: number;
};

type SignInHandler = () => Promise<boolean>;

let signInHandler: SignInHandler | null = null;
let signInPending: Promise<boolean> | null = null;

/** Registers what raises the sign-in dialog; it resolves to true once somebody is signed in again. */
export function onSignInNeeded(handler: SignInHandler | null): void {
  signInHandler = handler;
}

/** Sends one request; 204 gives null. Throws ApiError; an aborted request throws the signal's reason. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  if (response.ok) return (await readBody(response)) as T;
  const error = await errorFrom(response);
  if (!mayReplay(error, options)) throw error;
  if (!(await signInAgain())) throw error;
  return request<T>(path, { ...options, signIn: 'never' });
}

export function get<T>(path: string, query?: Query, options: RequestOptions = {}): Promise<T> {
  return request<T>(path, query ? { ...options, query } : options);
}

export function post<T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
  return request<T>(path, { ...options, method: 'POST', body: body ?? {} });
}

export function put<T>(path: string, body: unknown, options: RequestOptions = {}): Promise<T> {
  return request<T>(path, { ...options, method: 'PUT', body });
}

export function patch<T>(path: string, body: unknown, options: RequestOptions = {}): Promise<T> {
  return request<T>(path, { ...options, method: 'PATCH', body });
}

export function remove(path: string, options: RequestOptions & { body?: unknown } = {}): Promise<null> {
  return request<null>(path, { ...options, method: 'DELETE' });
}

/** The page after this one, or null at the end. */
export function nextPage<T>(page: Page<T>, options: RequestOptions = {}): Promise<Page<T>> | null {
  return page.next === null ? null : request<Page<T>>(pathOf(page.next), options);
}

/** Follows the cursors to the end: only for lists that are short by nature. */
export async function getAll<T>(path: string, query?: Query): Promise<T[]> {
  let page: Page<T> | null = await get<Page<T>>(path, query);
  const rows: T[] = [];
  while (page !== null) {
    rows.push(...page.results);
    page = await nextPage(page);
  }
  return rows;
}

export function csrfToken(cookies: string = document.cookie): string {
  return /(?:^|;\s*)(?:__Host-|__Secure-)?csrftoken=([^;]+)/.exec(cookies)?.[1] ?? '';
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const method = options.method ?? 'GET';
  const writes = method !== 'GET' && method !== 'HEAD';
  if (writes && !options.keepalive) await ensureCsrfToken();
  const init: RequestInit = { method, headers: headersFor(options, writes), credentials: 'same-origin' };
  if (options.body !== undefined) init.body = encode(options.body);
  if (options.keepalive) init.keepalive = true;
  const signal = signalFor(options);
  if (signal) init.signal = signal;
  try {
    return await fetch(urlOf(path, options.query), init);
  } catch (cause) {
    if (options.signal?.aborted) throw options.signal.reason;
    throw offlineError(cause);
  }
}

function signalFor({ signal, timeoutMs }: RequestOptions): AbortSignal | undefined {
  if (timeoutMs === undefined) return signal;
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

function headersFor(options: RequestOptions, writes: boolean): Record<string, string> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': languageShown(),
  };
  if (options.body !== undefined && !(options.body instanceof FormData)) {
    headers['Content-Type'] = 'application/json';
  }
  if (writes) headers['X-CSRFToken'] = csrfToken();
  if (options.ifMatch !== undefined) headers['If-Match'] = `"${options.ifMatch}"`;
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
  return headers;
}

/** The server answers in the language that the page is shown in, whatever the browser prefers. */
export function languageShown(): string {
  return document.documentElement.lang || 'en';
}

function encode(body: unknown): BodyInit {
  return body instanceof FormData ? body : JSON.stringify(body);
}

/** `videos/` is below the base; `/api/v1/videos/?cursor=x` stays as it is. */
export function urlOf(path: string, query: Query = {}): string {
  const url = path.startsWith('/') ? path : BASE + path;
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  if (given.length === 0) return url;
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)]));
  return `${url}${url.includes('?') ? '&' : '?'}${search}`;
}

/** The server may name itself by another host than the browser does: only path and query count. */
function pathOf(url: string): string {
  const parsed = new URL(url, location.href);
  return parsed.pathname + parsed.search;
}

export async function readBody(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  const text = await response.text();
  return text === '' ? null : JSON.parse(text);
}

export async function errorFrom(response: Response): Promise<ApiError> {
  const text = await response.text().catch(() => '');
  return new ApiError(response.status, problemFrom(text));
}

function problemFrom(text: string): Problem {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Problem) : {};
  } catch {
    return {};
  }
}

function mayReplay(error: ApiError, options: RequestOptions): boolean {
  return error.status === 401 && options.signIn !== 'never' && !options.keepalive;
}

/** Asks the person to sign in again. All requests that met a 401 wait for one dialog. */
export function signInAgain(): Promise<boolean> {
  if (signInHandler === null) return Promise.resolve(false);
  signInPending ??= signInHandler().finally(() => {
    signInPending = null;
  });
  return signInPending;
}

/** Signing in rotates the token, so it is read from the cookie each time and fetched only when absent. */
export async function ensureCsrfToken(): Promise<void> {
  if (csrfToken() !== '') return;
  await fetch(urlOf('session/'), { credentials: 'same-origin' }).catch((cause: unknown) => {
    throw offlineError(cause);
  });
}
