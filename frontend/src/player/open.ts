import type { FrameSource, SourceOptions } from './source';
import { SwitchingSource } from './switchingSource';
import { WebcodecsSource, webcodecsAvailable } from './webcodecsSource';

/** Open a clip for exact frames, in the best way this browser can. Loading goes on behind the status. */
export async function openSource(options: SourceOptions): Promise<FrameSource> {
  const decodes = options.forceKind ? options.forceKind === 'webcodecs' : webcodecsAvailable();
  if (!decodes) return openPictures(options);
  return new SwitchingSource(new WebcodecsSource(options), () => openPictures(options));
}

/** Few browsers need it: it is loaded where one does. */
async function openPictures(options: SourceOptions): Promise<FrameSource> {
  const { PictureSource } = await import('./pictureSource');
  return new PictureSource(options);
}
