import type { Video } from '../../api/types';
import type { Filmstrip } from '../../timeline/math';

/** The sprite's layout as the server gives it beside the picture; null while there is none. */
export function filmstripOf({ filmstrip_layout: layout }: Video): Filmstrip | null {
  if (typeof layout !== 'object' || layout === null) return null;
  const {
    columns,
    tile_width: tileWidth,
    tile_height: tileHeight,
    frames,
  } = layout as Record<string, unknown>;
  if (!isCount(tileWidth) || !isCount(tileHeight) || !isFrames(frames)) return null;
  /* Without a number of columns all pictures stand in one row. */
  return { columns: isCount(columns) ? columns : frames.length, tileWidth, tileHeight, frames };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 1;
}

function isFrames(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'number');
}
