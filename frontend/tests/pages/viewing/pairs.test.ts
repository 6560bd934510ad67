import { describe, expect, it } from 'vitest';
import { AIDS, againstOf, type Choice, pairOf } from '../../../src/pages/workbench/viewing/pairs';

const CHOICE: Choice = { against: 'previous', offset: 1, marks: { a: null, b: null } };
const LAST = 9;

describe('the two frames', () => {
  it('are this one and the one before or after it', () => {
    expect(pairOf('difference', CHOICE, 5, LAST)).toEqual({ picture: 5, other: 4 });
    expect(pairOf('onion', { ...CHOICE, against: 'next', offset: 3 }, 5, LAST)).toEqual({
      picture: 5,
      other: 8,
    });
  });

  it('are none at the edges of the clip', () => {
    expect(pairOf('difference', CHOICE, 0, LAST)).toBeNull();
    expect(pairOf('side_by_side', { ...CHOICE, against: 'next' }, LAST, LAST)).toBeNull();
    expect(pairOf('blink', CHOICE, 0, LAST)).toBeNull();
  });

  it('are this one and the marked one', () => {
    expect(pairOf('difference', { ...CHOICE, against: 'a' }, 5, LAST)).toBeNull();
    const marked: Choice = { ...CHOICE, against: 'a', marks: { a: 2, b: null } };
    expect(pairOf('difference', marked, 5, LAST)).toEqual({ picture: 5, other: 2 });
  });

  it('blink between the marks, or between this frame and the one before', () => {
    expect(pairOf('blink', CHOICE, 5, LAST)).toEqual({ picture: 5, other: 4 });
    expect(pairOf('blink', { ...CHOICE, marks: { a: 2, b: 8 } }, 5, LAST)).toEqual({ picture: 8, other: 2 });
    expect(pairOf('blink', { ...CHOICE, marks: { a: 2, b: null } }, 5, LAST)).toEqual({
      picture: 5,
      other: 2,
    });
  });

  it('are what is offered first where the choice is not offered', () => {
    const both: Choice = { ...CHOICE, against: 'ab', marks: { a: 1, b: 8 } };
    expect(pairOf('side_by_side', both, 5, LAST)).toEqual({ picture: 8, other: 1 });
    expect(pairOf('onion', both, 5, LAST)).toEqual({ picture: 5, other: 4 });
    for (const aid of AIDS) expect(againstOf(aid).length).toBeGreaterThan(0);
  });
});
