import { ApiError, get, post } from '../client';
import type { AnnotationStatus, Assignment, Page, Verdict } from '../types';
import type { ConflictKind } from './panel';

export const NEEDS = ['disagreement', 'gold_failure', 'stale_gold', 'model_check', 'waiting'] as const;
export type Need = (typeof NEEDS)[number];

/** One video that needs judging, and why. */
export type ReviewVideo = {
  readonly video: string;
  readonly poster?: string | null;
  readonly frame_count: number | null;
  readonly needs: readonly string[];
  /** 0..1: how much. */
  readonly score: number;
  readonly conflicts: Readonly<Partial<Record<ConflictKind, number>>>;
  readonly handed_in: number;
  readonly overlap: number;
  readonly answers: readonly {
    readonly annotation: string;
    readonly annotator: string;
    readonly status: AnnotationStatus;
    readonly verdict: Verdict | null;
  }[];
  readonly gold_version: number;
  readonly waiting_since: string | null;
  /** Who has it on the desk now. */
  readonly holder: string | null;
  /** Whether the viewer annotated it: then somebody else judges it. */
  readonly own_work: boolean;
};

export type ReviewCounts = {
  readonly by_need: Readonly<Record<string, number>>;
  readonly total: number;
  readonly mine: number;
};

export type ReviewFilter = { readonly need?: string; readonly mine?: boolean };

export type ReviewClaim = { readonly assignment: Assignment; readonly video: ReviewVideo };

/** Most needed first. */
export function reviewVideos(project: string, { need, mine }: ReviewFilter): Promise<Page<ReviewVideo>> {
  return get('reviews/queue/', { project, need: need || null, mine: mine ? 1 : null });
}

export function reviewCounts(project: string): Promise<ReviewCounts> {
  return get('reviews/queue/counts/', { project });
}

/** Claims the video that needs judging most, or this very one; null when there is none. */
export function reviewNext(project: string, after?: string): Promise<ReviewClaim | null> {
  return post('reviews/next/', { project, ...(after ? { after } : {}) });
}

/** Claims one chosen video; null when somebody else has it, or it does not wait for a reviewer. */
export async function reviewClaim(project: string, video: string): Promise<ReviewClaim | null> {
  try {
    return await post<ReviewClaim | null>('reviews/next/', { project, video });
  } catch (error) {
    if (error instanceof ApiError && [403, 409].includes(error.status)) return null;
    throw error;
  }
}
