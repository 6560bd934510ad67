import { get } from '../client';
import type { Gold } from '../review/gold';
import type { Page, Verdict, Video, VideoKind } from '../types';

export const EXPLORER_FILTERS = [
  'q',
  'kind',
  'source',
  'split',
  'state',
  'verdict',
  'category',
  'agreement',
  'explanation',
  'suggestion',
] as const;
export type ExplorerFilterName = (typeof EXPLORER_FILTERS)[number];
/** What is looked for: a name that is missing restricts nothing. */
export type ExplorerFilter = Readonly<Partial<Record<ExplorerFilterName, string>>>;

type RowFacts = {
  readonly id: string;
  readonly video_id: string;
  readonly kind: VideoKind;
  readonly source: string;
  readonly split: '' | 'train' | 'val' | 'test';
  readonly duration_us: number | null;
  readonly frame_count: number | null;
  readonly metadata_only: boolean;
  /** Only its tombstone is left. */
  readonly taken_down: boolean;
  readonly poster: string | null;
  /** What was answered is not told before one opens the video or answers oneself. */
  readonly hidden: boolean;
  /** How many answers stand behind it. */
  readonly answers: number;
  /** 0..1; null with fewer than two answers. */
  readonly agreement: number | null;
  readonly suggestion: boolean | null;
};

export type ExplorerRow = RowFacts & {
  readonly gold: {
    readonly verdict: Verdict;
    readonly version: number;
    readonly traces: number;
    readonly categories: readonly string[];
    readonly explained: boolean;
  } | null;
};

export type ExplorerVideo = RowFacts & {
  readonly video: Video;
  readonly gold: Gold | null;
  readonly beside: { readonly previous: string | null; readonly next: string | null };
};

export type ExplorerCounts = {
  readonly found: number;
  readonly total: number;
  readonly sources: readonly { readonly source: string; readonly count: number }[];
};

const PAGE_SIZE = 60;

export function explorerList(slug: string, filter: ExplorerFilter): Promise<Page<ExplorerRow>> {
  return get(`projects/${slug}/explorer/`, { ...filter, page_size: PAGE_SIZE });
}

export function explorerCounts(slug: string, filter: ExplorerFilter): Promise<ExplorerCounts> {
  return get(`projects/${slug}/explorer/counts/`, filter);
}

export function explorerVideo(slug: string, id: string, filter: ExplorerFilter): Promise<ExplorerVideo> {
  return get(`projects/${slug}/explorer/${id}/`, filter);
}
