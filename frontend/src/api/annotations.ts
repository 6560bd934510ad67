import { get, post, put, type RequestOptions } from './client';
import type {
  Annotation,
  AnnotationCopy,
  AnnotationInput,
  AnnotationListed,
  AnnotationStatus,
  Page,
  Verdict,
} from './types';

export type AnnotationFilter = {
  project?: string;
  mine?: 1;
  status?: AnnotationStatus;
  verdict?: Verdict | undefined;
};

export function annotationList(filter: AnnotationFilter): Promise<Page<AnnotationListed>> {
  return get('annotations/', filter);
}

export function annotationGet(id: string): Promise<Annotation> {
  return get(`annotations/${id}/`);
}

/** Saves the whole answer; 412 carries the server's version in `error.body.current`. */
export function annotationPut(
  id: string,
  answer: AnnotationInput,
  ifMatch: number,
  options: RequestOptions = {},
): Promise<Annotation> {
  return put(`annotations/${id}/`, answer, { ...options, ifMatch });
}

export function annotationSubmit(
  id: string,
  ifMatch: number,
  options: RequestOptions = {},
): Promise<Annotation> {
  return post(`annotations/${id}/submit/`, {}, { ...options, ifMatch });
}

/** Keeps a version beside the annotation, in any state of it, also after its lease was lost. */
export function annotationCopyMake(
  id: string,
  copy: AnnotationInput & { base_revision: number },
  options: RequestOptions = {},
): Promise<AnnotationCopy> {
  return post(`annotations/${id}/copies/`, copy, options);
}

export function annotationWithdraw(id: string, ifMatch: number): Promise<Annotation> {
  return post(`annotations/${id}/withdraw/`, {}, { ifMatch });
}
