import { get, post, remove } from './client';
import type { components } from './schema';
import type { Page } from './types';

type Schemas = components['schemas'];
export type Qualification = Schemas['QualificationOut'];
export type ClipResult = Schemas['ClipResultOut'];
export type Feedback = Schemas['FeedbackOut'];
export type CheckedPair = Schemas['CheckedPairOut'];
export type Reliability = Schemas['ReliabilityOut'];
/** A number with its interval; null where too few videos stand behind it. */
export type Statistic = Schemas['NumberOut'];
export type GoldClip = Schemas['GoldClipOut'];
export type PersonQualification = Schemas['PersonQualificationOut'];
export type Decision = 'pass' | 'attempt' | 'again';

export function qualificationGet(slug: string): Promise<Qualification> {
  return get(`projects/${slug}/qualification/`);
}

/** Begins the next round; the queue then gives its clips. */
export function qualificationStart(slug: string): Promise<Qualification> {
  return post(`projects/${slug}/qualification/start/`);
}

export function feedbackGet(annotation: string): Promise<Feedback> {
  return get(`annotations/${annotation}/feedback/`);
}

export function qualificationList(slug: string): Promise<Page<PersonQualification>> {
  return get(`projects/${slug}/qualifications/`);
}

export function qualificationDecide(slug: string, person: number, decision: Decision): Promise<null> {
  return post(`projects/${slug}/qualifications/${person}/`, { decision });
}

export function reliabilityList(slug: string): Promise<Reliability[]> {
  return get(`projects/${slug}/reliability/`);
}

export function reliabilityOwn(slug: string): Promise<Reliability> {
  return get(`projects/${slug}/my-reliability/`);
}

/** Counts and hours per person for pay; both days are included, '' leaves an end open. */
export function hoursCsvUrl(slug: string, since: string, until: string): string {
  const query = new URLSearchParams(Object.entries({ since, until }).filter(([, day]) => day !== ''));
  return `/api/v1/projects/${slug}/reliability.csv${query.size > 0 ? `?${query}` : ''}`;
}

export function goldClipList(slug: string): Promise<Page<GoldClip>> {
  return get(`projects/${slug}/gold-clips/`);
}

export function goldClipAdd(slug: string, video: string): Promise<GoldClip> {
  return post(`projects/${slug}/gold-clips/`, { video });
}

export function goldClipRemove(slug: string, video: string): Promise<null> {
  return remove(`projects/${slug}/gold-clips/${video}/`);
}
