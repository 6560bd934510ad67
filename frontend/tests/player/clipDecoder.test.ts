import type { VideoSample } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import type { FrameTable } from '../../src/domain/frames';
import type { Clip } from '../../src/player/decode/clip';
import { ClipDecoder } from '../../src/player/decode/clipDecoder';
import { steadyTable } from './table';

const WIDTH = 16;
const HEIGHT = 16;
const FRAME_BYTES = (WIDTH * HEIGHT * 3) / 2;

type Flaws = { readonly lost?: number; readonly lostFrom?: number };

/** A decoder of made-up frames: notes each run's first frame; `lost` never comes out of runs from `lostFrom` on. */
class MadeUpClip {
  readonly table: FrameTable;
  readonly runs: number[] = [];
  decodedCount = 0;
  readonly #flaws: Flaws;

  constructor(table: FrameTable, flaws: Flaws = {}) {
    this.table = table;
    this.#flaws = flaws;
  }

  async *frames(firstFrame: number): AsyncGenerator<{ frame: number; sample: VideoSample }> {
    this.runs.push(firstFrame);
    for (let frame = firstFrame; frame < this.table.frameCount; frame += 1) {
      const { lost, lostFrom = 0 } = this.#flaws;
      if (frame === lost && firstFrame >= lostFrom) continue;
      this.decodedCount += 1;
      yield { frame, sample: sampleOf() };
    }
  }
}

function sampleOf(): VideoSample {
  return {
    format: 'I420',
    visibleRect: { left: 0, top: 0, width: WIDTH, height: HEIGHT },
    colorSpace: { toJSON: () => ({}) },
    allocationSize: () => FRAME_BYTES,
    copyTo: () => Promise.resolve([]),
    close: () => undefined,
  } as unknown as VideoSample;
}

type Decoding = { readonly decoder: ClipDecoder; readonly end: () => Promise<unknown> };

/** A decoder with room for `capacity` frames; `end` resolves at the next completion, or with the error. */
function decoding(clip: MadeUpClip, capacity: number | (() => number), firstFrame = 0): Decoding {
  let told: (result: unknown) => void = () => undefined;
  const decoder = new ClipDecoder({
    clip: clip as unknown as Clip,
    pixelCount: WIDTH * HEIGHT,
    capacityFor: () => (typeof capacity === 'number' ? capacity : capacity()),
    firstFrame,
    onFrame: () => undefined,
    onComplete: () => told('complete'),
    onError: (error) => told(error),
  });
  const end = (): Promise<unknown> =>
    new Promise((resolve) => {
      told = resolve;
    });
  return { decoder, end };
}

describe('decoding a clip', () => {
  it('decodes only the first frames of a clip that comes next, and the rest when it is worked on', async () => {
    const clip = new MadeUpClip(steadyTable(100));
    let capacity = 12;
    const { decoder, end } = decoding(clip, () => capacity);
    decoder.wish(0, 1, [], null);
    expect(await end()).toBe('complete');
    expect(decoder.store.ranges()).toEqual([[0, 7]]);
    expect(clip.decodedCount).toBeLessThanOrEqual(13);
    capacity = 100;
    decoder.roomChanged();
    expect(await end()).toBe('complete');
    expect(decoder.store.ranges()).toEqual([[0, 99]]);
  });

  it('goes through a clip that fits once, from its start', async () => {
    const clip = new MadeUpClip(steadyTable(100));
    const { decoder, end } = decoding(clip, 100);
    const ended = end();
    decoder.wish(0, 1, [], null);
    expect(await ended).toBe('complete');
    expect(decoder.store.ranges()).toEqual([[0, 99]]);
    expect([clip.runs, clip.decodedCount]).toEqual([[0], 100]);
  });

  it('begins at the key frame before the place where the work starts', async () => {
    const clip = new MadeUpClip(steadyTable(100, 10));
    const { decoder, end } = decoding(clip, 100, 45);
    const ended = end();
    decoder.wish(45, 1, [], null);
    expect(await ended).toBe('complete');
    expect(clip.runs[0]).toBe(40);
    expect(decoder.store.ranges()).toEqual([[0, 99]]);
  });

  it('never keeps more than fits, and follows the playhead', async () => {
    const clip = new MadeUpClip(steadyTable(400, 20));
    const { decoder, end } = decoding(clip, 90);
    for (const playhead of [0, 200, 390, 10]) {
      const ended = end();
      decoder.wish(playhead, 1, [], null);
      expect(await ended).toBe('complete');
      expect(decoder.store.count).toBeLessThanOrEqual(90);
      expect(decoder.store.has(playhead)).toBe(true);
    }
  });

  it('decodes what is asked for outside the window', async () => {
    const clip = new MadeUpClip(steadyTable(400, 20));
    const { decoder, end } = decoding(clip, 90);
    const ended = end();
    decoder.wish(0, 1, [], 333);
    expect(await ended).toBe('complete');
    expect(decoder.store.has(333)).toBe(true);
    expect(clip.runs[0]).toBe(320);
  });

  it('fails when a frame does not come out, instead of taking its neighbour', async () => {
    const { decoder, end } = decoding(new MadeUpClip(steadyTable(50), { lost: 30 }), 50);
    const ended = end();
    decoder.wish(0, 1, [], null);
    expect(await ended).toMatchObject({ phase: 'error', code: 'frame_missing' });
    expect(decoder.store.has(30)).toBe(false);
  });

  it('fails when the last frame does not come out', async () => {
    const { decoder, end } = decoding(new MadeUpClip(steadyTable(50), { lost: 49 }), 50);
    const ended = end();
    decoder.wish(0, 1, [], null);
    expect(await ended).toMatchObject({ code: 'frame_missing' });
  });

  it('goes back to the very start where a key frame is not enough', async () => {
    const clip = new MadeUpClip(steadyTable(100, 10), { lost: 52, lostFrom: 50 });
    const { decoder, end } = decoding(clip, 100, 52);
    const ended = end();
    decoder.wish(52, 1, [], null);
    expect(await ended).toBe('complete');
    expect(clip.runs.slice(0, 2)).toEqual([50, 0]);
    expect(decoder.store.ranges()).toEqual([[0, 99]]);
  });
});
