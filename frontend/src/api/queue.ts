import { post, type RequestOptions } from './client';
import type { Claim, Lease, SkipReason } from './types';

/** Claims the next video; null when there is none for this person. */
export function queueNext(project: string, options: RequestOptions = {}): Promise<Claim | null> {
  return post('queue/next/', { project }, options);
}

export function assignmentHeartbeat(id: string): Promise<Lease> {
  return post(`assignments/${id}/heartbeat/`);
}

export function assignmentRelease(id: string, options: RequestOptions = {}): Promise<null> {
  return post(`assignments/${id}/release/`, undefined, options);
}

export function assignmentSkip(id: string, reason: SkipReason): Promise<null> {
  return post(`assignments/${id}/skip/`, { reason });
}
