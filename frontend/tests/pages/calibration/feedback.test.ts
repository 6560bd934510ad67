import { expect, test } from 'vitest';
import type { Feedback } from '../../../src/api/calibration';
import { clipsToPass, firstFrame, tracesOf } from '../../../src/pages/calibration/feedback/feedback';

const trace = (id: string, onset: number, offset: number) => ({
  id,
  onset_frame: onset,
  offset_frame: offset,
  categories: ['object_merging'],
  other_tag: '',
  explanation: '',
  confidence: null,
  keyframes: [{ frame: onset, left: 10, top: 20, width: 30, height: 40 }],
});

const feedback = {
  expected: { verdict: 'fake', traces: [{ ...trace('a', 12, 40), sources: [] }] },
  own: { verdict: 'fake', note: '', traces: [{ ...trace('b', 20, 44), origin: 'human', suggestion: null }] },
} as unknown as Feedback;

test('expected traces come first and have a box on their own frames only', () => {
  const traces = tracesOf(feedback);
  expect(traces.map(({ who, number }) => [who, number])).toEqual([
    ['expected', 1],
    ['own', 1],
  ]);
  const [expected] = traces;
  expect(expected?.boxAt(12)).toEqual({ left: 10, top: 20, width: 30, height: 40 });
  expect(expected?.boxAt(40)).not.toBeNull();
  expect(expected?.boxAt(11)).toBeNull();
  expect(expected?.boxAt(41)).toBeNull();
});

test('one looks first at the middle of what was expected, or at the start where there is nothing', () => {
  expect(firstFrame(tracesOf(feedback))).toBe(26);
  expect(firstFrame([])).toBe(0);
});

test.each([
  [0.7, 10, 7],
  [0.7, 5, 4],
  [1, 3, 3],
  [0, 3, 0],
])('a share of %f of %i clips is %i', (share, clips, right) => {
  expect(clipsToPass(share, clips)).toBe(right);
});
