import { get, post } from './client';
import type { components } from './schema';
import type { Page } from './types';

type Schemas = components['schemas'];
export type SystemState = Schemas['System'];
export type SystemWorker = Schemas['Worker'];
export type SystemJob = Schemas['SystemJob'];
export type FailedRetried = Schemas['FailedRetry'];

export function systemGet(): Promise<SystemState> {
  return get('system/');
}

/** The jobs of all projects in one state, newest first. */
export function systemJobList(status: 'failed' | 'running' | 'queued'): Promise<Page<SystemJob>> {
  return get('system/jobs/', { status });
}

/** Tries all again that had failed when somebody looked; a second call does nothing more. */
export function failedRetry(failedUntil: string): Promise<FailedRetried> {
  return post('system/jobs/retry/', { failed_until: failedUntil });
}
