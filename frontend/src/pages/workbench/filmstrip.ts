import * as v from 'valibot';
import type { Video } from '../../api/types';
import type { Filmstrip } from '../../timeline/math';

const layout = v.object({
  /** Left out, all pictures stand in one row. */
  columns: v.optional(v.pipe(v.number(), v.minValue(1))),
  tile_width: v.pipe(v.number(), v.minValue(1)),
  tile_height: v.pipe(v.number(), v.minValue(1)),
  frames: v.pipe(v.array(v.number()), v.minLength(1)),
});

/** The sprite's layout as the server gives it beside the picture; null while there is none. */
export function filmstripOf(video: Video): Filmstrip | null {
  const parsed = v.safeParse(layout, video.filmstrip_layout);
  if (!parsed.success) return null;
  const { tile_width: tileWidth, tile_height: tileHeight, frames } = parsed.output;
  const columns = parsed.output.columns ?? frames.length;
  return { columns, tileWidth, tileHeight, frames };
}
