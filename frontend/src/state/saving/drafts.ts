import { createStore, del, entries, get, promisifyRequest, update } from 'idb-keyval';
import type { Answer } from '../../domain/answer';

export const SCHEMA = 2;
/** Where idb-keyval keeps what it is given no store for. */
const store = createStore('keyval-store', 'keyval');
const PREFIX = 'deeptrace-draft-';

/** An answer on its way to the server. Repeated unchanged, with its key, until the outcome is known. */
export type Outgoing = { readonly answer: Answer; readonly baseRevision: number; readonly key: string };

/** Where the person was looking. */
export type View = { readonly frame: number; readonly selectedTraceId: string | null };

/** A version that was saved on the server beside the annotation. */
export type Copied = { readonly digest: string; readonly at: number };

/** What this device keeps of one annotation. */
export type Draft = {
  readonly schema: typeof SCHEMA;
  /** Whose it is: never shown to nor sent by anybody else. Null: an earlier version of this program did not note it. */
  readonly userId: number | null;
  readonly project: string;
  readonly sha256: string;
  /** The server's revision that `answer` was made from. */
  readonly baseRevision: number;
  readonly answer: Answer;
  /** Whether `answer` has something that the server is not known to have. */
  readonly unsaved: boolean;
  readonly outgoing: Outgoing | null;
  readonly view: View;
  /** Set once the answer with this digest was saved as a copy, because it cannot be saved itself. */
  readonly copied: Copied | null;
  readonly updatedAt: number;
};

/** Where drafts are kept: IndexedDB in the browser, anything in tests. */
export type DraftStore = {
  get(annotationId: string): Promise<Draft | null>;
  put(annotationId: string, draft: Draft): Promise<void>;
  remove(annotationId: string): Promise<void>;
  all(): Promise<readonly (readonly [annotationId: string, draft: Draft])[]>;
  /** Replaces what `before` was, or removes it for null; false when it is another one by now. */
  swap(annotationId: string, before: Draft, after: Draft | null): Promise<boolean>;
};

export const indexedDbDrafts: DraftStore = {
  get: async (annotationId) => draftRead(await get(keyOf(annotationId), store)),
  put: (annotationId, value) => store('readwrite', (drafts) => putNow(drafts, keyOf(annotationId), value)),
  remove: (annotationId) => del(keyOf(annotationId), store),
  all: async () => {
    const found = await Promise.all(
      (await entries(store)).map(([key, value]) => draftEntry(String(key), value)),
    );
    return found.flat();
  },
  swap: async (annotationId, before, after) => {
    let isSame = false;
    const replace = (value: unknown) => {
      isSame = isRecord(value) && value.updatedAt === before.updatedAt;
      return isSame ? after : value;
    };
    await update<unknown>(keyOf(annotationId), replace, store);
    return isSame;
  },
};

export function draftMake(fields: Omit<Draft, 'schema'>): Draft {
  return { ...fields, schema: SCHEMA };
}

/** Commits in the same breath: a process that is killed just after it has kept the draft. */
function putNow(drafts: IDBObjectStore, key: string, value: Draft): Promise<void> {
  drafts.put(value, key);
  drafts.transaction.commit?.();
  return promisifyRequest(drafts.transaction);
}

/** Whether the draft may be shown to this person; one of unknown owner only where the annotation is theirs. */
export function draftIsOf({ userId }: Draft, person: number): boolean {
  return userId === null || userId === person;
}

/** Most starts find nothing kept: what it takes to check a draft is loaded when there is one. */
async function draftRead(value: unknown): Promise<Draft | null> {
  if (value === undefined) return null;
  const { draftParse } = await import('./draftShape');
  return draftParse(value);
}

async function draftEntry(key: string, value: unknown): Promise<[string, Draft][]> {
  const found = key.startsWith(PREFIX) ? await draftRead(value) : null;
  return found === null ? [] : [[key.slice(PREFIX.length), found]];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function keyOf(annotationId: string): string {
  return PREFIX + annotationId;
}
