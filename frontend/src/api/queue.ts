import { post, type RequestOptions } from './client';
import type { Claim, Lease, SkipReason } from './types';

/**
 * Claims the next video; null when there is none for this person. `after` is the annotation that is being handed
 * in at this moment: without it, unfinished work is what comes next.
 */
export function queueNext(
  project: string,
  { after, ...options }: RequestOptions & { readonly after?: string } = {},
): Promise<Claim | null> {
  return post('queue/next/', after === undefined ? { project } : { project, after }, options);
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
