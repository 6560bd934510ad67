/** Which number of an agreement report stands where, and how it is read; the words are in the catalogue. */
import type { AgreementReport, Statistic } from '../../../api/reports/agreement';

/** alpha: 1 is agreement, 0 what chance gives, below 0 worse; share: 0 to 1; frames: a distance. */
export type Scale = 'alpha' | 'share' | 'frames';
export type Row = { key: RowKey; scale: Scale; statistic: Statistic };
/** `coming`: its numbers would mean nothing before a job has compared the traces or texts of all pairs. */
export type Section = { key: SectionKey; rows: Row[]; coming: boolean };

export const SECTION_KEYS = [
  'verdict',
  'pairwise',
  'placement',
  'frame_alpha',
  'categories',
  'text',
] as const;
export type SectionKey = (typeof SECTION_KEYS)[number];

const ROWS = [
  ['verdict', 'verdict_alpha', 'alpha', (r) => r.verdict.alpha],
  ['verdict', 'verdict_raw', 'share', (r) => r.verdict.raw],
  ['verdict', 'verdict_ac1', 'alpha', (r) => r.verdict.ac1],
  ['verdict', 'sure_alpha', 'alpha', (r) => r.verdict.without_unsure.alpha],
  ['verdict', 'sure_raw', 'share', (r) => r.verdict.without_unsure.raw],
  ['verdict', 'sure_ac1', 'alpha', (r) => r.verdict.without_unsure.ac1],
  ['pairwise', 'tiou_50', 'share', (r) => r.pairwise.tiou_50],
  ['pairwise', 'viou_30', 'share', (r) => r.pairwise.viou_30],
  ['pairwise', 'viou_50', 'share', (r) => r.pairwise.viou_50],
  ['placement', 'pq', 'share', (r) => r.placement.pq],
  ['placement', 'sq', 'share', (r) => r.placement.sq],
  ['placement', 'rq', 'share', (r) => r.placement.rq],
  ['placement', 'mean_viou', 'share', (r) => r.placement.mean_viou],
  ['placement', 'onset_median', 'frames', (r) => r.placement.onset_error_median],
  ['placement', 'onset_p90', 'frames', (r) => r.placement.onset_error_p90],
  ['placement', 'offset_median', 'frames', (r) => r.placement.offset_error_median],
  ['placement', 'offset_p90', 'frames', (r) => r.placement.offset_error_p90],
  ['frame_alpha', 'frame_alpha', 'alpha', (r) => r.frame_alpha.overall],
  ['categories', 'masi', 'alpha', (r) => r.categories.masi_alpha],
  ['categories', 'video_masi', 'alpha', (r) => r.categories.video_union_masi_alpha],
  ['text', 'chrf', 'share', (r) => r.text.chrf],
  ['text', 'rouge_l', 'share', (r) => r.text.rouge_l],
] as const satisfies readonly (readonly [
  SectionKey,
  string,
  Scale,
  (report: AgreementReport) => Statistic,
])[];
export type RowKey = (typeof ROWS)[number][1];

/** What needs to be known of each pair of answers; verdicts and frames are counted without. */
const OF_PAIRS = new Set<SectionKey>(['pairwise', 'placement', 'categories']);

export function sectionsOf(report: AgreementReport): Section[] {
  const { pairs, texts } = report.pending;
  return SECTION_KEYS.map((key) => ({
    key,
    coming: (pairs > 0 && OF_PAIRS.has(key)) || (pairs + texts > 0 && key === 'text'),
    rows: ROWS.filter(([section]) => section === key).map(([, name, scale, of]) => ({
      key: name,
      scale,
      statistic: of(report),
    })),
  }));
}

export type CategoryRow = { key: string; frames: Statistic; alpha: Statistic; prevalence: number | null };

/** Each category by itself: when it is seen, whether it is chosen, how often it occurs. */
export function categoryRows(report: AgreementReport): CategoryRow[] {
  return Object.entries(report.categories.by_category).flatMap(([key, { alpha, prevalence }]) => {
    const frames = report.frame_alpha.by_category[key];
    return frames === undefined ? [] : [{ key, frames, alpha, prevalence }];
  });
}

/** What the line of an interval runs from and to; distances in frames share one that holds them all. */
export function rangeOf(scale: Scale, rows: readonly Statistic[]): [number, number] {
  const ends = rows.flatMap(({ value, ci }) => [value ?? 0, ...(ci ?? [])]);
  if (scale === 'frames') return [0, Math.max(1, ...ends)];
  return [Math.min(0, ...ends), 1];
}
