import { describe, expect, it } from 'vitest';
import { ORIGINAL } from '../../src/canvas/adjustment';
import { adjustInto, differenceInto, onionInto, type Rgba, toneTable } from '../../src/canvas/composite';

const rgba = (...pixels: [number, number, number][]): Rgba =>
  new Uint8ClampedArray(pixels.flatMap((pixel) => [...pixel, 255]));
const made = (make: (out: Rgba) => void, size = 1): number[] => {
  const out: Rgba = new Uint8ClampedArray(4 * size);
  make(out);
  return [...out];
};

describe('the difference', () => {
  it('of equal pictures is black, whatever the gain', () => {
    const picture = rgba([1, 2, 3], [255, 0, 128]);
    expect(made((out) => differenceInto(out, picture, picture, 32), 2)).toEqual([0, 0, 0, 255, 0, 0, 0, 255]);
  });

  it('is the distance of each colour, both ways round', () => {
    const [a, b] = [rgba([10, 200, 30]), rgba([13, 190, 30])];
    expect(made((out) => differenceInto(out, a, b, 1))).toEqual([3, 10, 0, 255]);
    expect(made((out) => differenceInto(out, b, a, 1))).toEqual([3, 10, 0, 255]);
  });

  it('grows with the gain up to white', () => {
    const [a, b] = [rgba([10, 200, 30]), rgba([13, 190, 31])];
    expect(made((out) => differenceInto(out, a, b, 30))).toEqual([90, 255, 30, 255]);
  });
});

describe('the onion skin', () => {
  const [below, above] = [rgba([0, 100, 255]), rgba([255, 200, 0])];

  it('shows one or the other at its ends', () => {
    expect(made((out) => onionInto(out, below, above, 0))).toEqual([...below]);
    expect(made((out) => onionInto(out, below, above, 1))).toEqual([...above]);
  });

  it('mixes each colour by itself in between', () => {
    expect(made((out) => onionInto(out, below, above, 0.5))).toEqual([127, 150, 127, 255]);
    expect(made((out) => onionInto(out, below, above, 0.25))).toEqual([63, 125, 191, 255]);
  });
});

describe('an adjustment', () => {
  it('of nothing leaves every value', () => {
    expect([...toneTable(ORIGINAL)]).toEqual([...Array(256).keys()]);
    const picture = rgba([1, 99, 254]);
    expect(made((out) => adjustInto(out, picture, ORIGINAL))).toEqual([...picture]);
  });

  it('opens the dark parts by gamma and leaves black and white', () => {
    const table = toneTable({ ...ORIGINAL, gamma: 2 });
    expect([table[0], table[64], table[255]]).toEqual([0, 128, 255]);
  });

  it('scales by brightness and turns about the middle by contrast', () => {
    expect(toneTable({ ...ORIGINAL, brightness: 2 })[50]).toBe(100);
    expect(toneTable({ ...ORIGINAL, brightness: 2 })[200]).toBe(255);
    const steep = toneTable({ ...ORIGINAL, contrast: 2 });
    expect([steep[0], steep[127], steep[128], steep[191], steep[255]]).toEqual([0, 126, 128, 254, 255]);
  });

  it('takes the colour out, and doubles it within bounds', () => {
    const red = rgba([200, 100, 100]);
    expect(made((out) => adjustInto(out, red, { ...ORIGINAL, saturation: 0 }))).toEqual([121, 121, 121, 255]);
    expect(made((out) => adjustInto(out, red, { ...ORIGINAL, saturation: 2 }))).toEqual([255, 79, 79, 255]);
  });

  it('may be made in place', () => {
    const picture = rgba([50, 60, 70]);
    adjustInto(picture, picture, { ...ORIGINAL, brightness: 2 });
    expect([...picture]).toEqual([100, 120, 140, 255]);
  });
});
