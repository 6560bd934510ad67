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
  const chunks: Uint8Array[] = [];
  let fetched = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    fetched += part.value.byteLength;
    onProgress(fetched, Math.max(total, fetched));
  }
  return joined(chunks, fetched);
}

function joined(chunks: readonly Uint8Array[], size: number): ArrayBuffer {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes.buffer;
}
