import { formatNumber, localeTag } from '../../../i18n';

/** A date without a time is a UTC day: it must not become the day before west of Greenwich. */
function dateText(date: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(localeTag(), { ...options, timeZone: 'UTC' }).format(
    new Date(`${date}T12:00:00Z`),
  );
}

/** "3 Mar 2026" */
export const dayText = (date: string): string => dateText(date, { dateStyle: 'medium' });

/** "3 Mar" for the axis. */
export const dayTick = (date: string): string => dateText(date, { day: 'numeric', month: 'short' });

/** "2.5 min", from an hour on "1.5 hr". */
export function durationText(ms: number): string {
  const inHours = ms >= 3_600_000;
  const value = ms / (inHours ? 3_600_000 : 60_000);
  return formatNumber(value, {
    style: 'unit',
    unit: inHours ? 'hour' : 'minute',
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  });
}

export function hoursText(ms: number): string {
  return formatNumber(ms / 3_600_000, {
    style: 'unit',
    unit: 'hour',
    unitDisplay: 'short',
    maximumFractionDigits: ms < 36_000_000 ? 1 : 0,
  });
}

/** An agreement: always two or three digits after the point. */
export function shareText(value: number, digits = 2): string {
  return formatNumber(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** One digit after the point where whole percents would hide a small share. */
export function percentText(part: number, whole: number): string {
  const share = whole === 0 ? 0 : part / whole;
  const digits = share > 0 && share < 0.1 ? 1 : 0;
  return formatNumber(share, { style: 'percent', maximumFractionDigits: digits });
}
