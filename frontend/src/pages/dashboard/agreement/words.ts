import type { Statistic } from '../../../api/reports/agreement';
import { formatNumber, t } from '../../../i18n';
import { shareText } from '../charts/words';
import type { Scale } from './sections';

export function valueText(value: number, scale: Scale): string {
  return scale === 'frames'
    ? t('agreement.frames', { frames: formatNumber(value, { maximumFractionDigits: 1 }) })
    : shareText(value, 3);
}

/** The end of an interval: its unit stands beside the value. */
function endText(value: number, scale: Scale): string {
  return scale === 'frames' ? formatNumber(value, { maximumFractionDigits: 1 }) : valueText(value, scale);
}

/** "0.61 to 0.78", or why there is no interval. */
export function intervalText({ ci, value, reason }: Statistic, scale: Scale, waiting: boolean): string {
  if (value === null) return '–';
  if (ci !== null)
    return t('agreement.interval', { low: endText(ci[0], scale), high: endText(ci[1], scale) });
  if (reason === 'too_few_videos') return t('agreement.reason.too_few_videos');
  return waiting ? t('agreement.interval_coming') : '–';
}
