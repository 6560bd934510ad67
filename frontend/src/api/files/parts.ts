import { getAll, isApiError, get as load, post, remove } from '../client';
import type { components } from '../schema';
import type { VideoCreated, VideoFields } from '../types';
import { type Sent, sendBytes, sendElsewhere, type UploadOptions, upload } from './sending';

type Upload = components['schemas']['UploadFullOut'];
type UploadRow = components['schemas']['UploadOut'];
type Links = components['schemas']['LinksOut'];
type Piece = { offset: number; bytes: Blob };

const PARTS_FROM = 8 * 1024 * 1024;
const AT_ONCE = 3;
/** About twenty minutes of a line that is away. */
const TRIES = 45;
const WAIT_MAX_MS = 30_000;

/** Sends a video: in one piece, or in parts that can be gone on with. */
export function videoUpload(
  project: string,
  file: File,
  fields: VideoFields,
  options: UploadOptions,
): Promise<VideoCreated> {
  if (goesInParts(file)) return partsUpload(project, file, fields, options);
  const form = new FormData();
  form.set('project', project);
  for (const [name, value] of Object.entries(fields)) {
    if (value) form.set(name, value);
  }
  form.set('file', file);
  return upload('videos/', form, options);
}

/** Large files go in parts, where the browser can hash them: outside https it can do so on localhost only. */
export function goesInParts(file: File): boolean {
  return file.size > PARTS_FROM && globalThis.crypto?.subtle !== undefined;
}

/** Sends a file in parts, several at a time; what the server has of it from before is not sent again. */
export async function partsUpload(
  project: string,
  file: File,
  fields: VideoFields,
  options: UploadOptions = {},
): Promise<VideoCreated> {
  const find = async () => (await earlier(project, file)) ?? (await begun(project, file, fields));
  const upload = await again(find, options);
  options.onName?.(upload.id);
  const there = new Set(upload.parts.map((part) => part.offset));
  const progress = progressOf(file, options);
  for (const offset of there) progress(offset, pieceOf(file, upload, offset).bytes.size);
  const missing = offsetsOf(upload).filter((offset) => !there.has(offset));
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let offset = missing.shift(); offset !== undefined; offset = missing.shift()) {
        await partSend(upload, pieceOf(file, upload, offset), progress, options);
      }
    }),
  );
  return again(() => post<VideoCreated>(`uploads/${upload.id}/complete/`), options);
}

/** Gives an upload up: what has arrived of it goes. One that is gone already, or became a video, stays so. */
export async function partsForget(name: string): Promise<void> {
  await remove(`uploads/${name}/`).catch(() => null);
}

export function offsetsOf(upload: { byte_size: number; part_bytes: number }): number[] {
  const count = Math.ceil(upload.byte_size / upload.part_bytes);
  return Array.from({ length: count }, (_, index) => index * upload.part_bytes);
}

function begun(project: string, file: File, fields: VideoFields): Promise<Upload> {
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
  return post('uploads/', { ...given, project, name: file.name, byte_size: file.size });
}

/** An unfinished upload of one's own whose parts are this very file's. */
async function earlier(project: string, file: File): Promise<Upload | null> {
  const rows = await getAll<UploadRow>('uploads/', { project });
  for (const row of rows.filter((each) => each.name === file.name && each.byte_size === file.size)) {
    const upload = await load<Upload>(`uploads/${row.id}/`);
    if (upload.parts.length > 0 && (await isOf(file, upload))) return upload;
  }
  return null;
}

async function isOf(file: File, upload: Upload): Promise<boolean> {
  for (const part of upload.parts) {
    const hash = await sha256(pieceOf(file, upload, part.offset).bytes);
    if (hex(hash) !== part.sha256) return false;
  }
  return true;
}

function pieceOf(file: File, upload: Upload, offset: number): Piece {
  return { offset, bytes: file.slice(offset, offset + upload.part_bytes) };
}

type OnPart = (offset: number, sent: number) => void;

/** Sums up how far each part is. */
function progressOf(file: File, options: UploadOptions): OnPart {
  const sent = new Map<number, number>();
  return (offset, bytes) => {
    sent.set(offset, bytes);
    let sum = 0;
    for (const each of sent.values()) sum += each;
    options.onProgress?.(Math.min(sum, file.size), file.size);
  };
}

async function partSend(upload: Upload, piece: Piece, onPart: OnPart, given: UploadOptions): Promise<void> {
  const hash = await sha256(piece.bytes);
  const onProgress = (sent: number) => onPart(piece.offset, Math.min(sent, piece.bytes.size));
  const options: UploadOptions = { ...given, onProgress };
  await again(async () => {
    if (upload.direct) await direct(upload, piece, hash, options);
    else await bySite(upload, piece, hash, options);
  }, given);
  onPart(piece.offset, piece.bytes.size);
}

async function bySite(upload: Upload, piece: Piece, hash: Uint8Array, options: UploadOptions): Promise<void> {
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Upload-Checksum': `sha256 ${btoa(String.fromCharCode(...hash))}`,
  };
  const sent: Sent = { method: 'PUT', headers, body: piece.bytes };
  await sendBytes(`uploads/${upload.id}/parts/${piece.offset}/`, sent, options);
}

async function direct(upload: Upload, piece: Piece, hash: Uint8Array, options: UploadOptions): Promise<void> {
  const parts = [{ offset: piece.offset, sha256: hex(hash) }];
  const { links } = await post<Links>(`uploads/${upload.id}/links/`, { parts });
  for (const link of links) {
    await sendElsewhere(link.url, { method: 'PUT', headers: link.headers, body: piece.bytes }, options);
  }
}

/** Tries again, after longer and longer waits, what failed for a line or a server that is away. */
export async function again<T>(run: () => Promise<T>, options: UploadOptions = {}): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await run();
    } catch (error) {
      if (options.signal?.aborted || tried === TRIES || !mayPass(error)) throw error;
      options.onWait?.();
      await wait(Math.min(WAIT_MAX_MS, 500 * 2 ** (tried - 1)), options.signal);
    }
  }
}

function mayPass(error: unknown): boolean {
  if (!isApiError(error)) return false;
  return error.offline || error.code === 'upload_checksum' || error.status === 429 || error.status >= 500;
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

async function sha256(bytes: Blob): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer()));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
