import type { EvaluationStatus, Metric } from '../../api/models/evaluations';
import { t, tMaybe } from '../../i18n';
import { numberText } from '../models/words';

/** The paper's own columns, in its order; then what it lacks. */
export const PAPER = [
  'overall',
  'accuracy',
  'fake_accuracy',
  'real_accuracy',
  'explanation',
  'bbox_iou',
  'bbox_distance',
  'time_distance',
] as const;
export const BEYOND = [
  'offset_distance',
  'temporal_iou',
  'tube_iou',
  'best_temporal_iou',
  'best_tube_iou',
  'chrf',
  'rouge_l',
  'bleu',
  'full_frame_boxes',
  'real_rate',
  'real_bias',
  'accuracy_rows',
  'fake_accuracy_rows',
  'overall_rows',
] as const;
export const IN_GROUPS = [
  'accuracy',
  'explanation',
  'bbox_iou',
  'time_distance',
  'temporal_iou',
  'tube_iou',
] as const;
/** What gets harder from one to the next. */
export const STEPS = ['label', 'explanation', 'box', 'time'] as const;
export const STATUS_LOOKS = {
  queued: 'plain',
  running: 'accent',
  done: 'ok',
  failed: 'bad',
  cancelled: 'plain',
} as const satisfies Record<EvaluationStatus, string>;

export const isUnderWay = ({ status }: { status: EvaluationStatus }): boolean =>
  status === 'queued' || status === 'running';

export function metricText(name: string): string {
  return tMaybe(`evaluations.metric.${name}`) ?? name;
}

/** "70.2", or a dash where there is no value. */
export function valueText(metric: Metric | undefined): string {
  return metric === undefined || metric.value === null ? '–' : numberText(metric.value, 1);
}

/** "63.0 to 78.1", or nothing where none could be drawn. */
export function intervalText(metric: Metric | undefined): string {
  if (!metric?.ci) return '';
  const [low, high] = metric.ci;
  return t('evaluations.interval', { low: numberText(low, 1), high: numberText(high, 1) });
}

/** Why a figure has no value. */
export function reasonText(metric: Metric | undefined): string {
  return metric?.reason ? (tMaybe(`evaluations.reason.${metric.reason}`) ?? metric.reason) : '';
}

export function splitsText(splits: readonly string[]): string {
  if (splits.length === 0) return t('evaluations.all_splits');
  return splits.map((split) => tMaybe(`video.split.${split}`) ?? split).join(', ');
}
