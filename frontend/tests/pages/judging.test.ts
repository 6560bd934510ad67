import { expect, test } from 'vitest';
import { reasonText } from '../../src/i18n/reasons';
import { exchanged, reasonsToSave, wholeOrder } from '../../src/pages/settings/judging';

test('what a project does not order by can still be chosen', () => {
  expect(wholeOrder(['age'])).toEqual(['age', 'disagreement', 'gold_failure']);
});

test('two neighbours change places; at the ends nothing does', () => {
  expect(exchanged(['a', 'b', 'c'], 1, 0)).toEqual(['b', 'a', 'c']);
  expect(exchanged(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
});

test('a new reason gets a code of its own, an old one keeps its', () => {
  const saved = reasonsToSave([
    { code: 'short', label: ' Too short, by far ' },
    { code: '', label: 'Too long!' },
    { code: '', label: 'Too long?' },
    { code: '', label: '太长' },
    { code: '', label: '2 boxes' },
  ]);
  expect(saved).toEqual([
    { code: 'short', label: 'Too short, by far' },
    { code: 'own_too_long', label: 'Too long!' },
    { code: 'own_too_long_2', label: 'Too long?' },
    { code: 'own_reason', label: '太长' },
    { code: 'own_boxes', label: '2 boxes' },
  ]);
});

test('a reason is told in words as far as there are any', () => {
  const own = [{ code: 'own_blurry', label: 'Too blurry' }];
  expect(reasonText('wrong_verdict', own)).toBe('The verdict is wrong');
  expect(reasonText('own_blurry', own)).toBe('Too blurry');
  expect(reasonText('own_gone', own)).toBe('own_gone');
});
