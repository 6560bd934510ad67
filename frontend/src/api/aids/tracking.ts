import { get, post } from '../client';
import type { Job, Keyframe } from '../types';

export type TrackInput = {
  trace: string;
  from_frame: number;
  to_frame: number;
  bbox: Omit<Keyframe, 'frame'>;
};
/** A proposal only: nothing of it is in the answer. */
export type TrackBody = { keyframes: Keyframe[]; confidence: number; lost_at: number | null };

export function trackStart(annotationId: string, input: TrackInput): Promise<Job> {
  return post(`annotations/${annotationId}/track/`, input);
}

export function trackGet(annotationId: string, jobId: string): Promise<TrackBody> {
  return get(`annotations/${annotationId}/track/${jobId}/`);
}
