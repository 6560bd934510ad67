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
  if (video.frame_rate) facts.push(frameRateText(video.frame_rate));
  if (video.duration_us) facts.push(formatSeconds(video.duration_us));
  return facts.join(' · ');
}

export function sizeText(width: number, height: number): string {
  return t('unit.size', { width: String(width), height: String(height) });
}

export function frameRateText([numerator, denominator]: [number, number]): string {
  return t('unit.frame_rate', { rate: formatNumber(numerator / denominator, { maximumFractionDigits: 3 }) });
}

export function statusKind(status: VideoStatus): 'plain' | 'accent' | 'ok' | 'bad' {
  if (status === 'ready') return 'ok';
  if (status === 'failed') return 'bad';
  return status === 'processing' ? 'accent' : 'plain';
}

export const statusText = (status: VideoStatus): string => tMaybe(`videos.status.${status}`) ?? status;
