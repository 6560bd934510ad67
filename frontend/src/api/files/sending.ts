import {
  csrfToken,
  ensureCsrfToken,
  errorFrom,
  languageShown,
  readBody,
  signInAgain,
  urlOf,
} from '../client';
import { offlineError } from '../errors';

export type Sent = { method: 'POST' | 'PUT'; headers: Record<string, string>; body: XMLHttpRequestBodyInit };
export type UploadOptions = {
  onProgress?: (sent: number, total: number) => void;
  /** The server's name of an upload in parts, which goes on under it. */
  onName?: (name: string) => void;
  /** Called each time an upload in parts waits for a line or a server that is away. */
  onWait?: () => void;
  signal?: AbortSignal;
};

/** Posts a form with a file. XMLHttpRequest, because fetch does not report how much has been sent. */
export async function upload<T>(path: string, form: FormData, options: UploadOptions = {}): Promise<T> {
  const response = await sendBytes(path, { method: 'POST', headers: {}, body: form }, options);
  return (await readBody(response)) as T;
}

/** Sends bytes to this site and says how many have gone; after signing in again if need be. */
export async function sendBytes(path: string, sent: Sent, options: UploadOptions = {}): Promise<Response> {
  await ensureCsrfToken();
  const headers = {
    Accept: 'application/json',
    'Accept-Language': languageShown(),
    'X-CSRFToken': csrfToken(),
    ...sent.headers,
  };
  const response = await xhrSend(urlOf(path), { ...sent, headers }, options);
  if (response.ok) return response;
  const error = await errorFrom(response);
  if (error.status !== 401 || !(await signInAgain())) throw error;
  return sendBytes(path, sent, options);
}

/** Sends bytes to another server, without anything that this site knows the person by. */
export async function sendElsewhere(url: string, sent: Sent, options: UploadOptions = {}): Promise<void> {
  const response = await xhrSend(url, sent, options);
  if (!response.ok) throw await errorFrom(response);
}

function xhrSend(url: string, sent: Sent, options: UploadOptions): Promise<Response> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open(sent.method, url);
    for (const [name, value] of Object.entries(sent.headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (event) => options.onProgress?.(event.loaded, event.total);
    xhr.onload = () =>
      resolve(new Response(xhr.status === 204 ? null : xhr.responseText || null, { status: xhr.status }));
    xhr.onerror = () => reject(offlineError(new Error('network')));
    xhr.onabort = () => reject(options.signal?.reason ?? new DOMException('aborted', 'AbortError'));
    options.signal?.addEventListener('abort', () => xhr.abort());
    xhr.send(sent.body);
  });
}
