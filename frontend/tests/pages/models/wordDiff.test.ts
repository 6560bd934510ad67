import { describe, expect, it } from 'vitest';
import { wordDiff } from '../../../src/pages/models/explanations/wordDiff';

const short = (before: string, after: string) =>
  wordDiff(before, after).map(({ kind, text }) => `${{ same: '=', gone: '-', new: '+' }[kind]}${text}`);

describe('what changed between two texts', () => {
  it('is told word by word, what goes before what comes', () => {
    expect(short('the hand melt fast', 'The hand melts fast.')).toEqual([
      '-the ',
      '+The ',
      '=hand ',
      '-melt ',
      '+melts ',
      '=fast',
      '+.',
    ]);
  });

  it('is told sign by sign where words have no spaces', () => {
    expect(short('手融化', '手融化了。')).toEqual(['=手融化', '+了。']);
  });

  it('is nothing for equal texts, and everything for none', () => {
    expect(short('It melts.', 'It melts.')).toEqual(['=It melts.']);
    expect(short('', 'New.')).toEqual(['+New.']);
    expect(short('Old', '')).toEqual(['-Old']);
    expect(short('', '')).toEqual([]);
  });

  it('gives both texts back whole, also where they are long', () => {
    const [before, after] = ['one two '.repeat(800), 'two three '.repeat(800)];
    const pieces = wordDiff(before, after);
    expect(
      pieces
        .filter(({ kind }) => kind !== 'new')
        .map(({ text }) => text)
        .join(''),
    ).toBe(before);
    expect(
      pieces
        .filter(({ kind }) => kind !== 'gone')
        .map(({ text }) => text)
        .join(''),
    ).toBe(after);
  });
});
