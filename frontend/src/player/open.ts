import { PictureSource } from './pictureSource';
import type { FrameSource, SourceOptions } from './source';
import { SwitchingSource } from './switchingSource';
import { WebcodecsSource, webcodecsAvailable } from './webcodecsSource';

/** Open a clip for exact frames, in the best way this browser can. Loading goes on behind the status. */
export async function openSource(options: SourceOptions): Promise<FrameSource> {
  const decodes = options.forceKind ? options.forceKind === 'webcodecs' : webcodecsAvailable();
  if (!decodes) return new PictureSource(options);
  return new SwitchingSource(new WebcodecsSource(options), () => new PictureSource(options));
}
