import type { FrameSource, SourceOptions } from './source';
import { WebcodecsSource } from './webcodecsSource';

/** Open a clip for exact frames, in the best way this browser can. Loading goes on behind the status. */
export async function openSource(options: SourceOptions): Promise<FrameSource> {
  return new WebcodecsSource(options);
}
