import type { FrameSource, SourceOptions } from './source';

/** Open a clip for exact frames, in the best way this browser can. */
export const openSource = async (options: SourceOptions): Promise<FrameSource> => {
  throw new Error(`not open yet: ${options.videoId}`);
};

/** Fetch the next clip's bytes ahead; `openSource` with the same address takes them. */
export const prefetch = (_mediaUrl: string): void => {};
