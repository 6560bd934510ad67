import { get, post } from '../client';

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
  readonly method: TrainingMethod;
  readonly ablation: string;
  readonly seed: number;
  readonly status: RunStatus;
  readonly job: string | null;
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

export type MetricValues = Readonly<Record<string, number | null>>;

export type TrainingRun = TrainingRunListed & {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: string; readonly detail: string } | null;
  readonly steps: readonly TrainingStep[];
  readonly eta_s: number | null;
  readonly samples: readonly TrainingSample[];
  readonly log_tail: readonly string[];
  readonly metrics: Readonly<Partial<Record<'candidate' | 'base' | 'active', MetricValues | null>>> | null;
  readonly model_status?: string | null;
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

type Listed = readonly TrainingRunListed[] | { readonly results: readonly TrainingRunListed[] };

export async function trainingRunList(project: string): Promise<TrainingRunListed[]> {
  const body = await get<Listed>('training-runs/', { project });
  return [...('results' in body ? body.results : body)];
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
