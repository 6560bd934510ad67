import { get, getAll, post } from '../client';
import type { AnnotationStatus, Trace, Verdict } from '../types';

/** An answer of one's own that a reviewer sent back or accepted; a mention or a reply in a thread. */
export type Notice = {
  readonly kind: 'returned' | 'accepted' | 'mention' | 'reply';
  readonly annotation: string | null;
  readonly thread: string | null;
  readonly project: string;
  readonly at: string;
  readonly reasons: readonly string[];
  readonly text: string;
  readonly seen: boolean;
};
export type Notices = { readonly unseen: number; readonly results: readonly Notice[] };

/** One's own numbers; days are UTC days. */
export type Progress = {
  readonly counts: Readonly<Partial<Record<AnnotationStatus, number>>>;
  readonly days: readonly Day[];
  readonly median_active_ms: number | null;
};
export type Day = { readonly date: string; readonly submitted: number; readonly active_ms: number };

/** Work that could no longer be saved in its place. */
export type CopyListed = { readonly id: string; readonly made_at: string; readonly base_revision: number };
export type Copy = CopyListed & {
  readonly verdict: Verdict | null;
  readonly note: string;
  readonly traces: readonly Trace[];
};

export function noticesGet(): Promise<Notices> {
  return get('me/notices/', undefined, { signIn: 'never' });
}

/** Everything up to `until` was seen. */
export function noticesSee(until: string): Promise<null> {
  return post('me/notices/seen/', { until }, { signIn: 'never' });
}

export function progressGet(slug: string): Promise<Progress> {
  return get(`projects/${slug}/my-progress/`);
}

export function copyList(annotationId: string): Promise<CopyListed[]> {
  return getAll(`annotations/${annotationId}/copies/`);
}

export function copyGet(annotationId: string, copyId: string): Promise<Copy> {
  return get(`annotations/${annotationId}/copies/${copyId}/`);
}
