import { describe, expect, it, vi } from 'vitest';
import type { DecisionMade, Suggestion, SuggestionRun } from '../../../src/api/models/suggestions';
import { type Answer, EMPTY_ANSWER } from '../../../src/domain/answer';
import { Recording } from '../../../src/pages/workbench/suggestions/recording.svelte';
import {
  besideOf,
  decisionDue,
  editSuggestionTake,
  inOrder,
  isUnchanged,
  markBeside,
  marksOf,
  traceFrom,
} from '../../../src/pages/workbench/suggestions/taking';
import { AnnotationStore } from '../../../src/state/annotation.svelte';

const OFFERED = ['blur', 'merging'];
const suggestion = (id: string, changes: Partial<Suggestion> = {}): Suggestion => ({
  id,
  run: 'run',
  onset_frame: 10,
  offset_frame: 20,
  keyframes: [{ frame: 10, left: 1, top: 2, width: 30, height: 40 }],
  categories: ['blur'],
  explanation: 'The hand melts.',
  score: 0.8,
  decision: null,
  ...changes,
});
const decided = (decision: DecisionMade['decision'], trace: string | null = null): DecisionMade => ({
  decision,
  trace,
  reason: '',
  at: '2026-01-01T00:00:00Z',
});
const due = (each: Suggestion, answer: Answer, toEdit = false) =>
  decisionDue(each, answer, { toEdit, offered: OFFERED });

describe('a suggestion that is taken', () => {
  it('becomes a trace that says where it came from, and makes the verdict fake', () => {
    const store = new AnnotationStore();
    store.load(EMPTY_ANSWER, null);
    store.readOnly = false;
    store.update(editSuggestionTake(traceFrom(suggestion('s'), 't', OFFERED)));
    expect(store.answer.verdict).toBe('fake');
    expect(store.selectedTrace).toMatchObject({ id: 't', origin: 'suggestion', suggestion: 's' });
    expect(store.undo()).toBe('suggestion_taken');
    expect(store.answer.traces).toEqual([]);
  });

  it('loses categories that the project does not offer', () => {
    const foreign = suggestion('s', { categories: ['archived', 'merging'] });
    expect(traceFrom(foreign, 't', OFFERED).categories).toEqual(['merging']);
  });

  it('is unchanged until something of it is changed; the confidence is the person’s own', () => {
    const trace = traceFrom(suggestion('s'), 't', OFFERED);
    expect(isUnchanged({ ...trace, confidence: 2 }, suggestion('s'), OFFERED)).toBe(true);
    expect(isUnchanged({ ...trace, offset_frame: 21 }, suggestion('s'), OFFERED)).toBe(false);
    expect(isUnchanged({ ...trace, explanation: '' }, suggestion('s'), OFFERED)).toBe(false);
    expect(isUnchanged({ ...trace, categories: ['merging'] }, suggestion('s'), OFFERED)).toBe(false);
  });

  it('is unchanged where a person fills in what was left open', () => {
    const vague = suggestion('s', { categories: [], explanation: '' });
    const trace = traceFrom(vague, 't', OFFERED);
    expect(isUnchanged({ ...trace, categories: ['blur'], explanation: 'Mine.' }, vague, OFFERED)).toBe(true);
  });
});

describe('the record', () => {
  const trace = traceFrom(suggestion('s'), 't', OFFERED);
  const answer: Answer = { ...EMPTY_ANSWER, traces: [trace] };
  const edited: Answer = { ...EMPTY_ANSWER, traces: [{ ...trace, onset_frame: 9 }] };

  it.each([
    ['nothing taken, nothing recorded', null, EMPTY_ANSWER, false, null],
    ['taken as it is', null, answer, false, { decision: 'accepted', trace: 't' }],
    ['taken to be changed', null, answer, true, { decision: 'edited', trace: 't' }],
    [
      'changed after it was accepted',
      decided('accepted', 't'),
      edited,
      false,
      { decision: 'edited', trace: 't' },
    ],
    ['recorded already', decided('accepted', 't'), answer, false, null],
    [
      'taken again as another trace',
      decided('accepted', 'x'),
      answer,
      false,
      { decision: 'accepted', trace: 't' },
    ],
    ['taken out of the answer again', decided('edited', 't'), EMPTY_ANSWER, true, 'back'],
    ['rejected, and not in the answer', decided('rejected'), EMPTY_ANSWER, false, null],
  ] as const)('follows the answer: %s', (_, decision, given, toEdit, expected) => {
    expect(due(suggestion('s', { decision }), given, toEdit)).toEqual(expected);
  });

  function recordingOf(all: Suggestion[], given: Answer, decide: () => Promise<unknown>, flushed = true) {
    const server = {
      flush: vi.fn(() => Promise.resolve(flushed)),
      decide: vi.fn(decide),
      undecide: vi.fn(() => Promise.resolve()),
    };
    let now = all;
    const recording = new Recording(server, {
      suggestions: () => now,
      due: (each) => due(each, given),
      recorded: (id, decision) => {
        now = now.map((each) => (each.id === id ? { ...each, decision } : each));
      },
    });
    return { server, recording };
  }

  it('is told to the server once, after the answer is saved', async () => {
    const { server, recording } = recordingOf([suggestion('s')], answer, () => Promise.resolve());
    await recording.now();
    await recording.now();
    expect(server.flush).toHaveBeenCalledTimes(1);
    expect(server.decide.mock.calls).toEqual([['s', { decision: 'accepted', trace: 't', reason: '' }]]);
  });

  it('waits for an answer that is not saved', async () => {
    const { server, recording } = recordingOf([suggestion('s')], answer, () => Promise.resolve(), false);
    await recording.now();
    expect(server.decide).not.toHaveBeenCalled();
  });

  it('says what went wrong, and is told again', async () => {
    let fails = true;
    const { recording } = recordingOf([suggestion('s')], answer, () =>
      fails ? Promise.reject(new Error('gone')) : Promise.resolve(),
    );
    await recording.now();
    expect(recording.error).toBeInstanceOf(Error);
    fails = false;
    await recording.now();
    expect(recording.error).toBeNull();
  });
});

describe('going along', () => {
  const run = (heuristic: boolean, marks: number[][]): SuggestionRun => ({
    id: 'r',
    model: { id: 'm', name: 'M', backend: 'motion', heuristic },
    created_at: '',
    prompt_version: '',
    verdict: null,
    marks,
    raw_text: '',
  });

  it('goes from mark to mark; of two on one frame the stronger counts', () => {
    const marks = marksOf([
      run(true, [
        [30, 0.4],
        [5, 0.2],
      ]),
      run(false, [[30, 0.9]]),
    ]);
    expect(marks.map(({ frame, strength }) => [frame, strength])).toEqual([
      [5, 0.2],
      [30, 0.9],
    ]);
    expect(markBeside(marks, 5, 1)?.frame).toBe(30);
    expect(markBeside(marks, 5, -1)).toBeNull();
  });

  it('goes from suggestion to suggestion and round', () => {
    const all = inOrder([
      suggestion('late', { onset_frame: 40 }),
      suggestion('unsure', { score: 0.1 }),
      suggestion('sure'),
    ]);
    expect(all.map(({ id }) => id)).toEqual(['sure', 'unsure', 'late']);
    expect(besideOf(all, null, 1)?.id).toBe('sure');
    expect(besideOf(all, null, -1)?.id).toBe('late');
    expect(besideOf(all, 'late', 1)?.id).toBe('sure');
    expect(besideOf(all, 'sure', -1)?.id).toBe('late');
    expect(besideOf([], null, 1)).toBeNull();
  });
});
