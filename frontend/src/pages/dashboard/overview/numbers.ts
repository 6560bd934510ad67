/** What the plots show, made of what the server counted: numbers only, no markup. */
import type {
  SourceCategories,
  SourceVerdicts,
  Stats,
  StatsDay,
  StatsWeek,
  VerdictCounts,
} from '../../../api/reports/stats';
import { byWeek, daysBetween } from '../charts/scale';

const DAILY_MOST = 92;

/** Days as they are, or weeks where there are too many to tell apart. */
export function columnsOf(days: readonly StatsDay[]): { columns: StatsDay[]; weekly: boolean } {
  const weekly = days.length > DAILY_MOST;
  return { columns: weekly ? byWeek(days) : [...days], weekly };
}

export function sumOf(days: readonly StatsDay[], name: Exclude<keyof StatsDay, 'date'>): number {
  return days.reduce((sum, day) => sum + day[name], 0);
}

/** How many answers were handed in on the last seven days, today included. */
export function lastWeek(days: readonly StatsDay[]): number {
  const last = days.at(-1);
  if (last === undefined) return 0;
  return sumOf(
    days.filter((day) => daysBetween(day.date, last.date) < 7),
    'submitted',
  );
}

export const verdictsGiven = ({ fake, real, unsure }: VerdictCounts): number => fake + real + unsure;

/** Adds up the rows of one source: videos of unknown kind may share a source with others. */
export function verdictRows(rows: readonly SourceVerdicts[]): SourceVerdicts[] {
  return [...rows].sort(
    (a, b) =>
      a.kind.localeCompare(b.kind) || verdictsGiven(b) - verdictsGiven(a) || a.source.localeCompare(b.source),
  );
}

/** The category keys that occur, the project's own in its order first. */
export function categoryKeys(rows: readonly SourceCategories[], known: readonly string[]): string[] {
  const found = new Set(rows.flatMap((row) => Object.keys(row.categories)));
  const others = [...found].filter((key) => !known.includes(key)).sort();
  return [...known.filter((key) => found.has(key)), ...others];
}

/** The last week in which a number was defined. */
export function latestDefined(
  weeks: readonly StatsWeek[],
  name: 'verdict_alpha' | 'found',
): StatsWeek | null {
  return [...weeks].reverse().find((week) => week[name].value !== null) ?? null;
}

export const videosIn = (progress: Stats['progress']): number =>
  Object.values(progress).reduce((sum, n) => sum + n, 0);

/** Where a time stands among bars of equal width, counted in bars; null beyond the last closed one. */
export function placeAmong(bars: Stats['active_ms']['bars'], ms: number | null): number | null {
  const first = bars[0];
  if (ms === null || first === undefined || first.to_ms === null) return null;
  const place = ms / first.to_ms;
  return place <= bars.filter((bar) => bar.to_ms !== null).length ? place : null;
}
