/** The frame number burnt into the bench's clips: 16 cells along the upper edge, as tests/media.py writes them. */
const CELLS = 16;
const CODE_BITS = 10;
const STRIP_SHARE = 8;

/** Read the number from a canvas; -1 when there is none or it contradicts its check bits. */
export function codeOn(canvas: HTMLCanvasElement): number {
  const { width, height } = canvas;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const row = context.getImageData(0, Math.floor(height / (2 * STRIP_SHARE)), width, 1).data;
  const cells = Array.from({ length: CELLS }, (_, cell) => {
    const pixel = 4 * Math.floor(((cell + 0.5) * width) / CELLS);
    return (row[pixel] as number) > 127 ? 1 : 0;
  });
  const code = numberOf(cells.slice(2, 2 + CODE_BITS));
  const check = (code + 3 * Math.floor(code / 16) + 5 * Math.floor(code / 256) + 5) % 16;
  const valid = cells[0] === 1 && cells[1] === 0 && numberOf(cells.slice(2 + CODE_BITS)) === check;
  return valid ? code : -1;
}

function numberOf(bits: readonly number[]): number {
  return bits.reduce((sum, bit, place) => sum + bit * 2 ** place, 0);
}
