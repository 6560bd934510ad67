import type { Failure, Video, VideoStatus } from '../../api/types';
import { formatNumber, formatSeconds, t, tMaybe } from '../../i18n';

/** Why a video could not be prepared, in words; the server's own words where we have none. */
export function failureText(failure: Failure | null): string {
  if (failure === null) return t('video.failed');
  return tMaybe(`failure.${failure.code}`) ?? (failure.detail || t('video.failed'));
}

export function videoName(video: Pick<Video, 'id' | 'video_id'>): string {
  return video.video_id || video.id.slice(0, 8);
}

/** "1280 × 720 · 24 fps · 5.00 s": what is known of it. */
export function videoFacts(video: Video): string {
  const facts: string[] = [];
  if (video.width && video.height) facts.push(sizeText(video.width, video.height));
  if (video.frame_rate) facts.push(rateText(video));
  if (video.duration_us) facts.push(formatSeconds(video.duration_us));
  return facts.join(' · ');
}

export function sizeText(width: number, height: number): string {
  return t('unit.size', { width: String(width), height: String(height) });
}

/** The exact ratio is rounded for people; a variable rate says so. */
export function rateText({ frame_rate, variable_rate }: Pick<Video, 'frame_rate' | 'variable_rate'>): string {
  if (frame_rate === null) return '';
  const [numerator, denominator] = frame_rate;
  const rate = formatNumber(numerator / denominator, { maximumFractionDigits: 3 });
  const text = t('unit.frame_rate', { rate });
  return variable_rate ? t('video.variable_rate', { rate: text }) : text;
}

export type VideoState = VideoStatus | 'metadata_only' | 'taken_down';

/** What a person wants to know first: gone, without a file, or how far ingest has come. */
export function videoState(video: Video): VideoState {
  if (video.taken_down_at) return 'taken_down';
  return video.metadata_only ? 'metadata_only' : video.status;
}

export function stateKind(state: VideoState): 'plain' | 'accent' | 'ok' | 'bad' {
  if (state === 'ready') return 'ok';
  if (state === 'failed') return 'bad';
  return state === 'processing' ? 'accent' : 'plain';
}
