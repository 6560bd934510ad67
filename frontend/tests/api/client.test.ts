import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  ApiError,
  csrfToken,
  get,
  getAll,
  nextPage,
  onSignInNeeded,
  patch,
  post,
  put,
  remove,
  request,
  urlOf,
} from '../../src/api/client';

type Answer = { status?: number; body?: unknown };
const sent: { url: string; init: RequestInit }[] = [];

function answer(...answers: (Answer | Error)[]): void {
  const left = [...answers];
  vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => {
    sent.push({ url, init });
    const next = left.shift() ?? { body: {} };
    if (next instanceof Error) return Promise.reject(next);
    const { status = 200, body } = next;
    return Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status }));
  });
}

const headers = (at = 0): Record<string, string> => sent[at]?.init.headers as Record<string, string>;
const failure = (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error as ApiError,
  );

beforeEach(() => {
  sent.length = 0;
  // biome-ignore lint/suspicious/noDocumentCookie: the token comes in a cookie
  document.cookie = 'csrftoken=abc123';
});

afterEach(() => {
  onSignInNeeded(null);
  vi.unstubAllGlobals();
});

describe('what is sent', () => {
  test('it reads below the base path, with the query but without empty parameters', async () => {
    answer({ body: { id: 1 } });
    await get('videos/', { project: 'demo', q: undefined, mine: 1 });
    expect(sent[0]?.url).toBe('/api/v1/videos/?project=demo&mine=1');
    expect(headers()).toEqual({ Accept: 'application/json', 'Accept-Language': 'en' });
  });

  test('a write carries JSON and the CSRF token', async () => {
    answer({ body: {} });
    await patch('projects/demo/', { name: 'x' });
    expect(sent[0]?.init.method).toBe('PATCH');
    expect(sent[0]?.init.body).toBe('{"name":"x"}');
    expect(headers()).toMatchObject({ 'Content-Type': 'application/json', 'X-CSRFToken': 'abc123' });
  });

  test('If-Match is quoted and the idempotency key goes along', async () => {
    answer({ body: {} });
    await put('annotations/a/', {}, { ifMatch: 7, idempotencyKey: 'k', keepalive: true });
    expect(headers()).toMatchObject({ 'If-Match': '"7"', 'Idempotency-Key': 'k' });
    expect(sent[0]?.init.keepalive).toBe(true);
  });

  test('an address of the server stays as it is', () => {
    expect(urlOf('/api/v1/jobs/1/')).toBe('/api/v1/jobs/1/');
    expect(urlOf('/x?a=1', { b: 2 })).toBe('/x?a=1&b=2');
  });

  test('the token is found among other cookies', () => {
    expect(csrfToken('theme=dark; csrftoken=t1; x=y')).toBe('t1');
    expect(csrfToken('__Host-csrftoken=t2')).toBe('t2');
    expect(csrfToken('notcsrftoken=t3')).toBe('');
  });
});

describe('what comes back', () => {
  test('204 is null', async () => {
    answer({ status: 204 });
    expect(await remove('tokens/1/')).toBeNull();
  });

  test('problem+json becomes an ApiError with fields', async () => {
    const errors = [{ field: 'name', code: 'blank', detail: 'Give it a name.' }];
    answer({ status: 400, body: { code: 'invalid', title: 'Invalid', detail: 'No', errors } });
    const error = await failure(post('projects/', {}));
    expect(error).toBeInstanceOf(ApiError);
    expect([error.status, error.code, error.title, error.detail]).toEqual([400, 'invalid', 'Invalid', 'No']);
    expect(error.forField('name')).toBe('Give it a name.');
    expect(error.forField('slug')).toBeNull();
  });

  test('a stale write keeps what the server has', async () => {
    answer({ status: 412, body: { code: 'stale', current: { revision: 9 } } });
    const error = await failure(put('annotations/a/', {}, { ifMatch: 7 }));
    expect(error.body.current).toEqual({ revision: 9 });
  });

  test('an answer that is not JSON is still an ApiError', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 })));
    expect((await failure(get('me/'))).code).toBe('server_error');
  });

  test('no answer at all is offline', async () => {
    answer(new TypeError('Failed to fetch'));
    const error = await failure(get('me/'));
    expect([error.code, error.status, error.offline]).toEqual(['offline', 0, true]);
  });

  test('an abort is thrown as such', async () => {
    const stop = new AbortController();
    stop.abort(new DOMException('gone', 'AbortError'));
    answer(new TypeError('aborted'));
    await expect(request('me/', { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('signing in again', () => {
  const unauthorised: Answer = { status: 401, body: { code: 'not_authenticated' } };

  test('the request is sent again after the dialog', async () => {
    answer(unauthorised, { body: { revision: 8 } });
    onSignInNeeded(() => Promise.resolve(true));
    expect(await put('annotations/a/', { note: 'x' }, { ifMatch: 7, idempotencyKey: 'k' })).toEqual({
      revision: 8,
    });
    expect(sent).toHaveLength(2);
    expect(sent[1]?.init.body).toBe('{"note":"x"}');
    expect(headers(1)).toMatchObject({ 'If-Match': '"7"', 'Idempotency-Key': 'k' });
  });

  test('several requests raise one dialog', async () => {
    answer(unauthorised, unauthorised, { body: 1 }, { body: 2 });
    const ask = vi.fn(() => Promise.resolve(true));
    onSignInNeeded(ask);
    await Promise.all([get('a/'), get('b/')]);
    expect(ask).toHaveBeenCalledOnce();
  });

  test('a second 401 does not ask again', async () => {
    answer(unauthorised, unauthorised);
    const ask = vi.fn(() => Promise.resolve(true));
    onSignInNeeded(ask);
    expect((await failure(get('a/'))).status).toBe(401);
    expect(ask).toHaveBeenCalledOnce();
  });

  test.each([
    ['when the person gives up', { handler: false }, {}],
    ['for a request that outlives the page', { handler: true }, { keepalive: true }],
    ['where the caller says so', { handler: true }, { signIn: 'never' as const }],
  ])('the 401 is thrown %s', async (_, { handler }, options) => {
    answer(unauthorised);
    onSignInNeeded(() => Promise.resolve(handler));
    expect((await failure(post('a/', {}, options))).status).toBe(401);
    expect(sent).toHaveLength(1);
  });
});

describe('pages', () => {
  test('the next page is asked on our own host', async () => {
    answer({ body: { results: [2], next: null, previous: null } });
    await nextPage({ results: [1], next: 'http://web:8000/api/v1/videos/?cursor=c', previous: null });
    expect(sent[0]?.url).toBe('/api/v1/videos/?cursor=c');
  });

  test('the last page has no next', () => {
    expect(nextPage({ results: [], next: null, previous: null })).toBeNull();
  });

  test('all pages in order', async () => {
    answer(
      { body: { results: [1, 2], next: '/api/v1/x/?cursor=c', previous: null } },
      { body: { results: [3], next: null, previous: null } },
    );
    expect(await getAll('x/')).toEqual([1, 2, 3]);
  });
});
