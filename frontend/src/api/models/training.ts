import { get, getAll, post } from '../client';
import type { Job, Page } from '../types';

export type RunStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export type TrainingMethod = 'lora' | 'full';
/** What the answers to be learnt leave out. */
export const ABLATIONS = ['none', 'no_time', 'no_explanation', 'no_box', 'no_time_no_explanation'] as const;
export type Ablation = (typeof ABLATIONS)[number];

export type TrainingSettings = {
  epochs: number;
  learning_rate: number;
  batch_size: number;
  accumulation: number;
  fps: number;
  max_frames: number;
  visual_budget: number;
  lora_rank: number;
  lora_alpha: number;
  processes: number;
};

export type TrainingRunListed = {
  readonly id: string;
  readonly project: string;
  readonly release: number;
  readonly base: string;
  readonly base_name: string;
  readonly method: TrainingMethod;
  readonly ablation: string;
  readonly seed: number;
  readonly status: RunStatus;
  readonly job: Job | null;
  /** What somebody made of the candidate. */
  readonly decision: 'promoted' | 'discarded' | null;
  readonly settings: Readonly<Record<string, unknown>>;
  /** 0..1 */
  readonly progress: number;
  readonly created_at: string;
  /** The model version that came of it. */
  readonly model: string | null;
};

export type TrainingStep = {
  readonly step: number;
  readonly loss: number;
  readonly lr: number;
  readonly samples_per_s: number | null;
};

export type TrainingSample = {
  readonly video: string;
  readonly question: string;
  readonly answer: string;
  readonly expected: string;
};

export const ROLES = ['candidate', 'base', 'active'] as const;
export type ModelRole = (typeof ROLES)[number];
export type MetricValue = { readonly value: number | null; readonly n?: number };
/** What was measured on one split, 0 to 100. */
export type SplitMetrics = { readonly metrics: Readonly<Record<string, MetricValue>> };
/** By model, then by split. */
export type RunMetrics = Readonly<Partial<Record<ModelRole, Readonly<Record<string, SplitMetrics>>>>>;

export type TrainingRun = TrainingRunListed & {
  readonly step?: number;
  readonly steps_total?: number | null;
  readonly steps: readonly TrainingStep[];
  readonly eta_s: number | null;
  readonly samples: readonly TrainingSample[];
  readonly log_tail: readonly string[];
  readonly metrics: RunMetrics | null;
};

export type TrainingRunInput = {
  project: string;
  release: number;
  base: string;
  method: TrainingMethod;
  settings: TrainingSettings;
  ablation: Ablation;
  seed: number;
};

export async function trainingRunList(project: string): Promise<TrainingRunListed[]> {
  const body = await get<TrainingRunListed[] | Page<TrainingRunListed>>('training-runs/', { project });
  if (Array.isArray(body)) return body;
  return body.next === null ? body.results : getAll('training-runs/', { project });
}

export function trainingRunGet(id: string): Promise<TrainingRun> {
  return get(`training-runs/${id}/`);
}

export function trainingRunStart(input: TrainingRunInput): Promise<TrainingRunListed> {
  return post('training-runs/', input);
}

export type RunAction = 'cancel' | 'promote' | 'discard' | 'resume';

export function trainingRunDo(id: string, action: RunAction): Promise<unknown> {
  return post(`training-runs/${id}/${action}/`);
}
