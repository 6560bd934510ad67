import type { BBox } from '../../domain/tracks';
import { get, post, type RequestOptions } from '../client';
import type { AnnotationStatus, Page } from '../types';

export type ThreadStatus = 'open' | 'resolved';

/** Where a thread is pinned; a trace needs its annotation, a box its frame. */
export type Pin = {
  readonly project: string;
  readonly video: string;
  readonly annotation: string | null;
  readonly trace: string | null;
  readonly frame: number | null;
  readonly bbox: BBox | null;
};

/** People are pseudonyms; `annotator` is who reads it besides the project's reviewers, null where only they do. */
export type ThreadListed = Pin & {
  readonly id: string;
  readonly annotation_status: AnnotationStatus | null;
  /** The answer beside which the viewer can look at the place. */
  readonly opens: string | null;
  readonly annotator: string | null;
  readonly status: ThreadStatus;
  readonly opened_by: string;
  readonly created_at: string;
  readonly last_comment_at: string;
  readonly comment_count: number;
  /** How many comments of others are new. */
  readonly unread: number;
  /** Whether one of the new ones names the viewer. */
  readonly mentioned: boolean;
  readonly may_settle: boolean;
  /** What was asked first. */
  readonly text: string;
};

export type Mention = { readonly name: string; readonly me: boolean };
export type ThreadComment = {
  readonly id: string;
  readonly number: number;
  readonly author: string;
  readonly text: string;
  readonly created_at: string;
  readonly mentions: readonly Mention[];
};
export type Thread = ThreadListed & { readonly comments: readonly ThreadComment[] };

export type ThreadQuery = {
  readonly project?: string;
  readonly video?: string;
  readonly status?: ThreadStatus | undefined;
  readonly unread?: true | undefined;
  readonly mine?: true | undefined;
  readonly mentions?: true | undefined;
  readonly page_size?: number;
};
export type ThreadCounts = { readonly open: number; readonly unread: number; readonly mentions: number };

export function threadList(query: ThreadQuery): Promise<Page<ThreadListed>> {
  return get('threads/', query);
}

export function threadGet(id: string): Promise<Thread> {
  return get(`threads/${id}/`);
}

/** The client makes the id, so that sending twice makes one thread. */
export function threadOpen(id: string, pin: Pin, text: string, options?: RequestOptions): Promise<Thread> {
  return post('threads/', { id, ...pin, text }, options);
}

export function commentAdd(
  thread: string,
  id: string,
  text: string,
  options?: RequestOptions,
): Promise<ThreadComment> {
  return post(`threads/${thread}/comments/`, { id, text }, options);
}

export function threadSettle(id: string, to: ThreadStatus): Promise<Thread> {
  return post(`threads/${id}/${to === 'resolved' ? 'resolve' : 'reopen'}/`);
}

export function threadRead(id: string, number: number): Promise<null> {
  return post(`threads/${id}/read/`, { number }, { signIn: 'never' });
}

export function threadCounts(slug: string): Promise<ThreadCounts> {
  return get(`projects/${slug}/thread-counts/`);
}

/** Whom one can mention in a thread, or in a new one about this answer. */
export async function threadPeople(
  slug: string,
  about: { thread?: string; annotation?: string },
): Promise<readonly string[]> {
  const { names } = await get<{ names: string[] }>(`projects/${slug}/thread-people/`, about);
  return names;
}
