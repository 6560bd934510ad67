import type { Video } from '../../api/types';
import type { Filmstrip } from '../../timeline/math';

/** The sprite's layout as the server gives it beside the picture; null while there is none. */
export function filmstripOf(video: Video): Filmstrip | null {
  const layout = video.filmstrip_layout;
  if (!layout || layout.frames.length === 0) return null;
  const { columns, tile_width: tileWidth, tile_height: tileHeight, frames } = layout;
  return { columns, tileWidth, tileHeight, frames };
}
