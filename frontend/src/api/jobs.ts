import { get, post } from './client';
import type { Job, Page } from './types';

const POLL_MS = 1000;
const finished = new Set<Job['status']>(['done', 'failed', 'cancelled']);

export function jobGet(id: string): Promise<Job> {
  return get(`jobs/${id}/`);
}

/** The newest jobs of a kind in a project that one administers. */
export function jobList(project: string, kind: string): Promise<Page<Job>> {
  return get('jobs/', { project, kind });
}

export function jobCancel(id: string): Promise<Job> {
  return post(`jobs/${id}/cancel/`);
}

export function jobRetry(id: string): Promise<Job> {
  return post(`jobs/${id}/retry/`);
}

export const jobFinished = (status: Job['status']): boolean => finished.has(status);

/** Asks once a second until the job has ended, telling each answer; resolves to the last one. */
export async function jobWatch(
  id: string,
  onChange: (job: Job) => void,
  signal: AbortSignal,
  pollMs: number = POLL_MS,
): Promise<Job> {
  for (;;) {
    const job = await jobGet(id);
    signal.throwIfAborted();
    onChange(job);
    if (jobFinished(job.status)) return job;
    await pause(pollMs, signal);
  }
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
