import { describe, expect, it } from 'vitest';
import {
  filterFrom,
  filterNames,
  filterSearch,
  filterWith,
  frameFrom,
} from '../../../src/pages/explorer/filters';
import { columnsOf } from '../../../src/pages/explorer/gridKeys';

describe('the filter in the address', () => {
  it('keeps what it knows, in one order, and nothing else', () => {
    const filter = filterFrom('?verdict=fake&q=a%20cup&frame=12&cake=1&kind=');
    expect(filter).toEqual({ q: 'a cup', verdict: 'fake' });
    expect(filterSearch(filter)).toBe('?q=a+cup&verdict=fake');
    expect(filterSearch({ verdict: 'fake', q: 'a cup' })).toBe(filterSearch(filter));
    expect(filterSearch({})).toBe('');
  });

  it('takes a part away with an empty value', () => {
    expect(filterNames(filterWith({ q: 'x', kind: 'real' }, 'kind', ''))).toEqual(['q']);
  });

  it('leads to a frame and a trace', () => {
    expect(filterSearch({ kind: 'real' }, { frame: 0, trace: null })).toBe('?kind=real&frame=0');
    expect(frameFrom('?frame=12', 47)).toBe(12);
    expect(frameFrom('?frame=99', 47)).toBe(47);
    expect(frameFrom('?frame=-1', 47)).toBeNull();
    expect(frameFrom('', 47)).toBeNull();
  });
});

describe('cards in rows', () => {
  it('counts those that stand beside each other', () => {
    expect(columnsOf([10, 10, 10, 250, 250])).toBe(3);
    expect(columnsOf([10, 10])).toBe(2);
    expect(columnsOf([])).toBe(1);
  });
});
