import { annotationGet } from '../api/annotations';
import { projectGet } from '../api/projects';
import type { Annotation, Claim, Project, Video } from '../api/types';
import { videoFrames, videoGet } from '../api/videos';
import { type FrameTable, frameTableFrom } from '../domain/frames';

/** Everything that the workbench needs from the server before it can be shown. */
export type Opened = {
  readonly annotation: Annotation;
  readonly video: Video;
  readonly table: FrameTable;
  readonly project: Project;
};

const NEXT_KEY = 'deeptrace.next';

let claimed: Claim | null = null;

/** Remembers what the queue just gave, so that the workbench need not ask for it again. */
export function claimRemember(claim: Claim): void {
  claimed = claim;
  const next = { annotation: claim.annotation.id, video: claim.prefetch?.video ?? null };
  try {
    sessionStorage.setItem(NEXT_KEY, JSON.stringify(next));
  } catch {
    return;
  }
}

/** What the queue just gave, once: whoever opens the annotation later asks the server. */
export function claimTake(annotationId: string): Claim | null {
  const claim = claimed?.annotation.id === annotationId ? claimed : null;
  claimed = null;
  return claim;
}

/** The video that the queue named as the next one, if this annotation came from it; also after a reload. */
export function claimedNextVideo(annotationId: string): string | null {
  try {
    const next: unknown = JSON.parse(sessionStorage.getItem(NEXT_KEY) ?? 'null');
    const { annotation, video } = (next ?? {}) as { annotation?: unknown; video?: unknown };
    return annotation === annotationId && typeof video === 'string' ? video : null;
  } catch {
    return null;
  }
}

export async function workOpen(annotationId: string, claim: Claim | null): Promise<Opened> {
  const annotation = claim?.annotation ?? (await annotationGet(annotationId));
  const [video, frames, project] = await Promise.all([
    claim?.video ?? videoGet(annotation.video),
    videoFrames(annotation.video),
    projectGet(annotation.project),
  ]);
  return { annotation, video, table: frameTableFrom(frames), project };
}
