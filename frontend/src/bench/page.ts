import { flushSync, mount, unmount } from 'svelte';
import { type FrameTable, type FrameTableResponse, frameTableFrom } from '../domain/frames';
import { type FrameSource, openSource, Player, type SourceKind, type SourceStatus } from '../player';
import { VideoSeeker, videoClosed, videoOpened } from '../player/videoSeeker';
import Bench from './Bench.svelte';
import { codeOn } from './code';

type OpenRequest = {
  readonly mediaUrl: string;
  readonly frameUrl: string;
  readonly table: FrameTableResponse;
  readonly width: number;
  readonly height: number;
  readonly byteBudget?: number;
  readonly forceKind?: SourceKind;
};
type Opened = {
  readonly firstFrameMs: number;
  readonly endMs: number;
  readonly kind: SourceKind;
  readonly status: SourceStatus;
};
/** The wanted frame, the number read from the canvas afterwards, and how long it took. */
type Probe = readonly [frame: number, code: number, ms: number];

type Session = {
  readonly request: OpenRequest;
  readonly table: FrameTable;
  readonly source: FrameSource;
  readonly player: Player;
  readonly component: ReturnType<typeof Bench>;
};

let session: Session | null = null;
const eventDelays: number[] = [];

function current(): Session {
  if (!session) throw new Error('no clip is open');
  return session;
}

function canvas(): HTMLCanvasElement {
  return document.querySelector('canvas') as HTMLCanvasElement;
}

function nextPaint(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
  });
}

function settled(source: FrameSource): Promise<void> {
  const over = (): boolean => !['loading', 'indexing', 'decoding'].includes(source.status.phase);
  return new Promise((resolve) => {
    const stop = source.subscribe(() => {
      if (!over()) return;
      stop();
      resolve();
    });
  });
}

async function painted(frame: number): Promise<void> {
  while (canvas().dataset.paintedFrame !== String(frame)) await nextPaint();
}

async function open(request: OpenRequest): Promise<Opened> {
  await close();
  const started = performance.now();
  const table = frameTableFrom(request.table);
  const { mediaUrl, width, height, byteBudget, forceKind } = request;
  const frameUrl = (frame: number): string => request.frameUrl.replace('{n}', String(frame));
  const optional = { ...(byteBudget ? { byteBudget } : {}), ...(forceKind ? { forceKind } : {}) };
  const source = await openSource({
    videoId: '',
    table,
    mediaUrl,
    frameUrl,
    width,
    height,
    rotation: 0,
    ...optional,
  });
  const player = new Player({ table, source });
  const target = document.getElementById('stage') as HTMLElement;
  const component = mount(Bench, { target, props: { source, player, width, height } });
  session = { request, table, source, player, component };
  const end = settled(source).then(() => performance.now() - started);
  await Promise.race([painted(0), settled(source)]);
  const firstFrameMs = performance.now() - started;
  return { firstFrameMs, endMs: await end, kind: source.kind, status: source.status };
}

async function close(): Promise<void> {
  if (!session) return;
  session.player.close();
  await unmount(session.component);
  session.source.close();
  session = null;
}

/** From the request until its pixels are on the canvas and can be read; one request per display refresh. */
async function probe(frames: readonly number[]): Promise<Probe[]> {
  const { player } = current();
  const probes: Probe[] = [];
  for (const frame of frames) {
    await nextPaint();
    const started = performance.now();
    player.seek(frame);
    flushSync();
    if (canvas().dataset.paintedFrame !== String(frame)) await arrived(frame);
    const code = codeOn(canvas());
    probes.push([frame, code, performance.now() - started]);
  }
  return probes;
}

function arrived(frame: number): Promise<void> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (canvas().dataset.paintedFrame !== String(frame)) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(canvas(), { attributes: true, attributeFilter: ['data-painted-frame'] });
  });
}

/** The same requests by a media element that is sought and verified by its media time. */
async function probeVideo(frames: readonly number[]): Promise<Probe[]> {
  const { request, table } = current();
  const video = await videoOpened(request.mediaUrl);
  const seeker = new VideoSeeker(video, table);
  const board = document.createElement('canvas');
  board.width = request.width;
  board.height = request.height;
  const context = board.getContext('2d', { alpha: false }) as CanvasRenderingContext2D;
  const probes: Probe[] = [];
  for (const frame of frames) {
    await nextPaint();
    const started = performance.now();
    const code = await seeker.at(frame, () => {
      context.drawImage(video, 0, 0, board.width, board.height);
      return codeOn(board);
    });
    probes.push([frame, code ?? -1, performance.now() - started]);
  }
  videoClosed(video);
  return probes;
}

/** Play once at this rate; how many frames were shown and passed over. */
async function play(
  rate: number,
  direction: 1 | -1,
): Promise<{ shown: number; dropped: number; ms: number }> {
  const { player, table } = current();
  player.seek(direction > 0 ? 0 : table.frameCount - 1);
  player.setRate(rate);
  const started = performance.now();
  player.play(direction);
  await new Promise<void>((resolve) => {
    const stop = player.onState(() => {
      if (player.playing) return;
      stop();
      resolve();
    });
  });
  const played = { shown: player.shownCount, dropped: player.droppedCount, ms: performance.now() - started };
  player.setRate(1);
  return played;
}

/** Start to note, for each event of this kind, how long it took until what it asks for was painted. */
function watch(kind: 'keydown' | 'pointermove'): void {
  eventDelays.length = 0;
  window.addEventListener(kind, (event) => void noteDelay(event), { capture: true });
}

async function noteDelay(event: Event): Promise<void> {
  await nextPaint();
  await painted(current().player.frame);
  eventDelays.push(performance.now() - event.timeStamp);
}

/** The frame's pixels as they were painted: rows of RGBA. */
async function pixels(frame: number): Promise<number[]> {
  await probe([frame]);
  const { width, height } = canvas();
  const context = canvas().getContext('2d') as CanvasRenderingContext2D;
  return [...context.getImageData(0, 0, width, height).data];
}

const bench = {
  open,
  close,
  probe,
  probeVideo,
  pixels,
  play,
  watch,
  delays: () => [...eventDelays],
  painted: () => [Number(canvas().dataset.paintedFrame), codeOn(canvas())],
  committed: () => current().component.committed(),
  ranges: () => current().source.loadedRanges(),
  status: () => current().source.status,
};

export type BenchApi = typeof bench;

Object.assign(window, { bench });
