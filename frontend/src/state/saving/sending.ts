import { annotationGet, annotationPut, annotationSubmit } from '../../api/annotations';
import { ApiError, signInAgain } from '../../api/client';
import { meGet } from '../../api/person/session';
import type { Annotation } from '../../api/types';
import { type Answer, answerEqual } from '../../domain/answer';
import { uuidMake } from '../../domain/ids';
import type { SaveOutcome } from './autosave';
import type { Outgoing } from './drafts';
import { answerFrom, meansLater, saveOutcomeOf } from './saveOutcome';

/* How an answer travels to the server so that it arrives once, as the person who wrote it. */

/** A connection may hang without an end: after this long it counts as unreachable, and the same is sent again. */
export const ANSWER_WITHIN_MS = 20_000;
const SUBMIT_RETRIES_MS = [500, 1000, 2000, 4000, 8000, 8000, 8000];

export type SendOptions = {
  /** Whose answer it is. */
  readonly userId: number;
  readonly keepalive?: boolean;
  /** Whether the person may be asked to sign in. */
  readonly asks: boolean;
};

export type Sent = { readonly outcome: SaveOutcome; readonly saved: Annotation | null };

/** Sends one save; what became of it, and the annotation where the server took it. */
export async function answerSend(id: string, outgoing: Outgoing, options: SendOptions): Promise<Sent> {
  try {
    const saved = await put(id, outgoing, options);
    return { outcome: { kind: 'saved', revision: saved.revision }, saved };
  } catch (error) {
    if (!(await isForSomebodyElse(error, options.userId)))
      return { outcome: saveOutcomeOf(error), saved: null };
    const isBack = options.asks && !options.keepalive && (await signInAgain());
    return isBack
      ? answerSend(id, outgoing, { ...options, asks: false })
      : { outcome: { kind: 'signed_out' }, saved: null };
  }
}

/**
 * Hands a saved answer in. A server that restarts in between costs nothing: the same is asked again, with the
 * same key, and a hand-in that turns out to have happened is one.
 */
export async function answerSubmit(
  { id }: Annotation,
  revision: number,
  answer: Answer,
  onWait: () => void,
): Promise<Annotation> {
  const idempotencyKey = uuidMake();
  for (const retryMs of [...SUBMIT_RETRIES_MS, null]) {
    try {
      return await annotationSubmit(id, revision, { idempotencyKey, timeoutMs: ANSWER_WITHIN_MS });
    } catch (error) {
      const handedIn = isMovedOn(error) ? await annotationGet(id) : null;
      if (handedIn && isHandedIn(handedIn, answer)) return handedIn;
      if (retryMs === null || !meansLater(error)) throw error;
      onWait();
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
  throw new Error('unreachable: the last attempt returns or throws');
}

/**
 * Whether the request was refused because another person has signed in to this browser meanwhile: to them the
 * annotation does not exist.
 */
export async function isForSomebodyElse(error: unknown, userId: number): Promise<boolean> {
  if (!(error instanceof ApiError) || ![403, 404].includes(error.status)) return false;
  const me = await meGet().catch(() => null);
  return me !== null && me.id !== userId;
}

/** The answer as a request body: plain values of its own. */
export function bodyOf(answer: Answer): Pick<Annotation, 'verdict' | 'note' | 'traces'> {
  return structuredClone(answer) as Pick<Annotation, 'verdict' | 'note' | 'traces'>;
}

function put(id: string, { answer, baseRevision, key }: Outgoing, options: SendOptions): Promise<Annotation> {
  return annotationPut(id, bodyOf(answer), baseRevision, {
    idempotencyKey: key,
    keepalive: options.keepalive ?? false,
    timeoutMs: ANSWER_WITHIN_MS,
    signIn: options.asks ? 'ask' : 'never',
  });
}

function isMovedOn(error: unknown): boolean {
  return error instanceof ApiError && [409, 412].includes(error.status);
}

function isHandedIn(annotation: Annotation, answer: Answer): boolean {
  const isDone = annotation.status === 'submitted' || annotation.status === 'accepted';
  return isDone && answerEqual(answerFrom(annotation), answer);
}
