import { projectGet } from '../../api/projects';
import type { Claim, Project, Video } from '../../api/types';
import { videoFrames, videoFrameUrl, videoGet, videoMediaUrl } from '../../api/videos';
import { type FrameTable, frameTableFrom } from '../../domain/frames';
import { type FrameSource, openSource, type SourceOptions, webcodecsAvailable } from '../../player';

/* The clip that probably comes next, made ready while the current one is worked on. */

export type Prepared = {
  readonly video: Video;
  readonly table: FrameTable;
  readonly project: Project;
  /** Null where frames come from the server one by one: there is nothing to open ahead then. */
  readonly source: FrameSource | null;
};

type Ahead = { readonly videoId: string; dropped: boolean; prepared: Promise<Prepared | null> };

/** At most one clip is held ahead. */
let ahead: Ahead | null = null;

/** What a source needs to know of a video. */
export function sourceOptionsOf(video: Video, table: FrameTable): SourceOptions {
  return {
    videoId: video.id,
    table,
    mediaUrl: videoMediaUrl(video.id),
    frameUrl: (frame) => videoFrameUrl(video.id, frame),
    width: video.width ?? 1,
    height: video.height ?? 1,
    rotation: video.rotation ?? 0,
  };
}

/** Fetches the video that was named as the next one and decodes its first frames. A failure is forgotten. */
export function nextClipPrepare(videoId: string, slug: string): void {
  if (ahead?.videoId === videoId) return;
  nextClipDrop();
  const mine: Ahead = { videoId, dropped: false, prepared: Promise.resolve(null) };
  mine.prepared = prepare(mine, slug).catch(() => null);
  ahead = mine;
}

/** What was prepared for this claim, once; it is the caller's to close. Null when another clip was prepared. */
export async function nextClipTake({ video }: Claim): Promise<Prepared | null> {
  if (ahead?.videoId !== video.id) {
    nextClipDrop();
    return null;
  }
  const prepared = await ahead.prepared;
  ahead = null;
  if (prepared?.video.sha256 === video.sha256) return prepared;
  prepared?.source?.close();
  return null;
}

/** Lets go of it: nobody works here any more, or something else came next. */
export function nextClipDrop(): void {
  if (ahead === null) return;
  ahead.dropped = true;
  void ahead.prepared.then((prepared) => prepared?.source?.close());
  ahead = null;
}

async function prepare(mine: Ahead, slug: string): Promise<Prepared | null> {
  const [video, frames, project] = await Promise.all([
    videoGet(mine.videoId),
    videoFrames(mine.videoId),
    projectGet(slug),
  ]);
  if (mine.dropped) return null;
  const table = frameTableFrom(frames);
  const options = { ...sourceOptionsOf(video, table), ahead: true };
  return { video, table, project, source: webcodecsAvailable() ? await openSource(options) : null };
}
