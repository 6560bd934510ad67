import { createStore, del, entries, get, promisifyRequest, update } from 'idb-keyval';
import * as v from 'valibot';
import type { Answer } from '../../domain/answer';

const SCHEMA = 2;
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

const wholeNumber = v.pipe(v.number(), v.integer());
const keyframe = v.object({
  frame: wholeNumber,
  left: wholeNumber,
  top: wholeNumber,
  width: wholeNumber,
  height: wholeNumber,
});
const trace = v.object({
  id: v.string(),
  onset_frame: v.nullable(wholeNumber),
  offset_frame: v.nullable(wholeNumber),
  categories: v.array(v.string()),
  other_tag: v.string(),
  explanation: v.string(),
  confidence: v.nullable(v.picklist([1, 2, 3])),
  keyframes: v.array(keyframe),
  origin: v.picklist(['human', 'suggestion', 'import']),
  suggestion: v.nullable(v.string()),
});
const answer = v.object({
  verdict: v.nullable(v.picklist(['fake', 'real', 'unsure'])),
  note: v.string(),
  traces: v.array(trace),
});
const fields = {
  sha256: v.string(),
  baseRevision: wholeNumber,
  answer,
  unsaved: v.boolean(),
  outgoing: v.nullable(v.object({ answer, baseRevision: wholeNumber, key: v.string() })),
  view: v.object({ frame: wholeNumber, selectedTraceId: v.nullable(v.string()) }),
  updatedAt: v.number(),
};
const draft = v.object({
  schema: v.literal(SCHEMA),
  userId: v.nullable(wholeNumber),
  project: v.string(),
  copied: v.nullable(v.object({ digest: v.string(), at: v.number() })),
  ...fields,
});
/** What the first version wrote: it knew neither the person nor copies. */
const draftOfVersion1 = v.pipe(
  v.object({ schema: v.literal(1), ...fields }),
  v.transform((old) => draftMake({ ...old, userId: null, project: '', copied: null })),
);
const stored = v.union([draft, draftOfVersion1]);

/** Where drafts are kept: IndexedDB in the browser, anything in tests. */
export type DraftStore = {
  get(annotationId: string): Promise<Draft | null>;
  put(annotationId: string, draft: Draft): Promise<void>;
  remove(annotationId: string): Promise<void>;
  all(): Promise<readonly (readonly [annotationId: string, draft: Draft])[]>;
  /** Replaces what `before` was, or removes it for null; false when it is another one by now. */
  swap(annotationId: string, before: Draft, after: Draft | null): Promise<boolean>;
};

/** Reads what an earlier version or another program may have written: anything unexpected is no draft. */
export function draftParse(value: unknown): Draft | null {
  const result = v.safeParse(stored, value);
  return result.success ? result.output : null;
}

export const indexedDbDrafts: DraftStore = {
  get: async (annotationId) => draftParse(await get(keyOf(annotationId), store)),
  put: (annotationId, value) => store('readwrite', (drafts) => putNow(drafts, keyOf(annotationId), value)),
  remove: (annotationId) => del(keyOf(annotationId), store),
  all: async () => (await entries(store)).flatMap(([key, value]) => draftEntry(String(key), value)),
  swap: async (annotationId, before, after) => {
    let isSame = false;
    const replace = (value: unknown) => {
      isSame = draftParse(value)?.updatedAt === before.updatedAt;
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

function draftEntry(key: string, value: unknown): [string, Draft][] {
  const found = key.startsWith(PREFIX) ? draftParse(value) : null;
  return found === null ? [] : [[key.slice(PREFIX.length), found]];
}

function keyOf(annotationId: string): string {
  return PREFIX + annotationId;
}
