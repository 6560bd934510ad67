import type { VideoSample } from 'mediabunny';

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

/** A new picture of the frame, not turned upright. */
export async function bitmapOf(raw: RawFrame): Promise<ImageBitmap> {
  if (raw.kind === 'picture') return createImageBitmap(raw.picture);
  const frame = new VideoFrame(raw.bytes, raw.init);
  try {
    return await createImageBitmap(frame);
  } finally {
    frame.close();
  }
}

export function rawFrameBytes(raw: RawFrame): number {
  return raw.kind === 'planes' ? raw.bytes.byteLength : raw.picture.width * raw.picture.height * 4;
}
