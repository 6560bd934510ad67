export type FetchProgress = (fetchedBytes: number, totalBytes: number) => void;

/** The media could not be fetched; `status` is 0 when there was no answer at all. */
export class FetchError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Fetch a whole file, saying how far it is. */
export async function fetchBytes(
  url: string,
  onProgress: FetchProgress,
  signal: AbortSignal,
  priority: RequestPriority = 'auto',
): Promise<ArrayBuffer> {
  const response = await fetch(url, { signal, priority, credentials: 'same-origin' });
  if (!response.ok) throw new FetchError(response.status, `${response.status} for the media`);
  if (!response.body) return response.arrayBuffer();
  const total = Number(response.headers.get('Content-Length')) || 0;
  return collect(response.body.getReader(), total, onProgress);
}

async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  total: number,
  onProgress: FetchProgress,
): Promise<ArrayBuffer> {
  let bytes = new Uint8Array(total);
  let fetched = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (fetched + part.value.byteLength > bytes.byteLength) bytes = grown(bytes, part.value.byteLength);
    bytes.set(part.value, fetched);
    fetched += part.value.byteLength;
    onProgress(fetched, Math.max(total, fetched));
  }
  return fetched === bytes.byteLength ? bytes.buffer : bytes.buffer.slice(0, fetched);
}

/** The length was not told, or told wrong. */
function grown(bytes: Uint8Array, by: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(2 * bytes.byteLength, bytes.byteLength + by));
  larger.set(bytes);
  return larger;
}
