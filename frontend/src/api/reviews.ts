import { post } from './client';
import type { Annotation } from './types';

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
