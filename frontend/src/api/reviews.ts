import { get, post } from './client';
import type { Annotation, AnnotationListed, AnnotationStatus, Page, Verdict } from './types';

export type Judged = Exclude<AnnotationStatus, 'draft'>;
/** A count that equals `counted_up_to` stands for that many or more. */
export type ReviewQueue = Page<AnnotationListed> & {
  counts: Record<Judged, number>;
  counted_up_to: number;
};

/** Answers of others in one state and with one verdict (or any), oldest first, and how many are in each state. */
export function reviewQueue(
  project: string,
  status: Judged,
  verdict: Verdict | '' = '',
): Promise<ReviewQueue> {
  return get('reviews/answers/', { project, status, ...(verdict === '' ? {} : { verdict }) });
}

export function annotationAccept(id: string, ifMatch: number): Promise<Annotation> {
  return post(`annotations/${id}/accept/`, {}, { ifMatch });
}

export function annotationReturn(
  id: string,
  ifMatch: number,
  reasons: string[],
  text: string,
): Promise<Annotation> {
  return post(`annotations/${id}/return/`, { reasons, text }, { ifMatch });
}

export function annotationReopen(
  id: string,
  ifMatch: number,
  reasons: string[],
  text: string,
): Promise<Annotation> {
  return post(`annotations/${id}/reopen/`, { reasons, text }, { ifMatch });
}
