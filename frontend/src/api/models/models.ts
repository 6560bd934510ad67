import { get, getAll, post } from '../client';
import type { Job, Page } from '../types';

export type Backend = string;
export type ModelStatus = 'candidate' | 'ready' | 'discarded';

export type Calibration = {
  readonly a: number;
  readonly b: number;
  readonly n_fake: number;
  readonly n_real: number;
  readonly ece: number | null;
  readonly fitted_at: string;
};

export type ModelHealth = {
  readonly ok: boolean;
  readonly detail: string;
  readonly device?: string | null;
};

export type ModelVersion = {
  readonly id: string;
  readonly name: string;
  readonly backend: Backend;
  /** A rule of thumb without weights: it never gives a verdict. */
  readonly heuristic: boolean;
  readonly version: string;
  /** Null: for every project of the site. */
  readonly project?: string | null;
  readonly status: ModelStatus;
  readonly active: boolean;
  readonly coordinates: string;
  readonly prompt_version: string;
  readonly calibration: Calibration | null;
  /** Whether enough gold of each class stands behind it. */
  readonly calibrated: boolean;
  readonly created_at: string;
  readonly base: string | null;
  readonly health: ModelHealth | null;
};

/** Videos by how sure the model was, and how many of them are fake by gold. */
export type ReliabilityBin = {
  readonly lo: number;
  readonly hi: number;
  readonly n: number;
  readonly mean: number | null;
  readonly share_fake: number | null;
};
export type ModelDetail = ModelVersion & {
  readonly card?: string;
  readonly reliability?: readonly ReliabilityBin[];
};

export type ModelInput = {
  name: string;
  backend: Backend;
  folder: string;
  adapter?: string;
  project: string;
  coordinates: string;
};

export async function modelList(project: string): Promise<ModelVersion[]> {
  const body = await get<ModelVersion[] | Page<ModelVersion>>('models/', { project });
  if (Array.isArray(body)) return body;
  return body.next === null ? body.results : getAll('models/', { project });
}

export function modelGet(id: string): Promise<ModelDetail> {
  return get(`models/${id}/`);
}

export function modelCreate(input: ModelInput): Promise<ModelVersion> {
  return post('models/', input);
}

export function modelActivate(id: string, project: string): Promise<unknown> {
  return post(`models/${id}/activate/`, { project });
}

export function modelDiscard(id: string): Promise<unknown> {
  return post(`models/${id}/discard/`);
}

export function modelCalibrate(id: string, project: string): Promise<Job> {
  return post(`models/${id}/calibrate/`, { project });
}
