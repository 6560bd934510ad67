import { ApiError, get, post, remove } from '../client';
import type { Annotation, Job, Keyframe, SuggestionPolicy } from '../types';

export type Decision = 'accepted' | 'edited' | 'rejected';

/** What somebody made of a suggestion; of several decisions the last one counts. */
export type DecisionMade = {
  readonly decision: Decision;
  readonly reason: string;
  readonly trace: string | null;
  readonly by?: string;
  readonly at: string;
};

/** A trace that a model proposes; it never changes. */
export type Suggestion = {
  readonly id: string;
  readonly run: string;
  readonly onset_frame: number;
  readonly offset_frame: number;
  readonly keyframes: readonly Keyframe[];
  readonly categories: readonly string[];
  readonly explanation: string;
  /** 0..1, or null where the back end gives none. */
  readonly score: number | null;
  readonly flags?: readonly string[];
  readonly decision: DecisionMade | null;
};

/** What one model said about one video. */
export type SuggestionRun = {
  readonly id: string;
  readonly model: {
    readonly id: string;
    readonly name: string;
    readonly backend: string;
    /** A rule of thumb without weights: never a verdict. */
    readonly heuristic: boolean;
  };
  readonly created_at: string;
  readonly prompt_version: string;
  readonly verdict: { readonly p_fake: number; readonly calibrated: boolean } | null;
  /** Suspicious moments: frame, and how much it stands out. */
  readonly marks: readonly (readonly number[])[];
  readonly raw_text: string;
};

export type SuggestionsBody = {
  readonly policy: SuggestionPolicy;
  /** False where this video is in the share that is worked on without suggestions. */
  readonly shown: boolean;
  readonly runs: readonly SuggestionRun[];
  readonly suggestions: readonly Suggestion[];
};

export type SuggestionOptions = {
  fps?: number;
  max_frames?: number;
  visual_budget?: number;
  max_traces?: number;
};
export type SuggestionJobInput = {
  project: string;
  videos?: readonly string[];
  query?: { status?: string; kind?: string; source?: string };
  backend?: string;
  model?: string;
  options?: SuggestionOptions;
};

export function suggestionsGet(video: string, annotation: string): Promise<SuggestionsBody> {
  return get(`videos/${video}/suggestions/`, { annotation });
}

export function suggestionJobStart(input: SuggestionJobInput): Promise<Job> {
  return post('suggestion-jobs/', input);
}

export function suggestionDecide(
  id: string,
  decision: { decision: Decision; annotation: string; trace: string | null; reason: string },
): Promise<unknown> {
  return post(`suggestions/${id}/decide/`, decision);
}

/** Takes a decision back; one that is not there any more is taken back already. */
export async function suggestionUndecide(id: string, annotation: string): Promise<void> {
  try {
    await remove(`suggestions/${id}/decide/?annotation=${annotation}`);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
}

/** Freezes what was found without a model; from then on suggestions are to be had. */
export function annotationLock(id: string, revision: number): Promise<Annotation> {
  return post(`annotations/${id}/lock/`, {}, { ifMatch: revision });
}
