import { get, post } from './client';
import type { components } from './schema';
import type { Page } from './types';

type Schemas = components['schemas'];
export type SystemState = Schemas['SystemOut'];
export type SystemWorker = Schemas['WorkerOut'];
export type SystemJob = Schemas['SystemJobOut'];
export type FailedRetried = Schemas['FailedRetryOut'];

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
