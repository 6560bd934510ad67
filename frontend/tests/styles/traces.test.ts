import { describe, expect, test } from 'vitest';
import tokens from '../../src/styles/tokens.css?raw';

/** Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB. */
const VISIONS = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
} as const;
/** Ten times what is just noticeable side by side: clear at a glance. */
const CLEAR = 23;
const NUMBERS = Array.from({ length: 9 }, (_, index) => index + 1);
const PAIRS = NUMBERS.flatMap((a) => NUMBERS.filter((b) => b > a).map((b) => [a, b] as const));

type Style = { readonly colour: string; readonly dash: string };
type Vec = readonly [number, number, number];

describe.each(['dark', 'light'] as const)('the nine styles of traces (%s)', (theme) => {
  const styles = new Map(NUMBERS.map((number) => [number, styleOf(theme, number)]));

  test('no two have the same pattern', () => {
    expect(new Set([...styles.values()].map(({ dash }) => dash)).size).toBe(9);
  });

  test.each(Object.keys(VISIONS) as (keyof typeof VISIONS)[])('each pair differs to %s eyes', (vision) => {
    for (const [a, b] of PAIRS) {
      const [one, other] = [styles.get(a) as Style, styles.get(b) as Style];
      const differs = difference(one.colour, other.colour, vision) >= CLEAR || one.dash !== other.dash;
      expect(differs, `${a} and ${b}`).toBe(true);
    }
  });

  test('colour alone would not do', () => {
    const close = PAIRS.filter(
      ([a, b]) => difference(styles.get(a)?.colour, styles.get(b)?.colour, 'protan') < CLEAR,
    );
    expect(close).not.toEqual([]);
  });

  test('the number is readable on the colour', () => {
    const ink = tokenOf(theme, '--trace-fg');
    for (const [number, { colour }] of styles)
      expect(contrast(ink, colour), `${number}`).toBeGreaterThanOrEqual(4.5);
  });
});

test('the patterns are apart: their periods or their shares of ink', () => {
  const shapes = NUMBERS.map((number) => shapeOf(tokenOf('dark', `--trace-dash-${number}`)));
  for (const [a, b] of PAIRS) {
    const [one, other] = [shapes[a - 1] as Shape, shapes[b - 1] as Shape];
    const apart =
      one.dashes !== other.dashes ||
      Math.abs(one.period - other.period) >= 4 ||
      Math.abs(one.ink - other.ink) >= 0.1;
    expect(apart, `${a} and ${b}`).toBe(true);
  }
});

type Shape = { readonly dashes: number; readonly period: number; readonly ink: number };

function shapeOf(dash: string): Shape {
  if (dash === 'none') return { dashes: 0, period: 0, ink: 1 };
  const lengths = dash.split(' ').map(Number);
  const period = lengths.reduce((sum, length) => sum + length, 0);
  const drawn = lengths.filter((_, index) => index % 2 === 0);
  return { dashes: drawn.length, period, ink: drawn.reduce((sum, length) => sum + length, 0) / period };
}

function styleOf(theme: 'dark' | 'light', number: number): Style {
  return { colour: tokenOf(theme, `--trace-${number}`), dash: tokenOf(theme, `--trace-dash-${number}`) };
}

/** A token's value: the light theme overrides what stands before it. */
function tokenOf(theme: 'dark' | 'light', name: string): string {
  const blocks = (tokens.split('@media')[0] ?? '').split('}').filter((block) => block.includes(`${name}:`));
  const own = blocks.find((block) => block.includes('[data-theme="light"]'));
  const block = theme === 'light' && own ? own : (blocks[0] ?? '');
  return new RegExp(`${name}: ([^;]+);`).exec(block)?.[1] ?? '';
}

/** CIE 1976 difference of two colours as these eyes see them. */
function difference(a = '', b = '', vision: keyof typeof VISIONS): number {
  const [one, other] = [lab(seen(linear(a), vision)), lab(seen(linear(b), vision))];
  return Math.hypot(...one.map((value, index) => value - (other[index] ?? 0)));
}

function seen(colour: Vec, vision: keyof typeof VISIONS): Vec {
  const [red, green, blue] = VISIONS[vision];
  return [dot(red, colour), dot(green, colour), dot(blue, colour)];
}

function dot(a: Vec, b: Vec): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function linear(hex: string): Vec {
  return [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Vec;
}

/** Linear sRGB to CIE Lab with D65. */
function lab([r, g, b]: Vec): Vec {
  const x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505;
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089;
  const [fx, fy, fz] = [x, y, z].map((share) =>
    share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116,
  ) as unknown as Vec;
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [a, b]
    .map((hex) => linear(hex))
    .map(([r, g, blue]) => 0.2126 * r + 0.7152 * g + 0.0722 * blue)
    .sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}
