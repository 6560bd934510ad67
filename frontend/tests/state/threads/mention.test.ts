import { expect, test } from 'vitest';
import { mentionMatches, mentionPut, mentionTyped, textParts } from '../../../src/state/threads/mention';

const NAMES = ['A-7F3KQ', 'R-72AAA', 'R-B2C3D'];

test('only names that stand for somebody are marked, and never markup', () => {
  const text = '<b>@R-B2C3D</b> and @a-7f3kq, not @R-AAAAA nor x@R-B2C3D';
  const parts = textParts(text, [
    { name: 'R-B2C3D', me: true },
    { name: 'A-7F3KQ', me: false },
  ]);
  expect(parts.map(({ text: part }) => part).join('')).toBe(text);
  expect(parts.filter(({ mention }) => mention !== null)).toEqual([
    { text: '@R-B2C3D', mention: 'me' },
    { text: '@a-7f3kq', mention: 'other' },
  ]);
  expect(textParts('', [])).toEqual([]);
});

test.each([
  ['Hello @', 7, { from: 6, query: '' }],
  ['Hello @R-7', 10, { from: 6, query: 'R-7' }],
  ['（@7', 3, { from: 1, query: '7' }],
  ['@R', 1, { from: 0, query: '' }],
  ['mail@R', 6, null],
  ['@@R', 3, null],
  ['@R-7F3KQ ', 9, null],
  ['plain', 5, null],
])('what is being typed in %j at %i', (text, caret, expected) => {
  expect(mentionTyped(text, caret)).toEqual(expected);
});

test('names match by their beginning, with or without the first letter', () => {
  expect(mentionMatches(NAMES, '')).toEqual(NAMES);
  expect(mentionMatches(NAMES, 'r-')).toEqual(['R-72AAA', 'R-B2C3D']);
  expect(mentionMatches(NAMES, '7')).toEqual(['A-7F3KQ', 'R-72AAA']);
  expect(mentionMatches(NAMES, 'x')).toEqual([]);
});

test('a chosen name takes the place of what was typed, with one space behind it', () => {
  const text = 'Ask @R-7 please';
  const typing = mentionTyped(text, 8);
  expect(typing && mentionPut(text, typing, 'R-72AAA')).toEqual({
    text: 'Ask @R-72AAA please',
    caret: 13,
  });
});
