import { get, post } from '../client';
import type { Job, Page } from '../types';

export type ExplanationStatus = 'proposed' | 'accepted' | 'rejected';

/** What a person wrote, and the wording proposed beside it. */
export type Explanation = {
  readonly id: string;
  readonly video: string;
  readonly trace: string;
  readonly raw: string;
  readonly proposed: string;
  readonly model: string;
  readonly prompt: string;
  readonly made_at: string;
  readonly status: ExplanationStatus;
  readonly decided_by: string | null;
  readonly decided_at: string | null;
};

export function explanationList(slug: string, status: ExplanationStatus): Promise<Page<Explanation>> {
  return get(`projects/${slug}/explanations/`, { status });
}

export function explanationsPropose(slug: string): Promise<Job> {
  return post(`projects/${slug}/explanations/propose/`);
}

/** All of them or none; `proposed` takes a decision back. */
export function explanationsDecide(
  slug: string,
  ids: readonly string[],
  decision: ExplanationStatus,
): Promise<Explanation[]> {
  return post(`projects/${slug}/explanations/decide/`, { ids, decision });
}
