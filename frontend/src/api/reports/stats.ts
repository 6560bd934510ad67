import { get, post } from '../client';

export type VideoState = 'gold' | 'to_review' | 'under_way' | 'waiting' | 'preparing' | 'unplayable';
/** One UTC day: what was handed in for the first time, accepted, returned, made gold, and the work without pauses. */
export type StatsDay = {
  date: string;
  submitted: number;
  accepted: number;
  returned: number;
  gold: number;
  active_ms: number;
};
export type TimeBar = { from_ms: number; to_ms: number | null; n: number };
export type ActiveTime = {
  n: number;
  total: number;
  median: number | null;
  p90: number | null;
  bars: TimeBar[];
};
export type VerdictCounts = { fake: number; real: number; unsure: number };
export type SourceVerdicts = VerdictCounts & { kind: string; source: string };
export type SourceCategories = { source: string; traces: number; categories: Record<string, number> };
export type UndefinedReason = 'no_variation' | 'no_pairable_units' | 'too_few_videos';
export type WeekPoint = { value: number | null; n: number; reason: UndefinedReason | null };
export type Followed = 'verdict_alpha' | 'verdict_raw' | 'found' | 'mean_viou' | 'frame_alpha';
/** The week that begins on this Monday. */
export type StatsWeek = { week: string; videos: number; pairs: number } & Record<Followed, WeekPoint>;
export type ConflictCount = { kind: string; conflicts: number; videos: number };

export type Stats = {
  /** What happened later is not counted. */
  as_of: string;
  /** Counted by a job, as the numbers of a large project are. */
  kept: boolean;
  /** The count is old, and no new one is under way. */
  due: boolean;
  /** 0..1: how far a new count is; null while none is under way. */
  counting: number | null;
  progress: Record<VideoState, number>;
  answers: Record<'draft' | 'submitted' | 'returned' | 'accepted', number>;
  throughput: StatsDay[];
  active_ms: ActiveTime;
  verdicts: VerdictCounts;
  verdicts_by_source: SourceVerdicts[];
  categories_by_generator: SourceCategories[];
  agreement_over_time: StatsWeek[];
  conflicts: ConflictCount[];
  pending: { answers: number; pairs: number };
};

export type StatsTable =
  | 'progress'
  | 'throughput'
  | 'active-time'
  | 'verdicts'
  | 'categories'
  | 'agreement'
  | 'conflicts';

export function statsGet(project: string): Promise<Stats> {
  return get(`projects/${project}/stats/`);
}

/** Has a large project counted anew; null where that is not needed. */
export function statsCount(project: string): Promise<{ counting: number | null }> {
  return post(`projects/${project}/stats/`);
}

export const statsCsvUrl = (project: string, table: StatsTable): string =>
  `/api/v1/projects/${project}/stats/${table}.csv`;
