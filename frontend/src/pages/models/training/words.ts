import {
  type ModelRole,
  ROLES,
  type RunMetrics,
  type RunStatus,
  type SplitMetrics,
  type TrainingRun,
  type TrainingRunListed,
} from '../../../api/models/training';
import { t, tMaybe } from '../../../i18n';

export const STATUS_LOOKS: Record<RunStatus, 'plain' | 'accent' | 'ok' | 'bad'> = {
  queued: 'plain',
  running: 'accent',
  done: 'ok',
  failed: 'bad',
  cancelled: 'plain',
};

export function isUnderWay({ status }: Pick<TrainingRunListed, 'status'>): boolean {
  return status === 'queued' || status === 'running';
}

export function ablationText(ablation: string): string {
  return tMaybe(`models.ablation.${ablation}`) ?? ablation;
}

/** The paper's measures in its own order, then whatever else was measured. */
const MEASURES = [
  'overall',
  'accuracy',
  'fake_accuracy',
  'real_accuracy',
  'explanation',
  'bbox_iou',
  'bbox_distance',
  'time_distance',
  'offset_distance',
  'temporal_iou',
  'tube_iou',
] as const;
/** Of these less is better. */
const DISTANCES: readonly string[] = ['bbox_distance', 'time_distance', 'offset_distance'];

export type MetricRow = {
  readonly key: string;
  readonly label: string;
  readonly values: Readonly<Record<ModelRole, number | null>>;
  /** Whether the candidate is better than the base model; null where that cannot be said. */
  readonly better: boolean | null;
};

/** The splits that something was measured on: first the test split, which decides. */
export function splitsOf(metrics: RunMetrics | null): string[] {
  const found = new Set(ROLES.flatMap((role) => Object.keys(metrics?.[role] ?? {})));
  return ['test', 'val'].filter((split) => found.has(split));
}

/** What was measured on a split, a row each: the candidate beside its base and the model in use. */
export function metricRows(metrics: RunMetrics | null, split: string): MetricRow[] {
  const columns = ROLES.map((role) => valuesOf(metrics?.[role]?.[split]));
  const found = [...new Set(columns.flatMap((column) => Object.keys(column)))].filter((key) =>
    columns.some((column) => typeof column[key] === 'number'),
  );
  const known = MEASURES.filter((key) => found.includes(key));
  const others = found.filter((key) => !(MEASURES as readonly string[]).includes(key)).sort();
  return [...known, ...others].map((key) => {
    const [candidate = null, base = null, active = null] = columns.map((column) => column[key] ?? null);
    const label = tMaybe(`models.metric.${key}`) ?? key;
    return { key, label, values: { candidate, base, active }, better: isBetter(key, candidate, base) };
  });
}

function valuesOf(measured: SplitMetrics | undefined): Record<string, number | null> {
  const entries = Object.entries(measured?.metrics ?? {});
  return Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
}

function isBetter(key: string, candidate: number | null, base: number | null): boolean | null {
  if (candidate === null || base === null || candidate === base) return null;
  return DISTANCES.includes(key) ? candidate < base : candidate > base;
}

/** The settings that a person may look at, with what they are called. */
export function settingRows(settings: Readonly<Record<string, unknown>>): { name: string; value: string }[] {
  return Object.entries(settings)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([key, value]) => ({ name: tMaybe(`models.setting.${key}`) ?? key, value: String(value) }));
}

export function failureOf({ job }: TrainingRun): string {
  if (!job?.error) return t('models.run.failed');
  return tMaybe(`error.${job.error.code}`) ?? (job.error.detail || t('models.run.failed'));
}
