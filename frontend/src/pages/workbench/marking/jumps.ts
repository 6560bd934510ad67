/** One value a frame, 0 to 255: how much changed since the frame before, and how sharp the picture is. */
export type Signals = { readonly motion: readonly number[]; readonly sharpness: readonly number[] };

/** A frame at which motion or sharpness leaps out of its surroundings, and by how much. */
export type Jump = { readonly frame: number; readonly size: number };

/** How many frames on either side are its surroundings. */
const AROUND = 5;
/** Of leaps that lie closer together than this only the largest counts: a change in and out again is one. */
const APART = 3;
/** Smaller than this is noise, whatever the surroundings. */
const LEAST = 4;
/** So many times the usual unrest of the clip. */
const OUTSTANDING = 3;

/** The frames that leap out, in the clip's order. */
export function jumpsOf(signals: Signals): Jump[] {
  const sizes = signals.motion.map((_, frame) => leap(signals, frame));
  const least = Math.max(LEAST, OUTSTANDING * median(sizes));
  return sizes
    .map((size, frame) => ({ frame, size }))
    .filter((jump) => jump.size >= least && isPeak(sizes, jump));
}

/** The largest ones first; of equal ones the earlier. */
export function largestJumps(jumps: readonly Jump[], count: number): Jump[] {
  return [...jumps].sort((a, b) => b.size - a.size || a.frame - b.frame).slice(0, count);
}

/** The next jump before (-1) or after (1) `frame`, or null. */
export function jumpBeside(jumps: readonly Jump[], frame: number, direction: 1 | -1): Jump | null {
  const beside = jumps.filter((jump) => (jump.frame - frame) * direction > 0);
  return (direction > 0 ? beside[0] : beside.at(-1)) ?? null;
}

function leap({ motion, sharpness }: Signals, frame: number): number {
  if (frame === 0) return 0;
  const moved = (motion[frame] ?? 0) - median(around(motion, frame));
  const blurred = Math.abs((sharpness[frame] ?? 0) - (sharpness[frame - 1] ?? 0));
  return Math.max(moved, blurred, 0);
}

function around(values: readonly number[], frame: number): number[] {
  return values.slice(Math.max(1, frame - AROUND), frame + AROUND + 1);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function isPeak(sizes: readonly number[], { frame, size }: Jump): boolean {
  const before = sizes.slice(Math.max(0, frame - APART), frame);
  const after = sizes.slice(frame + 1, frame + APART + 1);
  return before.every((other) => other < size) && after.every((other) => other <= size);
}
