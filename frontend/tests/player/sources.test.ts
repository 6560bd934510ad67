import { describe, expect, it, vi } from 'vitest';
import { Painter } from '../../src/canvas/painter';
import type { FrameSource, FrameUnavailableError, SourceCode } from '../../src/player/source';
import { PictureShelf } from '../../src/player/sourceBase';
import { SwitchingSource } from '../../src/player/switchingSource';
import { steadyTable } from './table';

const TABLE = steadyTable(10);

function pixels(): { bytes: ArrayBuffer; width: number; height: number } {
  return { bytes: new ArrayBuffer(4), width: 1, height: 1 };
}

/** A source over a shelf, without anything behind it. */
function shelfSource(
  kind: FrameSource['kind'],
): FrameSource & { readonly shelf: PictureShelf; closed: boolean } {
  const shelf = new PictureShelf(TABLE);
  return {
    shelf,
    kind,
    table: TABLE,
    closed: false,
    get status() {
      return shelf.status;
    },
    subscribe: (listener) => shelf.subscribe(listener),
    has: (frame) => shelf.has(frame),
    loadedRanges: () => [],
    draw: (_context, frame) => shelf.has(frame),
    pixels: () => null,
    ensure: (frame) => shelf.ensure(frame, () => undefined),
    setWindow: () => undefined,
    close() {
      this.closed = true;
    },
  };
}

function codeOf(promise: Promise<void>): Promise<SourceCode | null> {
  return promise.then(
    () => null,
    (error: FrameUnavailableError) => error.code,
  );
}

describe('the shelf of pictures', () => {
  it('keeps its promise when the picture comes', async () => {
    const shelf = new PictureShelf(TABLE);
    const asked = vi.fn();
    const promise = shelf.ensure(3, asked);
    shelf.put(3, pixels());
    await promise;
    await shelf.ensure(3, asked);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(shelf.has(3)).toBe(true);
  });

  it('leaves no memory to the collector when it is closed', () => {
    const shelf = new PictureShelf(TABLE);
    const picture = pixels();
    shelf.put(3, picture);
    shelf.close();
    expect(picture.bytes.byteLength).toBe(0);
  });

  it('gives back the memory of what is dropped', () => {
    const shelf = new PictureShelf(TABLE);
    const picture = pixels();
    shelf.put(3, picture);
    expect(shelf.drop([3, 4])).toEqual([picture.bytes]);
    expect(shelf.has(3)).toBe(false);
  });

  it('refuses frames outside the clip, and everything after a failure', async () => {
    const shelf = new PictureShelf(TABLE);
    expect(await codeOf(shelf.ensure(10, () => undefined))).toBe('frame_missing');
    const waiting = codeOf(shelf.ensure(1, () => undefined));
    shelf.fail('mismatch', 'frame_times_differ', '');
    expect(await waiting).toBe('frame_times_differ');
    expect(await codeOf(shelf.ensure(2, () => undefined))).toBe('frame_times_differ');
  });

  it('tells its listeners until they leave', () => {
    const shelf = new PictureShelf(TABLE);
    const listener = vi.fn();
    const stop = shelf.subscribe(listener);
    shelf.report({ phase: 'decoding' });
    stop();
    shelf.report({ phase: 'ready' });
    expect(listener).toHaveBeenCalledTimes(1);
  });
});

describe('a source that can give way', () => {
  it('switches when the browser does not know the format, and keeps what was asked for', async () => {
    const [first, second] = [shelfSource('webcodecs'), shelfSource('server')];
    const source = new SwitchingSource(first, async () => second);
    const promise = source.ensure(4);
    first.shelf.fail('unsupported', 'codec_unsupported', 'hvc1');
    expect(source.status.phase).toBe('loading');
    await vi.waitFor(() => expect([source.kind, first.closed]).toEqual(['server', true]));
    second.shelf.put(4, pixels());
    await promise;
    expect(source.has(4)).toBe(true);
  });

  it('stays where it is when the other source does not come', async () => {
    const first = shelfSource('webcodecs');
    const source = new SwitchingSource(first, () => Promise.reject(new Error('offline')));
    first.shelf.fail('unsupported', 'codec_unsupported', 'hvc1');
    await vi.waitFor(() => expect(source.status.phase).toBe('unsupported'));
    expect(await codeOf(source.ensure(4))).toBe('codec_unsupported');
  });

  it('does not switch on a mismatch: that blocks the work', async () => {
    const first = shelfSource('webcodecs');
    const source = new SwitchingSource(first, async () => shelfSource('server'));
    const promise = codeOf(source.ensure(4));
    first.shelf.fail('mismatch', 'frame_count_differs', '');
    expect(await promise).toBe('frame_count_differs');
    expect([source.kind, source.status.phase]).toEqual(['webcodecs', 'mismatch']);
  });
});

describe('the painter', () => {
  function painterOf(seen: (number | null)[]): Painter {
    const context = { canvas: { width: 1, height: 1 }, clearRect: () => undefined };
    const canvas = { getContext: () => context } as unknown as HTMLCanvasElement;
    return new Painter(canvas, (frame) => seen.push(frame));
  }

  it('never says that a frame is painted before it is, and skips one that is no longer wanted', async () => {
    const seen: (number | null)[] = [];
    const painter = painterOf(seen);
    const source = shelfSource('webcodecs');
    painter.show(source, 2);
    painter.show(source, 5);
    expect(seen).toEqual([null]);
    source.shelf.put(2, pixels());
    source.shelf.put(5, pixels());
    await vi.waitFor(() => expect(seen).toEqual([null, 5]));
  });

  it('forgets the picture of another source', () => {
    const seen: (number | null)[] = [];
    const painter = painterOf(seen);
    const source = shelfSource('webcodecs');
    source.shelf.put(0, pixels());
    painter.show(source, 0);
    painter.show(null, 0);
    expect(seen).toEqual([null, 0, null]);
  });
});
