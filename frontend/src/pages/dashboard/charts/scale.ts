/** Scales and ticks: numbers in, pixels and labels' places out; nothing is drawn here. */

/** Maps a value from one range to another, linearly. */
export function linear(
  from: readonly [number, number],
  to: readonly [number, number],
): (value: number) => number {
  const [low, high] = from;
  const length = high - low || 1;
  return (value) => to[0] + ((value - low) / length) * (to[1] - to[0]);
}

/** Steps of 1, 2 or 5 times a power of ten; whole ones unless `whole` is false. */
export function niceStep(length: number, most: number, whole = true): number {
  const raw = Math.max(length, Number.MIN_VALUE) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= raw * (1 - 1e-9));
  return Math.max(step ?? 10 * power, whole ? 1 : 0);
}

/** Values from 0 up to the first that is not below `max`: at most `most` steps, never none. */
export function niceTicks(max: number, most: number, whole = true): number[] {
  if (max <= 0) return [0, 1];
  const step = niceStep(max, most, whole);
  const count = Math.ceil(max / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => rounded(index * step));
}

/** Values around 0 for what may be negative, such as alpha: always with 0 and 1. */
export function signedTicks(min: number, step = 0.25): number[] {
  const below = min < 0 ? Math.ceil(-min / step - 1e-9) : 0;
  const count = below + Math.round(1 / step);
  return Array.from({ length: count + 1 }, (_, index) => rounded((index - below) * step));
}

/** Indices of the columns that carry a label, at equal distances, so that at most `most` do. */
export function labelled(count: number, most: number): number[] {
  if (count === 0) return [];
  const step = niceStep(count, Math.max(1, most));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

const DAY_MS = 86_400_000;

const dayNumber = (date: string): number => Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);

/** Whole days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** The Monday of a date's week. */
export function mondayOf(date: string): string {
  const day = dayNumber(date);
  // Day 0, the first of January 1970, was a Thursday.
  return new Date((day - ((day + 3) % 7)) * DAY_MS).toISOString().slice(0, 10);
}

/** Adds up rows by the week that they fall in; the `date` of a row becomes its Monday. */
export function byWeek<R extends { date: string }>(rows: readonly R[]): R[] {
  const weeks = new Map<string, R>();
  for (const row of rows) {
    const date = mondayOf(row.date);
    weeks.set(date, sum(weeks.get(date), { ...row, date }));
  }
  return [...weeks.values()];
}

function sum<R extends { date: string }>(known: R | undefined, row: R): R {
  if (known === undefined) return row;
  const added = Object.entries(row).map(([name, value]) => {
    const before = known[name as keyof R];
    return [name, typeof value === 'number' && typeof before === 'number' ? before + value : value];
  });
  return Object.fromEntries(added) as R;
}

const rounded = (value: number): number => Number(value.toPrecision(12));
