import type { Picture, Pixels } from './decode/protocol';

/** Paint a stored picture upright over the whole canvas; `rotation` is clockwise degrees. */
export function paintUpright(context: CanvasRenderingContext2D, picture: Picture, rotation: number): void {
  if ('bytes' in picture) paintPixels(context, picture, rotation);
  else paintImage(context, picture, rotation);
}

function paintPixels(context: CanvasRenderingContext2D, pixels: Pixels, rotation: number): void {
  const { width, height } = context.canvas;
  const image = new ImageData(new Uint8ClampedArray(pixels.bytes), pixels.width, pixels.height);
  if (rotation % 360 === 0 && pixels.width === width && pixels.height === height) {
    context.putImageData(image, 0, 0);
    return;
  }
  const board = boardOf(pixels.width, pixels.height);
  board.putImageData(image, 0, 0);
  paintImage(context, board.canvas, rotation);
}

let sharedBoard: CanvasRenderingContext2D | null = null;

/** Pixels cannot be put turned: they go over a canvas that is kept for that. */
function boardOf(width: number, height: number): CanvasRenderingContext2D {
  sharedBoard ??= document.createElement('canvas').getContext('2d', { alpha: false });
  const board = sharedBoard as CanvasRenderingContext2D;
  if (board.canvas.width !== width || board.canvas.height !== height) {
    board.canvas.width = width;
    board.canvas.height = height;
  }
  return board;
}

function paintImage(context: CanvasRenderingContext2D, image: CanvasImageSource, rotation: number): void {
  const { width, height } = context.canvas;
  const [storedWidth, storedHeight] = rotation % 180 === 0 ? [width, height] : [height, width];
  context.save();
  context.translate(width / 2, height / 2);
  context.rotate((rotation * Math.PI) / 180);
  context.drawImage(image, -storedWidth / 2, -storedHeight / 2, storedWidth, storedHeight);
  context.restore();
}
