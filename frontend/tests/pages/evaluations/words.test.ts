import { describe, expect, it } from 'vitest';
import { scoreOf } from '../../../src/pages/evaluations/rate/scores';
import { intervalText, reasonText, splitsText, valueText } from '../../../src/pages/evaluations/words';

const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
  scoreOf({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, target: null, ...more });

describe('figures', () => {
  const known = { value: 70.25, ci: [63, 78.12] as const, n: 12, reason: null };

  it('have one decimal and their interval', () => {
    expect([valueText(known), intervalText(known)]).toEqual(['70.3', '63.0 to 78.1']);
  });

  it('say why there is none', () => {
    const none = { value: null, ci: null, n: 3, reason: 'not_judged' };
    expect([valueText(none), intervalText(none), reasonText(none)]).toEqual(['–', '', 'not judged']);
    expect(valueText(undefined)).toBe('–');
  });

  it('name the splits that they are of', () => {
    expect(splitsText([])).toBe('All splits');
  });
});

describe('the keys of the blind rating', () => {
  it('are 1, 2 and 3', () => {
    expect(['1', '2', '3', '4'].map((key) => press(key))).toEqual([0, 0.5, 1, null]);
  });

  it('rate nothing with a modifier or held down', () => {
    expect([press('1', { ctrlKey: true }), press('1', { repeat: true })]).toEqual([null, null]);
  });
});
