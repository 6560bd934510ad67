import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ORIGINAL } from '../../src/canvas/adjustment';
import type { Rgba } from '../../src/canvas/composite';
import { type Composite, CompositePainter } from '../../src/canvas/compositePainter';
import type { FrameSource } from '../../src/player/source';

const NONE = { kind: 'none' } as const;
const DIFFERENCE = { kind: 'difference', gain: 1 } as const;

afterEach(() => vi.unstubAllGlobals());

beforeEach(() => {
  vi.stubGlobal(
    'ImageData',
    class {
      readonly data: Rgba;
      constructor(width: number, height: number) {
        this.data = new Uint8ClampedArray(width * height * 4);
      }
    },
  );
});

/** A clip of one-pixel frames whose grey is the frame's number. */
class Clip {
  readonly at = new Set<number>();
  readonly waiting = new Map<number, () => void>();
  readonly source = {
    has: (frame: number) => this.at.has(frame),
    pixels: (frame: number) => new Uint8ClampedArray([frame, frame, frame, 255]),
    draw: (context: { last: string }, frame: number) => {
      context.last = `frame ${frame}`;
      return this.at.has(frame);
    },
    ensure: (frame: number) =>
      new Promise<void>((resolve) => {
        this.waiting.set(frame, resolve);
      }),
  } as unknown as FrameSource;

  async arrive(frame: number): Promise<void> {
    this.at.add(frame);
    this.waiting.get(frame)?.();
    await new Promise((resolve) => setTimeout(resolve));
  }
}

function studio() {
  const shown: (Composite | null)[] = [];
  const context = {
    canvas: { width: 1, height: 1 },
    last: '',
    putImageData({ data }: ImageData) {
      this.last = `pixel ${data[0]}`;
    },
  };
  const canvas = { getContext: () => context } as unknown as HTMLCanvasElement;
  return { shown, context, painter: new CompositePainter(canvas, (composite) => shown.push(composite)) };
}

describe('a composite', () => {
  it('is shown at once when both frames are at hand', () => {
    const clip = new Clip();
    const { shown, context, painter } = studio();
    const wanted: Composite = { frame: 9, other: 4, mix: DIFFERENCE, adjustment: ORIGINAL };
    for (const frame of [4, 9]) clip.at.add(frame);
    painter.show(clip.source, wanted);
    expect(shown).toEqual([wanted]);
    expect(context.last).toBe('pixel 5');
  });

  it('is not shown while one of them is missing', async () => {
    const clip = new Clip();
    const { shown, context, painter } = studio();
    const wanted: Composite = { frame: 9, other: 4, mix: DIFFERENCE, adjustment: ORIGINAL };
    await clip.arrive(9);
    painter.show(clip.source, wanted);
    expect([shown, context.last]).toEqual([[null], '']);
    await clip.arrive(4);
    expect(shown).toEqual([null, wanted]);
  });

  it('waits for the frame that it will be alternated with', async () => {
    const clip = new Clip();
    const { shown, context, painter } = studio();
    const wanted: Composite = { frame: 2, other: 7, mix: NONE, adjustment: ORIGINAL };
    await clip.arrive(2);
    painter.show(clip.source, wanted);
    expect(shown).toEqual([null]);
    await clip.arrive(7);
    expect(context.last).toBe('frame 2');
  });

  it('that comes too late is not painted over the one that is wanted by then', async () => {
    const clip = new Clip();
    const { shown, context, painter } = studio();
    const late: Composite = { frame: 1, other: 0, mix: DIFFERENCE, adjustment: ORIGINAL };
    const wanted: Composite = { frame: 9, other: null, mix: NONE, adjustment: ORIGINAL };
    painter.show(clip.source, late);
    await clip.arrive(9);
    painter.show(clip.source, wanted);
    await clip.arrive(0);
    await clip.arrive(1);
    expect(shown).toEqual([null, wanted]);
    expect(context.last).toBe('frame 9');
  });

  it('is adjusted, but a difference is not', async () => {
    const clip = new Clip();
    const { context, painter } = studio();
    const adjustment = { ...ORIGINAL, brightness: 2 };
    for (const frame of [4, 9]) clip.at.add(frame);
    painter.show(clip.source, { frame: 9, other: null, mix: NONE, adjustment });
    expect(context.last).toBe('pixel 18');
    painter.show(clip.source, { frame: 9, other: 4, mix: DIFFERENCE, adjustment });
    expect(context.last).toBe('pixel 5');
  });
});
