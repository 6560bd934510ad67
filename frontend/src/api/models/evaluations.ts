import { get, getAll, post } from '../client';
import { upload } from '../files/sending';
import type { Job, Page } from '../types';

export type Judge = 'none' | 'model' | 'people';
export const JUDGES: readonly Judge[] = ['none', 'model', 'people'];
export type EvaluationStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** One figure, 0 to 100; `n` is null for what the paper printed. */
export type Metric = {
  readonly value: number | null;
  readonly ci: readonly [number, number] | null;
  readonly n: number | null;
  readonly reason: string | null;
};
export type Metrics = Readonly<Record<string, Metric>>;
export type Groups = Readonly<Record<string, Metrics>>;
export const GROUPINGS = ['category', 'source', 'length'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export type Evaluation = {
  readonly id: string;
  readonly project: string;
  readonly release: number;
  readonly status: EvaluationStatus;
  readonly job: Job | null;
  readonly model_id: string;
  /** Null: the predictions were uploaded. */
  readonly model: string | null;
  readonly splits: readonly string[];
  readonly judge: Judge;
  readonly metrics: Metrics | null;
  readonly created_by: string | null;
  readonly created_at: string;
  readonly finished_at: string | null;
};

export type Figures = {
  readonly metrics: Metrics;
  readonly denominators: Readonly<Record<string, number>>;
  readonly by: Readonly<Record<Grouping, Groups>>;
};
export type Coverage = {
  readonly videos: number;
  readonly predicted: number;
  readonly missing: number;
} & Readonly<Record<string, unknown>>;
export type PredictionProblem = {
  readonly line: number | null;
  readonly video_id: string | null;
  readonly field: string;
  readonly code: string;
  readonly detail: string;
};
export type RatersAgreement = {
  readonly alpha: number | null;
  readonly same: number | null;
  readonly items: number;
  readonly ratings: number;
};
export type Judging = {
  readonly judge: Judge;
  readonly judge_model: string;
  readonly items: number;
  readonly judged: number;
  readonly rated: number;
  readonly raters: number;
  readonly raters_agree: RatersAgreement;
  readonly judge_agrees: RatersAgreement;
};
export type EvaluationReport = Evaluation & {
  readonly denominators: Readonly<Record<string, number>> | null;
  readonly by: Readonly<Record<Grouping, Groups>> | null;
  readonly coverage: Coverage | null;
  readonly predicted_only: Figures | null;
  readonly judging: Judging;
  readonly problems: readonly PredictionProblem[];
  readonly problem_counts: Readonly<Record<string, number>>;
};

export type Corners = readonly [number, number, number, number];
export type TruthSide = {
  readonly onset_frame?: number;
  readonly offset_frame?: number;
  readonly start?: number;
  readonly end?: number;
  readonly box?: Corners;
  readonly explanation?: string;
  readonly categories?: readonly string[];
};
export type PredictedSide = {
  readonly label: 'REAL' | 'FAKE' | null;
  readonly p_fake: number | null;
  readonly onset_frame: number | null;
  readonly start: number | null;
  readonly end: number | null;
  readonly box: Corners | null;
  readonly explanation: string;
};
export type Failure = {
  readonly id: number;
  readonly name: string;
  readonly video: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly has_media: boolean;
  readonly is_fake: boolean;
  readonly is_right: boolean;
  readonly truth: TruthSide;
  readonly predicted: PredictedSide | null;
  readonly bbox_iou: number | null;
  readonly time_distance: number | null;
  readonly judged: number | null;
};
export const FAILURE_KINDS = ['label', 'missing', 'box', 'time', 'explanation'] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

export type BoardRow = {
  readonly id: string;
  readonly model: string;
  readonly published: boolean;
  readonly release: number | null;
  readonly splits: readonly string[];
  readonly judge: Judge | null;
  readonly videos: number | null;
  readonly predicted: number | null;
  readonly overall: number | null;
  readonly complete: boolean;
  readonly metrics: Metrics;
  readonly predicted_only: Metrics | null;
  readonly per_category: Groups;
  /** Label, explanation, box, time. */
  readonly difficulty: readonly (number | null)[];
};

export type RatingItem = {
  readonly id: number;
  readonly video: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly has_media: boolean;
  readonly onset_frame: number;
  readonly box: Corners;
  readonly truth: string;
  readonly predicted: string;
};
export type RatingNext = { readonly item: RatingItem | null; readonly rated: number; readonly total: number };

export function evaluationList(project: string): Promise<Evaluation[]> {
  return getAll('evaluations/', { project });
}

export function evaluationGet(id: string): Promise<EvaluationReport> {
  return get(`evaluations/${id}/`);
}

export type EvaluationInput = {
  project: string;
  release: number;
  splits: readonly string[];
  judge: Judge;
  /** One of the two. */
  predictions: File | null;
  model: string | null;
};

export function evaluationStart(input: EvaluationInput): Promise<Evaluation> {
  const { predictions, model, ...rest } = input;
  if (predictions === null) return post('evaluations/', { ...rest, model });
  const form = new FormData();
  form.set('project', rest.project);
  form.set('release', String(rest.release));
  form.set('judge', rest.judge);
  for (const split of rest.splits) form.append('splits', split);
  form.set('predictions', predictions);
  return upload('evaluations/', form);
}

export function evaluationJudge(id: string, judge: Judge): Promise<Evaluation> {
  return post(`evaluations/${id}/judge/`, { judge });
}

export function failureList(id: string, kind: FailureKind): Promise<Page<Failure>> {
  return get(`evaluations/${id}/failures/`, { kind, page_size: 10 });
}

export function leaderboardGet(project: string): Promise<BoardRow[]> {
  return get(`projects/${project}/leaderboard/`);
}

export function ratingNext(project: string): Promise<RatingNext> {
  return get('ratings/next/', { project });
}

export function ratingSend(item: number, score: number): Promise<unknown> {
  return post('ratings/', { item, score });
}

export const frameUrl = (video: string, frame: number): string =>
  `/api/v1/videos/${video}/frames/${frame}.webp`;
