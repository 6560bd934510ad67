import type { Decision, Suggestion, SuggestionRun } from '../../../api/models/suggestions';
import { type Answer, answerTraceTake } from '../../../domain/answer';
import type { Trace } from '../../../domain/trace';
import type { Edit } from '../../../state/annotation.svelte';

/* How a suggestion becomes a trace of one's own, and what that says about it. */

/** A moment that a model marked as suspicious. */
export type Mark = { readonly frame: number; readonly strength: number; readonly heuristic: boolean };

/** The suggestion as a trace of the answer; categories that the project does not offer are left out. */
export function traceFrom(suggestion: Suggestion, id: string, offered: readonly string[]): Trace {
  return {
    id,
    onset_frame: suggestion.onset_frame,
    offset_frame: suggestion.offset_frame,
    categories: suggestion.categories.filter((key) => offered.includes(key)),
    other_tag: '',
    explanation: suggestion.explanation,
    confidence: null,
    keyframes: suggestion.keyframes,
    origin: 'suggestion',
    suggestion: suggestion.id,
  };
}

export function editSuggestionTake(trace: Trace): Edit {
  return {
    label: 'suggestion_taken',
    change: (answer) => answerTraceTake(answer, trace),
    selects: trace.id,
  };
}

/** The trace of the answer that was taken from this suggestion. */
export function takenFrom(answer: Answer, suggestion: string): Trace | null {
  return answer.traces.find((trace) => trace.suggestion === suggestion) ?? null;
}

/** Whether all that was suggested still stands: what a model left open, a person fills in without changing it. */
export function isUnchanged(trace: Trace, suggestion: Suggestion, offered: readonly string[]): boolean {
  const proposed = traceFrom(suggestion, trace.id, offered);
  const categories = proposed.categories.length === 0 ? proposed.categories : trace.categories;
  const explanation = proposed.explanation === '' ? '' : trace.explanation;
  return sayings({ ...trace, categories, explanation }) === sayings(proposed);
}

function sayings({ onset_frame, offset_frame, categories, explanation, keyframes }: Trace): string {
  const boxes = keyframes.map(({ frame, left, top, width, height }) => [frame, left, top, width, height]);
  return JSON.stringify([onset_frame, offset_frame, categories, explanation, boxes]);
}

/** What is to be recorded about a suggestion: a decision, `back` to take the recorded one back, or nothing. */
export type Due = { readonly decision: Decision; readonly trace: string } | 'back' | null;

/**
 * The record follows the answer: a trace that is taken makes its suggestion accepted, or edited where it was changed or
 * taken to be changed; undoing that takes the decision back. A rejection stays until it is taken back by hand.
 */
export function decisionDue(
  suggestion: Suggestion,
  answer: Answer,
  { toEdit, offered }: { toEdit: boolean; offered: readonly string[] },
): Due {
  const recorded = suggestion.decision;
  const trace = takenFrom(answer, suggestion.id);
  if (trace === null) return recorded === null || recorded.decision === 'rejected' ? null : 'back';
  const decision = toEdit || !isUnchanged(trace, suggestion, offered) ? 'edited' : 'accepted';
  const isRecorded = recorded?.decision === decision && recorded.trace === trace.id;
  return isRecorded ? null : { decision, trace: trace.id };
}

/** The marks of all runs in the clip's order; of several on one frame the strongest. */
export function marksOf(runs: readonly SuggestionRun[]): Mark[] {
  const strongest = new Map<number, Mark>();
  for (const { marks, model } of runs) {
    for (const [frame = 0, strength = 0] of marks) {
      const known = strongest.get(frame);
      if (known === undefined || known.strength < strength)
        strongest.set(frame, { frame, strength, heuristic: model.heuristic });
    }
  }
  return [...strongest.values()].sort((a, b) => a.frame - b.frame);
}

/** The next one before (-1) or after (1) a frame, or null. */
export function markBeside(marks: readonly Mark[], frame: number, direction: 1 | -1): Mark | null {
  const beside = marks.filter((mark) => (mark.frame - frame) * direction > 0);
  return (direction > 0 ? beside[0] : beside.at(-1)) ?? null;
}

/** In the order in which they begin; what begins at once, by what a model is surer of. */
export function inOrder(suggestions: readonly Suggestion[]): Suggestion[] {
  return [...suggestions].sort(
    (a, b) => a.onset_frame - b.onset_frame || (b.score ?? 0) - (a.score ?? 0) || (a.id < b.id ? -1 : 1),
  );
}

/** The one after (1) or before (-1) the selected one, going round; without a selection the first or last. */
export function besideOf(
  suggestions: readonly Suggestion[],
  selected: string | null,
  direction: 1 | -1,
): Suggestion | null {
  const at = suggestions.findIndex(({ id }) => id === selected);
  if (at < 0) return suggestions.at(direction > 0 ? 0 : -1) ?? null;
  return suggestions.at((at + direction) % suggestions.length) ?? null;
}
