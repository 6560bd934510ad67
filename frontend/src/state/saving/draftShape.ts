import * as v from 'valibot';
import { type Draft, draftMake, SCHEMA } from './drafts';

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

/** Reads what an earlier version or another program may have written: anything unexpected is no draft. */
export function draftParse(value: unknown): Draft | null {
  const result = v.safeParse(stored, value);
  return result.success ? result.output : null;
}
