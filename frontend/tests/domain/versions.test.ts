import { describe, expect, it } from 'vitest';
import { type Answer, answerCompare } from '../../src/domain/answer';
import { type Trace, traceMake } from '../../src/domain/trace';
import {
  choicesStart,
  combineProblems,
  sideOf,
  traceChoicesOf,
  traceDifferences,
  versionsCombine,
} from '../../src/domain/versions';

const BOX = { left: 1, top: 2, width: 3, height: 4 };
const traceOf = (id: string, fields: Partial<Trace> = {}): Trace => ({ ...traceMake(id, 5, BOX), ...fields });
const answerOf = (traces: readonly Trace[], fields: Partial<Answer> = {}): Answer => ({
  verdict: 'fake',
  note: '',
  traces,
  ...fields,
});
const copyIdOf = (id: string) => `${id}-copy`;

const same = traceOf('same');
const [changedMine, changedTheirs] = [
  traceOf('changed', { explanation: 'a' }),
  traceOf('changed', { explanation: 'b' }),
];
const mine = answerOf([same, changedMine, traceOf('mine')], { note: 'my note' });
const theirs = answerOf([traceOf('theirs'), traceOf('same'), changedTheirs], {
  note: 'their note',
  verdict: 'unsure',
});
const start = choicesStart(mine, theirs);
const ids = (answer: Answer) => answer.traces.map(({ id }) => id);

describe('what may be chosen', () => {
  it('is only what is there, and always to leave it out', () => {
    const choices = answerCompare(mine, theirs).map((each) => [each.id, traceChoicesOf(each).join(' ')]);
    expect(Object.fromEntries(choices)).toEqual({
      same: 'mine neither',
      changed: 'mine theirs both neither',
      mine: 'mine neither',
      theirs: 'theirs neither',
    });
  });

  it('leaves nothing out to begin with', () => {
    expect(ids(versionsCombine(mine, theirs, start, copyIdOf))).toEqual([
      'same',
      'changed',
      'mine',
      'theirs',
    ]);
    expect(start).toMatchObject({ verdict: 'mine', note: 'mine' });
  });

  it('begins with theirs where mine says nothing', () => {
    const empty = answerOf([], { verdict: null });
    expect(choicesStart(empty, theirs)).toMatchObject({ verdict: 'theirs', note: 'theirs' });
  });
});

describe('a combination', () => {
  const combine = (choice: 'mine' | 'theirs' | 'both' | 'neither') =>
    versionsCombine(mine, theirs, { ...start, traces: { ...start.traces, changed: choice } }, copyIdOf);

  it.each([
    ['mine', ['a']],
    ['theirs', ['b']],
    ['both', ['a', 'b']],
    ['neither', []],
  ] as const)('has of a trace that both changed: %s', (choice, explanations) => {
    const found = combine(choice).traces.filter(({ id }) => id.startsWith('changed'));
    expect(found.map(({ explanation }) => explanation)).toEqual(explanations);
    expect(new Set(ids(combine(choice))).size).toBe(combine(choice).traces.length);
  });

  it('gives theirs an id of its own where both are taken', () => {
    expect(ids(combine('both'))).toEqual(['same', 'changed', 'changed-copy', 'mine', 'theirs']);
  });

  it('takes the verdict and the note from either, the note from both', () => {
    const of = (verdict: 'mine' | 'theirs', note: 'mine' | 'theirs' | 'both') => {
      const { verdict: v, note: n } = versionsCombine(mine, theirs, { ...start, verdict, note }, copyIdOf);
      return [v, n];
    };
    expect(of('mine', 'mine')).toEqual(['fake', 'my note']);
    expect(of('theirs', 'theirs')).toEqual(['unsure', 'their note']);
    expect(of('mine', 'both')).toEqual(['fake', 'my note\n\ntheir note']);
  });

  it('knows where each of its traces comes from', () => {
    const sides = combine('both').traces.map((trace) => sideOf(trace, mine));
    expect(sides).toEqual(['mine', 'mine', 'theirs', 'mine', 'theirs']);
  });
});

describe('what cannot be combined', () => {
  it.each([
    ['nothing', answerOf([same]), []],
    ['Real with traces', answerOf([same], { verdict: 'real' }), ['real_with_traces']],
    ['more traces than an answer holds', answerOf(Array(501).fill(same)), ['too_many_traces']],
    ['two notes longer than a note', answerOf([], { note: 'x'.repeat(10_001) }), ['note_too_long']],
  ])('%s', (_name, answer, problems) => {
    expect(combineProblems(answer)).toEqual(problems);
  });
});

it('names what differs, and nothing that only reads differently', () => {
  const other = traceOf('same', {
    offset_frame: 9,
    categories: ['x'],
    keyframes: [{ height: 4, width: 3, top: 2, left: 1, frame: 5 }],
  });
  expect(traceDifferences(same, other)).toEqual(['offset_frame', 'categories']);
});
