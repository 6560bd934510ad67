import { get } from '../client';

export type CheckPart = {
  readonly logprob: number | null;
  readonly prior?: number | null;
  readonly pmi: number | null;
  readonly tokens?: number;
};

/** How a handed-in answer looks to the model; it changes nothing. */
export type AgreementCheck = {
  readonly state: 'none' | 'queued' | 'done' | 'failed';
  readonly verdict_agrees: boolean | null;
  readonly p_fake: number | null;
  readonly best_viou: number | null;
  readonly best_tiou: number | null;
  readonly parts: Readonly<Partial<Record<'verdict' | 'box' | 'time' | 'reason', CheckPart | null>>> | null;
  readonly pmi: number | null;
  /** 0..1 within the project: low is unusual. */
  readonly percentile: number | null;
  readonly flagged: boolean;
  readonly reasons: readonly string[];
  /** The reasons in words, in the language of the page. */
  readonly text: string;
  readonly model: string | { readonly name: string } | null;
};

export function agreementCheckGet(annotation: string): Promise<AgreementCheck> {
  return get(`annotations/${annotation}/agreement-check/`);
}
