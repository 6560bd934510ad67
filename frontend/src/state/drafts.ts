import { del, get, set } from 'idb-keyval';
import * as v from 'valibot';
import type { Answer } from '../domain/answer';

const SCHEMA = 1;

/** An answer on its way to the server. Repeated unchanged, with its key, until the outcome is known. */
export type Outgoing = { readonly answer: Answer; readonly baseRevision: number; readonly key: string };

/** Where the person was looking. */
export type View = { readonly frame: number; readonly selectedTraceId: string | null };

/** What this device keeps of one annotation. */
export type Draft = {
  readonly schema: typeof SCHEMA;
  readonly sha256: string;
  /** The server's revision that `answer` was made from. */
  readonly baseRevision: number;
  readonly answer: Answer;
  /** Whether `answer` has something that the server is not known to have. */
  readonly unsaved: boolean;
  readonly outgoing: Outgoing | null;
  readonly view: View;
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
const draft = v.object({
  schema: v.literal(SCHEMA),
  sha256: v.string(),
  baseRevision: wholeNumber,
  answer,
  unsaved: v.boolean(),
  outgoing: v.nullable(v.object({ answer, baseRevision: wholeNumber, key: v.string() })),
  view: v.object({ frame: wholeNumber, selectedTraceId: v.nullable(v.string()) }),
  updatedAt: v.number(),
});

/** Where drafts are kept: IndexedDB in the browser, anything in tests. */
export type DraftStore = {
  get(annotationId: string): Promise<Draft | null>;
  put(annotationId: string, draft: Draft): Promise<void>;
  remove(annotationId: string): Promise<void>;
};

/** Reads what an earlier version or another program may have written: anything unexpected is no draft. */
export function draftParse(stored: unknown): Draft | null {
  const result = v.safeParse(draft, stored);
  return result.success ? result.output : null;
}

export const indexedDbDrafts: DraftStore = {
  get: async (annotationId) => draftParse(await get(keyOf(annotationId))),
  put: (annotationId, value) => set(keyOf(annotationId), value),
  remove: (annotationId) => del(keyOf(annotationId)),
};

export function draftMake(fields: Omit<Draft, 'schema'>): Draft {
  return { schema: SCHEMA, ...fields };
}

function keyOf(annotationId: string): string {
  return `deeptrace-draft-${annotationId}`;
}
