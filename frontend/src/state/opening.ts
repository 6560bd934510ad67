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

let claimed: Claim | null = null;

/** Remembers what the queue just gave, so that the workbench need not ask for it again. */
export function claimRemember(claim: Claim): void {
  claimed = claim;
}

/** The video that the queue named as the next one, if this annotation came from it. */
export function claimedNextVideo(annotationId: string): string | null {
  return claimed?.annotation.id === annotationId ? (claimed.prefetch?.video ?? null) : null;
}

export async function workOpen(annotationId: string): Promise<Opened> {
  const annotation = await annotationGet(annotationId);
  const [video, frames, project] = await Promise.all([
    videoGet(annotation.video),
    videoFrames(annotation.video),
    projectGet(annotation.project),
  ]);
  return { annotation, video, table: frameTableFrom(frames), project };
}
