import { describe, expect, it } from 'vitest';
import { en } from '../../../src/i18n/en';
import { DRAWN } from '../../../src/pages/workbench/guide/CategoryLoop.svelte';
import { cardPlace, TOUR } from '../../../src/pages/workbench/guide/tour';

const WINDOW = { width: 1000, height: 600 };
const CARD = { width: 300, height: 150 };

describe('the tour', () => {
  it('has six to eight steps that can be read in under a minute', () => {
    const texts = en as unknown as Record<string, string>;
    const words = TOUR.flatMap(({ word }) =>
      `${texts[`flow.tour.${word}_title`]} ${texts[`flow.tour.${word}_text`]}`.split(/\s+/),
    );
    expect(TOUR.length).toBeGreaterThanOrEqual(6);
    expect(TOUR.length).toBeLessThanOrEqual(8);
    // Silent reading of plain English: about 240 words a minute.
    expect(words.length).toBeLessThan(240);
  });

  it.each([
    ['below', { left: 400, top: 50, width: 100, height: 50 }, { left: 300, top: 112 }],
    ['above', { left: 400, top: 500, width: 100, height: 80 }, { left: 300, top: 338 }],
    ['to the left', { left: 700, top: 0, width: 300, height: 600 }, { left: 388, top: 12 }],
    ['to the right', { left: 0, top: 0, width: 300, height: 600 }, { left: 312, top: 12 }],
    ['in the middle', { left: 0, top: 0, width: 1000, height: 600 }, { left: 350, top: 225 }],
  ])('puts the card %s', (_, anchor, place) => {
    expect(cardPlace(anchor, CARD, WINDOW)).toEqual(place);
  });

  it('never puts it outside the window', () => {
    const place = cardPlace({ left: 980, top: 10, width: 20, height: 20 }, CARD, WINDOW);
    expect(place).toEqual({ left: 688, top: 42 });
  });
});

describe('the category sheet', () => {
  it('draws every category of the template but Other', () => {
    const keys = Object.keys(en).flatMap((key) => /^template\.(.+)\.name$/.exec(key)?.[1] ?? []);
    expect([...DRAWN].sort()).toEqual(keys.filter((key) => key !== 'other').sort());
  });
});
