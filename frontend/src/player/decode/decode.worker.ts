import type { Direction } from '../source';
import { AHEAD_PICTURES, aheadCapacity, frameCapacity, pictureBytes, pictureCapacity } from './cachePolicy';
import { Clip, ClipError } from './clip';
import { ClipDecoder } from './clipDecoder';
import { PictureFeed } from './pictureFeed';
import type { FromWorker, ToWorker } from './protocol';

/** Say what is decoded after this many frames: a bar on the timeline needs no more. */
const FRAMES_PER_REPORT = 6;

function say(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, transfer);
}

function fail(error: unknown): void {
  const known = error instanceof ClipError;
  say({
    kind: 'failed',
    phase: known ? error.phase : 'error',
    code: known ? error.code : 'decoder_failed',
    detail: error instanceof Error ? error.message : String(error),
  });
}

const breath = new MessageChannel();

function breathe(): Promise<void> {
  return new Promise((resolve) => {
    breath.port1.onmessage = () => resolve();
    breath.port2.postMessage(null);
  });
}

/** One opened clip: the decoder fills the store, the feed turns frames into pictures. */
class Session {
  readonly #decoder: ClipDecoder;
  readonly #feed: PictureFeed;
  #playhead: number;
  #direction: Direction = 1;
  #pins: readonly number[] = [];
  #unreported = 0;
  #ahead: boolean;
  readonly #pictures: number;

  constructor(clip: Clip, message: Extract<ToWorker, { kind: 'open' }>) {
    const { width, height, byteBudget, firstFrame } = message;
    const otherBytes = message.bytes.byteLength + pictureBytes(width, height);
    this.#ahead = message.ahead;
    this.#pictures = pictureCapacity(width, height);
    this.#playhead = firstFrame;
    this.#decoder = new ClipDecoder({
      clip,
      pixelCount: width * height,
      capacityFor: (bytesPerFrame) =>
        this.#ahead
          ? Math.min(clip.table.frameCount, aheadCapacity(bytesPerFrame, width * height))
          : frameCapacity(byteBudget, bytesPerFrame, otherBytes, clip.table.frameCount),
      firstFrame,
      onFrame: () => this.#frameDecoded(),
      onComplete: () => this.#report(true),
      onError: fail,
    });
    this.#feed = new PictureFeed({
      store: this.#decoder.store,
      frameCount: clip.table.frameCount,
      capacity: message.ahead ? AHEAD_PICTURES : this.#pictures,
      onPicture: (frame, picture) =>
        say({ kind: 'picture', frame, picture }, ['bytes' in picture ? picture.bytes : picture]),
      onDrop: (frames) => say({ kind: 'drop', frames }),
      onSuperseded: (frame) => say({ kind: 'superseded', frame }),
      onError: fail,
      breathe,
    });
    this.window(firstFrame, 1, []);
  }

  window(frame: number, direction: Direction, pins: readonly number[]): void {
    this.#playhead = frame;
    this.#direction = direction;
    this.#pins = pins;
    this.#feed.window(frame, direction);
    this.#wish();
  }

  ensure(frame: number): void {
    this.#feed.request(frame);
    this.#wish();
  }

  /** This clip is being worked on from now on. */
  promote(): void {
    this.#ahead = false;
    this.#feed.grow(this.#pictures);
    this.#decoder.roomChanged();
    this.window(this.#playhead, this.#direction, this.#pins);
  }

  recycle(buffers: readonly ArrayBuffer[]): void {
    this.#feed.recycle(buffers);
  }

  #wish(): void {
    this.#decoder.wish(this.#playhead, this.#direction, this.#pins, this.#feed.urgent);
  }

  #frameDecoded(): void {
    this.#feed.wake();
    this.#unreported += 1;
    if (this.#unreported >= FRAMES_PER_REPORT) this.#report(false);
  }

  #report(complete: boolean): void {
    this.#unreported = 0;
    say({ kind: 'decoded', ranges: this.#decoder.store.ranges(), complete });
  }
}

let session: Session | null = null;
/** What was asked for before the clip was open. */
const early: Exclude<ToWorker, { kind: 'open' }>[] = [];

function obey(opened: Session, message: Exclude<ToWorker, { kind: 'open' }>): void {
  if (message.kind === 'window') opened.window(message.frame, message.direction, message.pins);
  else if (message.kind === 'ensure') opened.ensure(message.frame);
  else if (message.kind === 'promote') opened.promote();
  else opened.recycle(message.buffers);
}

async function open(message: Extract<ToWorker, { kind: 'open' }>): Promise<void> {
  const clip = await Clip.open(message.bytes, message.table, message.width, message.height);
  say({ kind: 'indexed', rotation: clip.rotation });
  session = new Session(clip, message);
  for (const request of early.splice(0)) obey(session, request);
}

self.onmessage = ({ data: message }: MessageEvent<ToWorker>): void => {
  if (message.kind === 'open') open(message).catch(fail);
  else if (session) obey(session, message);
  else early.push(message);
};
