import type { Pin, ThreadListed } from '../../api/threads/threads';
import { t } from '../../i18n';
import { routePath } from '../../shell/routes';

type Place = Pick<Pin, 'trace' | 'frame' | 'bbox'>;

/** "trace 2, frame 35": where a thread is pinned, with the trace's name on screen where it is known. */
export function whereText({ trace, frame, bbox }: Place, name: string | null = null): string {
  if (frame === null) return trace === null ? t('threads.where.video') : t('threads.where.trace_only');
  const at = String(frame);
  if (trace !== null && name !== null) return t('threads.where.trace', { number: name, frame: at });
  if (trace !== null) return t('threads.where.trace_somewhere', { frame: at });
  return t(bbox === null ? 'threads.where.frame' : 'threads.where.box', { frame: at });
}

/** `me` is you; everybody else stands as the pseudonym that they have in the project. */
export function nameText(name: string): string {
  return name === 'me' ? t('threads.me') : name;
}

/** Who reads the thread, as its readers should know before they write. */
export function readersText(annotator: string | null): string {
  if (annotator === null) return t('threads.readers.judges');
  if (annotator === 'me') return t('threads.readers.mine');
  return t('threads.readers.annotator', { name: annotator });
}

/**
 * Where the thread can be read beside its frame: on an answer, else on the review desk, where reviewers also see videos
 * without one. Null where the viewer cannot open either.
 */
export function threadPath(thread: ThreadListed, judges: boolean): string | null {
  const { opens, id, project, video } = thread;
  if (opens !== null) return `${routePath('work', { id: opens })}?thread=${id}`;
  return judges ? `${routePath('review_desk', { slug: project, id: video })}?thread=${id}` : null;
}
