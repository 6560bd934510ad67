import type { FilmCell } from './math';

/**
 * The filmstrip's sprite as a bitmap of one's own, to be closed. Not by a style: what a style or an image element shows
 * stays decoded in the browser's cache long after its clip has gone, clip after clip.
 */
export async function spriteLoad(url: string, signal: AbortSignal): Promise<ImageBitmap | null> {
  try {
    const response = await fetch(url, { signal, credentials: 'same-origin' });
    return response.ok ? await createImageBitmap(await response.blob()) : null;
  } catch {
    return null;
  }
}

type Layout = { readonly columns: number; readonly tileWidth: number; readonly tileHeight: number };

/** Paints the tiles side by side, each `cellPx` wide and as high as the canvas. */
export function spritePaint(
  canvas: HTMLCanvasElement,
  sprite: ImageBitmap,
  { columns, tileWidth, tileHeight }: Layout,
  cells: readonly FilmCell[],
  cellPx: number,
): void {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.scale(devicePixelRatio, devicePixelRatio);
  context.imageSmoothingQuality = 'high';
  for (const { left, tile } of cells) {
    const [x, y] = [(tile % columns) * tileWidth, Math.floor(tile / columns) * tileHeight];
    context.drawImage(sprite, x, y, tileWidth, tileHeight, left * width, 0, cellPx, height);
  }
}
