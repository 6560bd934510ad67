import { expect, test } from 'vitest';
import type { Category } from '../../src/api/types';
import { inOrder, swapped } from '../../src/pages/settings/order';

const category = (key: string, position: number): Category => ({
  key,
  name: key,
  definition: '',
  example: '',
  position,
  archived: false,
});
const list = [category('a', 1), category('b', 2), category('c', 3)];

test('categories stand in the order of their positions', () => {
  expect(inOrder([list[2], list[0], list[1]] as Category[]).map(({ key }) => key)).toEqual(['a', 'b', 'c']);
});

test('two neighbours change places, and only they are saved', () => {
  const { list: moved, changed } = swapped(list, 1, 2);
  expect(moved.map(({ key }) => key)).toEqual(['a', 'c', 'b']);
  expect(changed.map(({ key, position }) => [key, position])).toEqual([
    ['c', 2],
    ['b', 3],
  ]);
});

test('positions with gaps are numbered anew', () => {
  const gaps = [category('a', 10), category('b', 20), category('c', 20)];
  expect(swapped(gaps, 0, 1).list.map(({ key, position }) => [key, position])).toEqual([
    ['b', 1],
    ['a', 2],
    ['c', 3],
  ]);
});

test('there is nothing beyond the ends', () => {
  expect(swapped(list, 0, -1)).toEqual({ list, changed: [] });
});
