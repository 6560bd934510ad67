import { niceStep } from '../../dashboard/charts/scale';

/** Round values from below the least to above the most: never fewer than two. */
export function rangeTicks(least: number, most: number, count: number): number[] {
  if (!Number.isFinite(least) || !Number.isFinite(most)) return [0, 1];
  const length = most - least || Math.abs(most) || 1;
  const step = niceStep(length, count, false);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}
