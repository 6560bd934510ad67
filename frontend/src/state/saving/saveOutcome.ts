import { ApiError } from '../../api/errors';
import type { Annotation } from '../../api/types';
import { answerOf } from '../../domain/answer';
import type { SaveOutcome } from './autosave';
import type { LeaseOutcome } from './lease';

/** After these nothing that is typed here can be saved any more. */
const FINAL_CODES = ['lease_lost', 'annotation_not_draft', 'wrong_state', 'not_yours', 'not_found'];

/** What a failed save means for the saves after it. */
export function saveOutcomeOf(error: unknown): SaveOutcome {
  if (!(error instanceof ApiError) || meansLater(error)) return { kind: 'unreachable' };
  if (error.status === 412) return conflictOf(error);
  if (error.status === 401) return { kind: 'signed_out' };
  return {
    kind: 'refused',
    code: error.code,
    detail: error.errors[0]?.detail ?? error.detail,
    final: FINAL_CODES.includes(error.code),
  };
}

export function leaseOutcomeOf(error: unknown): LeaseOutcome {
  const lost = error instanceof ApiError && [403, 404, 409].includes(error.status);
  return lost ? 'lost' : 'unreachable';
}

function conflictOf(error: ApiError): SaveOutcome {
  const current = error.body.current as Annotation | undefined;
  if (!current) return { kind: 'refused', code: error.code, detail: error.detail, final: false };
  return { kind: 'conflict', revision: current.revision, theirs: answerOf(answerFrom(current)) };
}

/** No answer at all, an overloaded or restarting server, too many requests. */
export function meansLater(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  return error.offline || error.status >= 500 || error.status === 429;
}

/** The answer inside a REST body; a confidence that is none of 1, 2, 3 is none. */
export function answerFrom(body: Pick<Annotation, 'verdict' | 'note' | 'traces'>) {
  const traces = body.traces.map((trace) => ({ ...trace, confidence: confidenceFrom(trace.confidence) }));
  return { verdict: body.verdict, note: body.note, traces };
}

function confidenceFrom(value: number | null): 1 | 2 | 3 | null {
  return value === 1 || value === 2 || value === 3 ? value : null;
}
