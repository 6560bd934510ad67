import { annotationCopyMake } from '../../api/annotations';
import { type Answer, answerDigest } from '../../domain/answer';
import type { Draft, DraftStore } from './drafts';
import { ANSWER_WITHIN_MS, bodyOf } from './sending';

/* Versions that are kept beside an annotation, because they cannot or shall not become its answer. */

export type CopyState =
  | { readonly kind: 'none' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly at: number }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Saves this version on the server, once however often it is asked for; resolves to when that was. */
export async function copySave(annotationId: string, answer: Answer, baseRevision: number): Promise<number> {
  const copy = await annotationCopyMake(
    annotationId,
    { ...bodyOf(answer), base_revision: baseRevision },
    {
      idempotencyKey: `copy-${annotationId}-${answerDigest(answer)}-${baseRevision}`,
      timeoutMs: ANSWER_WITHIN_MS,
    },
  );
  return Date.parse(copy.made_at);
}

/** Notes on the device that the draft's answer has been saved as a copy. */
export async function copyNote(drafts: DraftStore, annotationId: string, at: number): Promise<void> {
  const draft = await drafts.get(annotationId);
  if (draft === null) return;
  await drafts.swap(annotationId, draft, { ...draft, copied: { digest: answerDigest(draft.answer), at } });
}

/** When the draft's answer, as it is now, was saved as a copy; null: it was not. */
export function copiedAt({ copied, answer }: Draft): number | null {
  return copied !== null && copied.digest === answerDigest(answer) ? copied.at : null;
}

/** An answer as a file that its owner can keep: for when not even the server can be reached. */
export function answerFile(facts: { annotation: string; project: string; revision: number }, answer: Answer) {
  const name = `deeptrace-${facts.annotation}.json`;
  const { verdict, note, traces } = answer;
  const body = { ...facts, written_at: new Date().toISOString(), verdict, note, traces };
  return { name, text: `${JSON.stringify(body, null, 2)}\n` };
}
