import type { VideoSample } from 'mediabunny';
import type { Picture, Pixels } from './protocol';

const BYTES_PER_PIXEL = 4;
const RGBA: VideoFrameCopyToOptions = { format: 'RGBA', colorSpace: 'srgb' };

/** A decoded frame as the decoder gave it: the planes' bytes with all that is needed to show them again. */
export type RawFrame =
  | { readonly kind: 'planes'; readonly bytes: ArrayBuffer; readonly init: VideoFrameBufferInit }
  | { readonly kind: 'picture'; readonly picture: ImageBitmap };

/**
 * Copy a sample out of the decoder's small pool of frames, into memory that `buffer` gives. The sample stays the
 * caller's to close.
 */
export async function rawFrameOf(
  sample: VideoSample,
  buffer: (byteLength: number) => ArrayBuffer,
): Promise<RawFrame> {
  if (sample.format === null) return { kind: 'picture', picture: await opaquePicture(sample) };
  const bytes = buffer(sample.allocationSize());
  const layout = await sample.copyTo(bytes);
  const init = {
    format: sample.format as VideoPixelFormat,
    codedWidth: sample.visibleRect.width,
    codedHeight: sample.visibleRect.height,
    layout,
    colorSpace: sample.colorSpace.toJSON(),
    timestamp: 0,
  };
  return { kind: 'planes', bytes, init };
}

/** Hardware frames may have no readable format: keep them as a picture. */
async function opaquePicture(sample: VideoSample): Promise<ImageBitmap> {
  const frame = sample.toVideoFrame();
  try {
    return await createImageBitmap(frame, { imageOrientation: 'none' });
  } finally {
    frame.close();
  }
}

/**
 * A new picture of the frame, not turned upright. Plain pixels where the browser gives them: painting those is as
 * fast as a bitmap, and unlike bitmaps of video frames they leave nothing behind in the browser's caches.
 */
export async function pictureOf(
  raw: RawFrame,
  buffer: (byteLength: number) => ArrayBuffer,
): Promise<Picture> {
  if (raw.kind === 'picture') return createImageBitmap(raw.picture);
  // The frame copies the bytes here and now: `raw` may be overwritten as soon as this function waits.
  const frame = new VideoFrame(raw.bytes, raw.init);
  try {
    return (await pixelsOf(frame, buffer)) ?? (await createImageBitmap(frame));
  } finally {
    frame.close();
  }
}

/** Null where the browser cannot convert: it refuses, or it ignores `format` and means the planes as they are. */
async function pixelsOf(
  frame: VideoFrame,
  buffer: (byteLength: number) => ArrayBuffer,
): Promise<Pixels | null> {
  const { codedWidth: width, codedHeight: height } = frame;
  try {
    const byteLength = frame.allocationSize(RGBA);
    if (byteLength !== width * height * BYTES_PER_PIXEL) return null;
    const bytes = buffer(byteLength);
    await frame.copyTo(bytes, RGBA);
    return { bytes, width, height };
  } catch {
    return null;
  }
}

export function rawFrameBytes(raw: RawFrame): number {
  return raw.kind === 'planes'
    ? raw.bytes.byteLength
    : raw.picture.width * raw.picture.height * BYTES_PER_PIXEL;
}
