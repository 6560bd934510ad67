import { get, patch, post, remove } from './client';
import type { FrameTableBody, Job, Page, Video, VideoFields, VideoStatus } from './types';

export type VideoFilter = {
  project: string;
  status?: VideoStatus | undefined;
  taken_down?: boolean | undefined;
  q?: string | undefined;
};

export function videoList(filter: VideoFilter): Promise<Page<Video>> {
  return get('videos/', filter);
}

export function videoGet(id: string): Promise<Video> {
  return get(`videos/${id}/`);
}

export function videoFrames(id: string, signal?: AbortSignal): Promise<FrameTableBody> {
  return get(`videos/${id}/frames/`, undefined, signal ? { signal } : {});
}

export function videoUpdate(id: string, changes: VideoFields): Promise<Video> {
  return patch(`videos/${id}/`, changes);
}

/** Ingests the untouched original once more. */
export function videoReprocess(id: string): Promise<Job> {
  return post(`videos/${id}/reprocess/`);
}

/** The media go for good; the reason stays with the tombstone. */
export function videoTakeDown(id: string, reason: string): Promise<null> {
  return remove(`videos/${id}/`, { body: { reason } });
}

export const videoMediaUrl = (id: string): string => `/api/v1/videos/${id}/media/`;
export const videoPosterUrl = (id: string): string => `/api/v1/videos/${id}/poster.jpg`;
export const videoFilmstripUrl = (id: string): string => `/api/v1/videos/${id}/filmstrip.jpg`;
export const videoFrameUrl = (id: string, frame: number): string =>
  `/api/v1/videos/${id}/frames/${frame}.png`;
