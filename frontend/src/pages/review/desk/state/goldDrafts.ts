import { createStore, del, get, set } from 'idb-keyval';
import * as v from 'valibot';
import type { Adjudication } from '../../../../domain/adjudication';

/** What this device keeps of one video that is being judged. */
export type GoldDraft = {
  readonly schema: 1;
  /** Whose it is: never shown to anybody else. */
  readonly userId: number;
  /** The version of the gold that was there when it was begun. */
  readonly goldVersion: number;
  readonly answer: Adjudication;
  readonly updatedAt: number;
};

export type GoldDraftStore = {
  get(video: string, userId: number): Promise<GoldDraft | null>;
  put(video: string, draft: GoldDraft): Promise<void>;
  remove(video: string, userId: number): Promise<void>;
};

const store = createStore('keyval-store', 'keyval');
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
  sources: v.array(v.string()),
  how: v.picklist(['kept', 'merged', 'majority', 'edited', 'added']),
});
const draft = v.object({
  schema: v.literal(1),
  userId: wholeNumber,
  goldVersion: wholeNumber,
  answer: v.object({
    verdict: v.nullable(v.picklist(['fake', 'real', 'unsure'])),
    note: v.string(),
    traces: v.array(trace),
    dropped: v.array(v.string()),
  }),
  updatedAt: v.number(),
});

/** Reads what an earlier version may have written: anything unexpected is no draft. */
export function goldDraftParse(value: unknown): GoldDraft | null {
  const result = v.safeParse(draft, value);
  return result.success ? result.output : null;
}

/** Two reviewers at one device have a draft each. */
export const indexedDbGoldDrafts: GoldDraftStore = {
  get: async (video, userId) => {
    const found = goldDraftParse(await get(keyOf(video, userId), store));
    return found?.userId === userId ? found : null;
  },
  put: (video, value) => set(keyOf(video, value.userId), value, store),
  remove: (video, userId) => del(keyOf(video, userId), store),
};

function keyOf(video: string, userId: number): string {
  return `deeptrace-gold-${userId}-${video}`;
}
