import type { Annotation } from '../../api/types';
import type { Unsaved } from './autosave';
import type { Draft } from './drafts';
import { answerFrom } from './saveOutcome';

/* What an opened annotation goes on from: the server's answer or this device's draft. */

export function cleanOf(annotation: Annotation): Unsaved {
  return {
    answer: answerFrom(annotation),
    baseRevision: annotation.revision,
    unsaved: false,
    outgoing: null,
  };
}

/** Whether this device has what the server has not, or what the server could not be asked for. */
export function isAhead(draft: Draft | null, { revision }: Annotation): draft is Draft {
  return draft !== null && (draft.unsaved || draft.baseRevision > revision);
}

export function keptOf({ answer, baseRevision, unsaved, outgoing }: Draft): Unsaved {
  return { answer, baseRevision, unsaved, outgoing };
}

export function savedAtOf(annotation: Annotation): number | null {
  return annotation.revision > 0 && annotation.updated_at ? Date.parse(annotation.updated_at) : null;
}
