import { type Answer, answerCompare, type TraceComparison, traceOf } from './answer';
import type { Trace } from './trace';

/* Two versions of one answer, put together trace by trace. */

export type Side = 'mine' | 'theirs';
export type NoteChoice = Side | 'both';
export type TraceChoice = Side | 'both' | 'neither';

export type Choices = {
  readonly verdict: Side;
  readonly note: NoteChoice;
  /** By trace id. */
  readonly traces: Readonly<Record<string, TraceChoice>>;
};

/** A field in which two versions of one trace may differ, in the order in which a person fills it in. */
const DIFFERENCES = [
  'onset_frame',
  'offset_frame',
  'categories',
  'other_tag',
  'explanation',
  'confidence',
  'keyframes',
] as const satisfies (keyof Trace)[];
export type TraceDifference = (typeof DIFFERENCES)[number];

/** Why a combination cannot be an answer. */
export type CombineProblem = 'real_with_traces' | 'too_many_traces' | 'note_too_long';

const MOST_TRACES = 500;
const LONGEST_NOTE = 10_000;

/** What may be chosen for a trace: only what is there, and always to leave it out. */
export function traceChoicesOf({ change }: TraceComparison): readonly TraceChoice[] {
  if (change === 'changed') return ['mine', 'theirs', 'both', 'neither'];
  return change === 'only_theirs' ? ['theirs', 'neither'] : ['mine', 'neither'];
}

/** To begin with nothing that anybody drew is left out, and mine stands where both changed the same. */
export function choicesStart(mine: Answer, theirs: Answer): Choices {
  const verdict = mine.verdict === null ? 'theirs' : 'mine';
  const note = mine.note === '' ? 'theirs' : 'mine';
  const traces = answerCompare(mine, theirs).map(
    ({ id, change }) => [id, change === 'only_theirs' ? 'theirs' : 'mine'] as const,
  );
  return { verdict, note, traces: Object.fromEntries(traces) };
}

/**
 * The answer that the choices make, in my order with their traces after it. Of a trace that is taken in both
 * versions, theirs becomes a trace of its own, with the id that `copyIdOf` gives.
 */
export function versionsCombine(
  mine: Answer,
  theirs: Answer,
  choices: Choices,
  copyIdOf: (traceId: string) => string,
): Answer {
  const traces = answerCompare(mine, theirs).flatMap((comparison) =>
    tracesChosen(comparison, choices.traces[comparison.id] ?? 'mine', copyIdOf),
  );
  const sides = { mine, theirs };
  return { verdict: sides[choices.verdict].verdict, note: noteChosen(mine, theirs, choices.note), traces };
}

export function combineProblems(answer: Answer): CombineProblem[] {
  const problems: CombineProblem[] = [];
  if (answer.verdict === 'real' && answer.traces.length > 0) problems.push('real_with_traces');
  if (answer.traces.length > MOST_TRACES) problems.push('too_many_traces');
  if (answer.note.length > LONGEST_NOTE) problems.push('note_too_long');
  return problems;
}

/** Where a trace of the combination comes from. */
export function sideOf(trace: Trace, mine: Answer): Side {
  return traceOf(mine, trace.id) === trace ? 'mine' : 'theirs';
}

/** What two versions of one trace say differently. */
export function traceDifferences(mine: Trace, theirs: Trace): TraceDifference[] {
  return DIFFERENCES.filter((field) => content(mine[field]) !== content(theirs[field]));
}

/** The same content reads the same, in whatever order its fields arrived. */
function content(value: unknown): string {
  return JSON.stringify(value, (_key, part) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => a.localeCompare(b)))
      : part,
  );
}

function tracesChosen(
  { id, mine, theirs }: TraceComparison,
  choice: TraceChoice,
  copyIdOf: (traceId: string) => string,
): readonly Trace[] {
  if (choice === 'both' && mine && theirs) return [mine, { ...theirs, id: copyIdOf(id) }];
  const chosen = { mine, theirs, both: mine ?? theirs, neither: null }[choice];
  return chosen === null ? [] : [chosen];
}

function noteChosen(mine: Answer, theirs: Answer, choice: NoteChoice): string {
  if (choice !== 'both') return { mine, theirs }[choice].note;
  return [mine.note, theirs.note].filter((note) => note !== '').join('\n\n');
}
