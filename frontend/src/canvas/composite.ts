import type { Adjustment } from './adjustment';

/**
 * Pixels made from the pixels of one or two frames. All arrays are RGBA, row by row, of the same length; the alpha of
 * the result is 255. Results go into memory that the caller keeps, because a large picture takes 8 MB.
 */
export type Rgba = Uint8ClampedArray<ArrayBuffer>;

/** Share of red, green and blue in the perceived brightness (Rec. 709), in 256ths. */
const [RED, GREEN, BLUE] = [54, 183, 19] as const;
const OPAQUE = 0xff000000;

/** What each value 0..255 becomes by gamma, then brightness, then contrast. */
export function toneTable({ brightness, contrast, gamma }: Adjustment): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256);
  for (let value = 0; value < 256; value += 1) {
    const toned = (value / 255) ** (1 / gamma) * brightness;
    table[value] = ((toned - 0.5) * contrast + 0.5) * 255;
  }
  return table;
}

/** The picture as the adjustment makes it look; `out` and `picture` may be the same array. */
export function adjustInto(out: Rgba, picture: Rgba, adjustment: Adjustment): void {
  const table = toneTable(adjustment);
  if (adjustment.saturation === 1) toneInto(out, picture, table);
  else colourInto(out, picture, table, Math.round(adjustment.saturation * 256));
}

function toneInto(out: Rgba, picture: Rgba, table: Uint8ClampedArray): void {
  const [from, to] = [words(picture), words(out)];
  for (let at = 0; at < from.length; at += 1) {
    const pixel = from[at] as number;
    to[at] =
      OPAQUE |
      (table[pixel & 255] as number) |
      ((table[(pixel >> 8) & 255] as number) << 8) |
      ((table[(pixel >> 16) & 255] as number) << 16);
  }
}

/** Each value moves away from the pixel's own grey by `saturation` 256ths of its distance. */
function colourInto(out: Rgba, picture: Rgba, table: Uint8ClampedArray, saturation: number): void {
  const [from, to] = [words(picture), words(out)];
  for (let at = 0; at < from.length; at += 1) {
    const pixel = from[at] as number;
    const red = table[pixel & 255] as number;
    const green = table[(pixel >> 8) & 255] as number;
    const blue = table[(pixel >> 16) & 255] as number;
    const grey = (RED * red + GREEN * green + BLUE * blue) >> 8;
    to[at] =
      OPAQUE |
      byte(grey + (((red - grey) * saturation) >> 8)) |
      (byte(grey + (((green - grey) * saturation) >> 8)) << 8) |
      (byte(grey + (((blue - grey) * saturation) >> 8)) << 16);
  }
}

function byte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** |a - b| x gain for red, green and blue each, at most 255. */
export function differenceInto(out: Rgba, a: Rgba, b: Rgba, gain: number): void {
  const table = distanceTable(gain);
  const [first, second, to] = [words(a), words(b), words(out)];
  for (let at = 0; at < to.length; at += 1) {
    const p = first[at] as number;
    const q = second[at] as number;
    to[at] =
      OPAQUE |
      (table[(p & 255) - (q & 255) + 255] as number) |
      ((table[((p >> 8) & 255) - ((q >> 8) & 255) + 255] as number) << 8) |
      ((table[((p >> 16) & 255) - ((q >> 16) & 255) + 255] as number) << 16);
  }
}

/** What a distance of -255..255 looks like; the place of no distance is 255. */
function distanceTable(gain: number): Uint8Array {
  const table = new Uint8ClampedArray(511);
  for (let distance = -255; distance <= 255; distance += 1) {
    table[distance + 255] = Math.abs(distance) * gain;
  }
  return new Uint8Array(table.buffer);
}

/** The picture with another one laid over it: `opacity` 0 shows none of it, 1 nothing else. */
export function onionInto(out: Rgba, picture: Rgba, over: Rgba, opacity: number): void {
  const share = Math.round(opacity * 256);
  const [below, above, to] = [words(picture), words(over), words(out)];
  for (let at = 0; at < to.length; at += 1) {
    const p = below[at] as number;
    const q = above[at] as number;
    // Two colours at once: red and blue stand a byte apart, so their sums do not meet.
    const redBlue = ((p & 0xff00ff) * (256 - share) + (q & 0xff00ff) * share) >>> 8;
    const green = ((p & 0xff00) * (256 - share) + (q & 0xff00) * share) >>> 8;
    to[at] = OPAQUE | (redBlue & 0xff00ff) | (green & 0xff00);
  }
}

/** The same memory, a pixel a word: red is the lowest byte on every machine that runs a browser today. */
function words(pixels: Rgba): Uint32Array {
  return new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4);
}
