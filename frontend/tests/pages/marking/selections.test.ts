import { describe, expect, it } from 'vitest';
import { traceOfSpan } from '../../../src/domain/trace';
import { boundaryBeside } from '../../../src/pages/workbench/marking/boundaries';
import { rangeBetween, rangeFrom, rangeTo } from '../../../src/pages/workbench/marking/range';

describe('a selected range', () => {
  it('lies between two frames, in whichever order they were given, and inside the clip', () => {
    expect(rangeBetween(30, 12, 47)).toEqual([12, 30]);
    expect(rangeBetween(-4, 99, 47)).toEqual([0, 47]);
    expect(rangeBetween(5, 5, 47)).toEqual([5, 5]);
  });

  it('begins at the playhead; an end before that is let go', () => {
    expect(rangeFrom(null, 12, 47)).toEqual([12, 47]);
    expect(rangeFrom([3, 20], 12, 47)).toEqual([12, 20]);
    expect(rangeFrom([3, 8], 12, 47)).toEqual([12, 47]);
  });

  it('ends at the playhead; a beginning after that is let go', () => {
    expect(rangeTo(null, 12)).toEqual([0, 12]);
    expect(rangeTo([3, 20], 12)).toEqual([3, 12]);
    expect(rangeTo([15, 20], 12)).toEqual([0, 12]);
  });
});

describe('the next and the previous boundary', () => {
  const traces = [traceOfSpan('a', 10, 30), traceOfSpan('b', 20, null), traceOfSpan('c', 30, 44)];

  it('is the nearest onset or offset of any trace', () => {
    expect(boundaryBeside(traces, 0, 1)).toEqual({ frame: 10, edge: 'onset', number: 1 });
    expect(boundaryBeside(traces, 10, 1)).toEqual({ frame: 20, edge: 'onset', number: 2 });
    expect(boundaryBeside(traces, 20, 1)).toEqual({ frame: 30, edge: 'offset', number: 1 });
    expect(boundaryBeside(traces, 40, -1)?.frame).toBe(30);
    expect(boundaryBeside(traces, 30, -1)).toEqual({ frame: 20, edge: 'onset', number: 2 });
  });

  it('is none beyond the last one, and none without traces', () => {
    expect(boundaryBeside(traces, 44, 1)).toBeNull();
    expect(boundaryBeside(traces, 10, -1)).toBeNull();
    expect(boundaryBeside([], 5, 1)).toBeNull();
  });
});
