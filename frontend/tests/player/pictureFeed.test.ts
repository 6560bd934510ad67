import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PictureFeed } from '../../src/player/decode/pictureFeed';
import type { RawFrame } from '../../src/player/decode/rawFrame';

let decoded: Map<number, RawFrame>;
let delivered: number[];
let dropped: number[];
let superseded: number[];
let feed: PictureFeed;

function decode(...frames: number[]): void {
  for (const frame of frames) decoded.set(frame, { kind: 'picture', picture: {} as ImageBitmap });
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({}));
  decoded = new Map();
  delivered = [];
  dropped = [];
  superseded = [];
  feed = new PictureFeed({
    store: decoded,
    frameCount: 100,
    capacity: 5,
    onPicture: (frame) => delivered.push(frame),
    onDrop: (frames) => dropped.push(...frames),
    onSuperseded: (frame) => superseded.push(frame),
    onError: (error) => {
      throw error;
    },
    breathe: () => Promise.resolve(),
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the feed of pictures', () => {
  it('gives the playhead first, then its neighbours, and drops what lies behind', async () => {
    decode(...Array.from({ length: 100 }, (_, frame) => frame));
    feed.window(10, 1);
    await vi.runAllTimersAsync();
    expect(delivered).toEqual([10, 11, 9, 12, 13]);
    feed.window(11, 1);
    await vi.runAllTimersAsync();
    expect(delivered.slice(5)).toEqual([14]);
    expect(dropped).toEqual([9]);
  });

  it('gives only what is asked for while the playhead jumps about', async () => {
    decode(...Array.from({ length: 100 }, (_, frame) => frame));
    feed.window(10, 1);
    await vi.runAllTimersAsync();
    delivered = [];
    for (const frame of [50, 80, 30]) {
      feed.window(frame, 1);
      feed.request(frame);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(delivered).toEqual([50, 80, 30]);
    await vi.runAllTimersAsync();
    expect(delivered.slice(3)).toEqual([31, 29, 32, 33]);
  });

  it('waits for the decoder and says what is most urgent', async () => {
    feed.request(40);
    feed.request(60);
    await vi.runAllTimersAsync();
    expect([delivered, feed.urgent]).toEqual([[], 60]);
    decode(40);
    feed.wake();
    await vi.runAllTimersAsync();
    expect(delivered).toEqual([40]);
    decode(60);
    feed.wake();
    await vi.runAllTimersAsync();
    expect([delivered, feed.urgent]).toEqual([[40, 60], null]);
  });

  it('gives up the oldest of too many requests', () => {
    for (let frame = 0; frame < 10; frame += 1) feed.request(frame);
    expect(superseded).toEqual([0, 1]);
  });

  it('does not make a picture twice', async () => {
    decode(7);
    feed.window(7, 1);
    feed.request(7);
    await vi.runAllTimersAsync();
    feed.request(7);
    await vi.runAllTimersAsync();
    expect(delivered).toEqual([7]);
  });
});
