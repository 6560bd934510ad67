import { get, post, type RequestOptions } from '../client';
import type { Job } from '../types';
import type { UndefinedReason } from './stats';

/** Null with a reason where it is not defined; the interval is null until a job has computed it. */
export type Statistic = {
  value: number | null;
  ci: [number, number] | null;
  n: number;
  reason: UndefinedReason | null;
};
export type VerdictPart = { alpha: Statistic; raw: Statistic; ac1: Statistic };
export type AgreementReport = {
  coverage: Record<
    'videos' | 'videos_with_two_or_more' | 'videos_with_one' | 'answers' | 'pairs' | 'pairs_both_empty',
    number
  >;
  verdict: VerdictPart & { without_unsure: VerdictPart };
  pairwise: Record<'tiou_50' | 'viou_30' | 'viou_50', Statistic>;
  placement: Record<
    | 'pq'
    | 'sq'
    | 'rq'
    | 'mean_viou'
    | 'onset_error_median'
    | 'onset_error_p90'
    | 'offset_error_median'
    | 'offset_error_p90',
    Statistic
  > & { matched: number };
  frame_alpha: { overall: Statistic; by_category: Record<string, Statistic> };
  categories: {
    masi_alpha: Statistic;
    video_union_masi_alpha: Statistic;
    by_category: Record<string, { alpha: Statistic; prevalence: number | null }>;
  };
  text: Record<'chrf' | 'rouge_l', Statistic>;
  /** Whether the intervals belong to the answers as they are now. */
  intervals: boolean;
  pending: { pairs: number; texts: number };
  /** Pseudonyms. */
  annotators: string[];
  sources: string[];
};

export type AgreementFilter = {
  category: string;
  source: string;
  round: 'first' | 'latest';
  /** Two pseudonyms, or none for everybody. */
  annotators: readonly string[];
  since: string;
  until: string;
  assisted: 'without' | 'only' | 'all';
};

export const NO_FILTER: AgreementFilter = {
  category: '',
  source: '',
  round: 'latest',
  annotators: [],
  since: '',
  until: '',
  assisted: 'without',
};

/** As a query string, only with what differs from no filter at all. */
export function agreementQuery(filter: AgreementFilter): string {
  const query = new URLSearchParams();
  for (const name of ['category', 'source', 'round', 'since', 'until', 'assisted'] as const)
    if (filter[name] !== NO_FILTER[name]) query.set(name, filter[name]);
  for (const annotator of filter.annotators) query.append('annotators', annotator);
  return query.toString();
}

/** The filter that a query string says; what means nothing is left out. */
export function agreementFilter(query: string): AgreementFilter {
  const given = new URLSearchParams(query);
  const assisted = given.get('assisted');
  const annotators = given.getAll('annotators');
  return {
    category: given.get('category') ?? '',
    source: given.get('source') ?? '',
    round: given.get('round') === 'first' ? 'first' : 'latest',
    annotators: annotators.length === 2 ? annotators : [],
    since: given.get('since') ?? '',
    until: given.get('until') ?? '',
    assisted: assisted === 'only' || assisted === 'all' ? assisted : 'without',
  };
}

const pathOf = (project: string, name: string, filter: AgreementFilter): string => {
  const query = agreementQuery(filter);
  return `projects/${project}/${name}${query === '' ? '' : `?${query}`}`;
};

export function agreementGet(
  project: string,
  filter: AgreementFilter,
  options: RequestOptions = {},
): Promise<AgreementReport> {
  return get(pathOf(project, 'agreement/', filter), undefined, options);
}

/** Starts the job that computes what is missing and the intervals. */
export function agreementCompute(project: string, filter: AgreementFilter): Promise<Job> {
  const { since, until, ...rest } = filter;
  return post(`projects/${project}/agreement/`, { ...rest, since: since || null, until: until || null });
}

export const agreementJsonUrl = (project: string, filter: AgreementFilter): string =>
  `/api/v1/${pathOf(project, 'agreement/', filter)}`;
export const agreementCsvUrl = (project: string, filter: AgreementFilter): string =>
  `/api/v1/${pathOf(project, 'agreement.csv', filter)}`;
