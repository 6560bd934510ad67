/** Paint a stored picture upright over the whole canvas; `rotation` is clockwise degrees. */
export function paintUpright(
  context: CanvasRenderingContext2D,
  picture: CanvasImageSource,
  rotation: number,
): void {
  const { width, height } = context.canvas;
  if (rotation % 360 === 0) {
    context.drawImage(picture, 0, 0, width, height);
    return;
  }
  const sideways = rotation % 180 !== 0;
  const [storedWidth, storedHeight] = sideways ? [height, width] : [width, height];
  context.save();
  context.translate(width / 2, height / 2);
  context.rotate((rotation * Math.PI) / 180);
  context.drawImage(picture, -storedWidth / 2, -storedHeight / 2, storedWidth, storedHeight);
  context.restore();
}
