import type { ReportStat } from '../../api/models/report';
import { formatNumber, t, tMaybe } from '../../i18n';

/** "VideoLLaMA3 (native)": a back end's own name, or its word where it is unknown. */
export function backendText(backend: string): string {
  return tMaybe(`models.backend.${backend}`) ?? backend;
}

/** A measured value with what it stands on: "0.71 (0.63 to 0.78, n = 24)", or why there is none. */
export function statText(stat: ReportStat | null | undefined, digits = 2): string {
  if (!stat || stat.value === null) return t('models.undefined');
  const value = numberText(stat.value, digits);
  if (!stat.ci) return t('models.stat', { value, n: stat.n });
  const [low = 0, high = 0] = stat.ci;
  return t('models.stat_interval', {
    value,
    low: numberText(low, digits),
    high: numberText(high, digits),
    n: stat.n,
  });
}

export function numberText(value: number, digits = 2): string {
  return formatNumber(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** "0.00001" stays readable as "1e-5". */
export function rateText(value: number): string {
  return value === 0 ? '0' : value.toExponential(value < 1e-9 ? 0 : 2).replace(/\.?0+e/, 'e');
}

/** "1 hr 5 min", "40 s": how long something takes yet. */
export function etaText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const unit = (value: number, name: 'hour' | 'minute' | 'second') =>
    formatNumber(value, { style: 'unit', unit: name, unitDisplay: 'short' });
  if (hours > 0) return `${unit(hours, 'hour')} ${unit(minutes, 'minute')}`;
  return minutes > 0 ? unit(minutes, 'minute') : unit(whole, 'second');
}

/** A share of two counts, or null where there is nothing to divide by. */
export function shareOfCounts(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
