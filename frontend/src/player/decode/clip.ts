import {
  BufferSource,
  EncodedPacketSink,
  Input,
  type InputVideoTrack,
  MP4,
  QTFF,
  type VideoSample,
  VideoSampleSink,
} from 'mediabunny';
import { type FrameTable, ptsOf, secondsOfPts } from '../../domain/frames';
import type { SourceCode } from '../source';
import { frameOfSeconds, packetsMismatch } from './canonical';

/** A clip that cannot be worked on, and in which way. */
export class ClipError extends Error {
  readonly phase: 'mismatch' | 'unsupported' | 'error';
  readonly code: SourceCode;

  constructor(phase: ClipError['phase'], code: SourceCode, detail: string) {
    super(detail);
    this.phase = phase;
    this.code = code;
  }
}

/** The stored times of a decoded picture and of the packet that mediabunny took it for agree within this. */
const WITNESS_SECONDS = 2e-6;

/** One video track whose packets are proven to be the frames of the server's table. */
export class Clip {
  readonly table: FrameTable;
  readonly rotation: number;
  readonly #sink: VideoSampleSink;

  private constructor(table: FrameTable, track: InputVideoTrack, rotation: number) {
    this.table = table;
    this.rotation = rotation;
    this.#sink = new VideoSampleSink(track);
  }

  /** Read the index and compare it with the table; throws `ClipError`. */
  static async open(bytes: ArrayBuffer, table: FrameTable, width: number, height: number): Promise<Clip> {
    const track = await primaryTrack(bytes);
    const mismatch = packetsMismatch(table, await packetSeconds(track));
    if (mismatch) throw new ClipError('mismatch', mismatch.code, mismatch.detail);
    const rotation = await track.getRotation();
    await checkSize(track, rotation, width, height);
    if (!(await track.canDecode())) {
      throw new ClipError('unsupported', 'codec_unsupported', (await track.getCodecParameterString()) ?? '');
    }
    return new Clip(table, track, rotation);
  }

  /** Decode in presentation order from `firstFrame` on; each sample is the caller's to close. */
  async *frames(firstFrame: number): AsyncGenerator<{ frame: number; sample: VideoSample }> {
    const from = firstFrame === 0 ? undefined : secondsOfPts(this.table, ptsOf(this.table, firstFrame));
    for await (const sample of this.#sink.samples(from)) {
      const frame = frameOfSeconds(this.table, sample.timestamp);
      if (frame === null || frame < firstFrame) sample.close();
      else if (witnessed(sample)) yield { frame, sample };
      else {
        sample.close();
        throw new ClipError('error', 'frame_missing', `the decoder left out a frame before ${frame}`);
      }
    }
  }
}

/**
 * mediabunny numbers decoded pictures by counting. The decoder's own time stamp, kept in the picture below the
 * sample, shows whether the count is still right: without it one lost picture would shift all that follow.
 */
function witnessed(sample: VideoSample): boolean {
  const { _data: picture } = sample as unknown as { readonly _data: VideoFrame };
  return Math.abs(picture.timestamp / 1e6 - sample.timestamp) < WITNESS_SECONDS;
}

async function primaryTrack(bytes: ArrayBuffer): Promise<InputVideoTrack> {
  const input = new Input({ source: new BufferSource(bytes), formats: [MP4, QTFF] });
  const track = await input.getPrimaryVideoTrack().catch((reason: unknown) => {
    throw new ClipError('unsupported', 'media_unreadable', String(reason));
  });
  if (!track) throw new ClipError('unsupported', 'no_video_track', '');
  return track;
}

async function packetSeconds(track: InputVideoTrack): Promise<readonly number[]> {
  const seconds: number[] = [];
  const packets = new EncodedPacketSink(track).packets(undefined, undefined, { metadataOnly: true });
  for await (const packet of packets) seconds.push(packet.timestamp);
  return seconds;
}

async function checkSize(
  track: InputVideoTrack,
  rotation: number,
  width: number,
  height: number,
): Promise<void> {
  const stored = [await track.getCodedWidth(), await track.getCodedHeight()];
  const [uprightWidth, uprightHeight] = rotation % 180 === 0 ? stored : stored.reverse();
  if (uprightWidth === width && uprightHeight === height) return;
  throw new ClipError(
    'mismatch',
    'picture_size_differs',
    `here ${uprightWidth}x${uprightHeight}, server ${width}x${height}`,
  );
}
