import { post } from './client';

/** A stretch of work on one annotation: how long, and how much was done in it. */
export type ActivitySlice = {
  readonly id: string;
  readonly started_at: string;
  readonly active_ms: number;
  readonly keyboard: number;
  readonly pointer: number;
  readonly edits: Readonly<Record<string, number>>;
  readonly aids: Readonly<Record<string, number>>;
};

/** Tells the server of the work; a slice that it already has counts once. Nobody is asked to sign in for this. */
export function activitySend(
  annotationId: string,
  slices: readonly ActivitySlice[],
  keepalive: boolean,
): Promise<null> {
  return post(`annotations/${annotationId}/activity/`, { slices }, { signIn: 'never', keepalive });
}
