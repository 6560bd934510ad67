import { type FrameTableResponse, frameTableFrom } from '../domain/frames';
import { type FrameSource, openSource, type SourceKind } from '../player';

type OpenRequest = {
  mediaUrl: string;
  framesUrl: string;
  table: FrameTableResponse;
  width: number;
  height: number;
  kind?: SourceKind;
  byteBudget?: number;
};

let source: FrameSource;
let canvas: HTMLCanvasElement;
let ctx: CanvasRenderingContext2D;

const CELLS = 16;
const readCode = (): number => {
  const { width, height } = canvas;
  const row = ctx.getImageData(0, Math.floor(height / 16), width, 1).data;
  const cells = Array.from({ length: CELLS }, (_, cell) => {
    const x = Math.floor(((cell + 0.5) * width) / CELLS) * 4;
    return ((row[x] as number) + (row[x + 1] as number) + (row[x + 2] as number)) / 3 > 127 ? 1 : 0;
  });
  const number = (bits: number[]) => bits.reduce((sum: number, bit, place) => sum + bit * 2 ** place, 0);
  const code = number(cells.slice(2, 12));
  const check = number(cells.slice(12));
  const expected = (code + 3 * Math.floor(code / 16) + 5 * Math.floor(code / 256) + 5) % 16;
  return cells[0] === 1 && cells[1] === 0 && check === expected ? code : -1;
};

const open = async (request: OpenRequest) => {
  const table = frameTableFrom(request.table);
  source?.close();
  canvas = document.createElement('canvas');
  canvas.width = request.width;
  canvas.height = request.height;
  document.body.replaceChildren(canvas);
  ctx = canvas.getContext('2d') as CanvasRenderingContext2D;
  const started = performance.now();
  source = await openSource({
    videoId: '',
    table,
    mediaUrl: request.mediaUrl,
    frameUrl: (n) => `${request.framesUrl}/${n}.png`,
    width: request.width,
    height: request.height,
    rotation: 0,
    ...(request.byteBudget ? { byteBudget: request.byteBudget } : {}),
    ...(request.kind ? { forceKind: request.kind } : {}),
  });
  const first = source.ensure(0).then(() => {
    source.draw(ctx, 0);
    return performance.now() - started;
  });
  const done = await new Promise<void>((resolve) => {
    source.subscribe(() => {
      if (['ready', 'mismatch', 'error', 'unsupported'].includes(source.status.phase)) resolve();
    });
  }).then(() => performance.now() - started);
  return { first: await first.catch(() => -1), done, status: source.status, kind: source.kind };
};

const probe = async (frames: number[]) => {
  const out: [number, number, number][] = [];
  for (const frame of frames) {
    const started = performance.now();
    source.setWindow(frame, 1, []);
    if (!source.draw(ctx, frame)) {
      await source.ensure(frame);
      if (!source.draw(ctx, frame)) throw new Error('not drawn');
    }
    const code = readCode();
    out.push([frame, code, performance.now() - started]);
  }
  return out;
};

Object.assign(window, {
  bench: { open, probe, status: () => source.status, ranges: () => source.loadedRanges() },
});
