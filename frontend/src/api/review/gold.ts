import { get, post, put } from '../client';
import type { Keyframe, Verdict } from '../types';

/** How a trace of the gold came about. */
export type How = 'kept' | 'merged' | 'majority' | 'edited' | 'added';

export type GoldTraceBody = {
  readonly id?: string;
  readonly onset_frame: number;
  readonly offset_frame: number;
  readonly categories: readonly string[];
  readonly other_tag: string;
  readonly explanation: string;
  readonly confidence: number | null;
  readonly keyframes: readonly Keyframe[];
  /** The ids of the traces that it was made from. */
  readonly sources: readonly string[];
  readonly how?: How;
};

/** A video's adjudicated answer; version 0 and no verdict where there is none yet. */
export type Gold = {
  readonly verdict: Verdict | null;
  readonly traces: readonly GoldTraceBody[];
  readonly rule: string | null;
  readonly version: number;
  readonly annotations: readonly string[];
  readonly made_at: string | null;
};

export type GoldInput = { readonly verdict: Verdict | null; readonly traces: readonly GoldTraceBody[] };

export type GoldVersion = {
  readonly version: number;
  readonly verdict: Verdict;
  readonly rule: string;
  readonly made_by: string | null;
  readonly made_at: string;
  readonly traces: number;
};

export function goldGet(video: string, version?: number): Promise<Gold> {
  return get(`videos/${video}/gold/`, { version });
}

/** Writes the next version; 412 carries the one that counts by now in `error.body.current`. */
export function goldPut(video: string, gold: GoldInput, ifMatch: number): Promise<Gold> {
  return put(`videos/${video}/gold/`, gold, { ifMatch });
}

export function goldRevert(video: string, toVersion: number, ifMatch: number): Promise<Gold> {
  return post(`videos/${video}/gold/revert/`, { to_version: toVersion }, { ifMatch });
}

export async function goldVersions(video: string): Promise<readonly GoldVersion[]> {
  const body = await get<readonly GoldVersion[] | { results: readonly GoldVersion[] }>(
    `videos/${video}/gold/versions/`,
  );
  return 'results' in body ? body.results : body;
}
