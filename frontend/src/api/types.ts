/** The shapes of /api/v1. Frames are 0-based indices into the video's frame table; boxes are whole pixels. */

export type Role = 'annotator' | 'reviewer' | 'researcher' | 'admin';
export type Scope = 'read' | 'annotate' | 'review' | 'manage' | 'reward';

export type Page<T> = { results: T[]; next: string | null; previous: string | null };

export type FieldError = { field: string; code: string; detail: string };

export type ProjectRef = { slug: string; name: string };
export type ProjectMembership = ProjectRef & { roles: Role[] };

/** What a person set for themselves; kept on the server as given, further keys included. */
export type Settings = {
  theme?: 'system' | 'dark' | 'light' | undefined;
  language?: string | undefined;
  /** Command id to its chords: only commands whose chords are not the usual ones. */
  keys?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Whether shortcuts without Ctrl, Alt or Command hold; they do unless this is false. */
  keys_on?: boolean | undefined;
  /** 0..1000: how much later than seen a key is pressed. */
  reaction_ms?: number | undefined;
  /** Whether the clip stops at the onset after a span was marked in play; it does unless this is false. */
  mark_pauses?: boolean | undefined;
  /** Whether the strip of motion and sharpness is shown; it is not unless this is true. */
  strip?: boolean | undefined;
  /** 0..1 */
  volume?: number | undefined;
  tour_done?: boolean | undefined;
  /** What is open beside the picture. */
  guide?: 'guideline' | 'categories' | undefined;
  /** How the picture is looked at: brightness and the like. */
  view?: Readonly<Record<string, unknown>> | undefined;
  [key: string]: unknown;
};

export type Me = {
  id: number;
  username: string;
  is_staff: boolean;
  projects: ProjectMembership[];
  settings: Settings;
};

export type ApiToken = {
  id: string | number;
  name: string;
  scopes: Scope[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
};
export type ApiTokenCreated = ApiToken & { token: string };
export type ApiTokenInput = { name: string; expires_at: string | null; scopes: Scope[] };

export type Category = {
  key: string;
  name: string;
  definition: string;
  example: string;
  position: number;
  archived: boolean;
  /** Whether a short clip shows what it means; absent where an older server does not say. */
  has_example_clip?: boolean;
};
export type CategoryInput = Partial<Omit<Category, 'key' | 'has_example_clip'>>;

/** One spelling found in imported files and the category that it stands for. */
export type RawTag = { raw_tag: string; category: string };

/** A project's own reason for returning work. */
export type QuickReason = { code: string; label: string };
export type SuggestionPolicy = 'off' | 'blind_first' | 'shown';
export type QueueOrder = 'none' | 'uncertainty' | 'disagreement' | 'coverage';
export type ReviewOrder = 'disagreement' | 'gold_failure' | 'age';

export type Project = {
  slug: string;
  name: string;
  guideline: string;
  overlap: number;
  lease_seconds: number;
  suggestion_policy: SuggestionPolicy;
  /** 0..1: videos of each annotator that are worked on without suggestions. */
  suggestion_withheld_share?: number;
  /** What the queue is ranked by, besides the share that is never ranked. */
  queue_order?: QueueOrder;
  /** 0..1 */
  queue_random_share?: number;
  /** Whether a standardised wording is proposed beside explanations. */
  standardise_explanations?: boolean;
  /** The share of gold clips among the videos that an annotator is given. */
  gold_rate: number;
  /** Clips of the qualification round; 0: there is none. */
  qualify_clips: number;
  qualify_share: number;
  qualify_tiou: number;
  qualify_viou: number;
  qualify_attempts: number;
  /** Whether annotators may use what steers the eye: differences, onion skin, blinking, the strip, tracking. */
  viewing_aids: boolean;
  /** Shown to whoever skips a distressing video; plain text. */
  skip_support: string;
  /** Whether accepting the one answer that a video asks for makes it gold. */
  auto_gold_accepted: boolean;
  /** From which mean vIoU on answers that otherwise agree become gold; null: never. */
  auto_gold_agreement: number | null;
  /** Reasons for returning work, besides the site's own. */
  quick_reasons: QuickReason[];
  review_order: ReviewOrder[];
  roles: Role[];
  categories: Category[];
  counts?: Record<string, number>;
};
export type ProjectInput = Partial<
  Pick<
    Project,
    | 'name'
    | 'guideline'
    | 'overlap'
    | 'lease_seconds'
    | 'viewing_aids'
    | 'skip_support'
    | 'gold_rate'
    | 'qualify_clips'
    | 'qualify_share'
    | 'qualify_tiou'
    | 'qualify_viou'
    | 'qualify_attempts'
    | 'auto_gold_accepted'
    | 'auto_gold_agreement'
    | 'quick_reasons'
    | 'review_order'
    | 'suggestion_policy'
    | 'suggestion_withheld_share'
    | 'queue_order'
    | 'queue_random_share'
    | 'standardise_explanations'
  >
>;

export type Member = { id: number; username: string; roles: Role[]; is_staff?: boolean };
export type Invitation = {
  id: string | number;
  roles: Role[];
  created_at?: string;
  expires_at: string;
  /** Present once, in the answer to the request that made it. */
  url?: string;
};
export type InvitationLookup = { project: ProjectRef; roles: Role[]; expires_at: string };
export type ResetLink = { url: string; expires_at: string };

export type Failure = { code: string; detail: string };
export type VideoStatus = 'processing' | 'ready' | 'failed';
export type Split = 'train' | 'val' | 'test';
export type VideoKind = 'fake' | 'real' | 'unknown';

/** One row of equal tiles, left to right; tile k shows frame `frames[k]`. */
export type Video = {
  id: string;
  project?: string;
  status: VideoStatus;
  failure?: Failure | null;
  job?: string | null;
  width: number | null;
  height: number | null;
  /** An exact ratio: [30000, 1001]. For display only. */
  frame_rate: [number, number] | null;
  frame_count: number | null;
  duration_us: number | null;
  rotation?: number | null;
  sha256?: string | null;
  byte_size?: number | null;
  variable_rate?: boolean;
  has_audio?: boolean;
  created_at?: string;
  poster?: string | null;
  filmstrip?: string | null;
  filmstrip_layout?: object | null;
  /* The fields below are never sent to an annotator. */
  video_id?: string;
  kind?: VideoKind;
  source?: string;
  prompt?: string;
  licence?: string;
  split?: Split | '';
  group?: string;
  original_name?: string;
  metadata_only?: boolean;
  taken_down_at?: string | null;
  taken_down_reason?: string;
  /** A pseudonym, or a name to oneself and site admins. */
  taken_down_by?: string | null;
};
export type VideoFields = Partial<
  Pick<Video, 'video_id' | 'kind' | 'source' | 'prompt' | 'licence' | 'split' | 'group'>
>;
export type VideoCreated = {
  id: string;
  video_id: string;
  status: VideoStatus;
  failure: Failure | null;
  job: string | null;
};

export type FrameTableBody = {
  time_base: [number, number];
  pts: number[];
  end_pts: number;
  key_frames: number[];
  frame_count: number;
};

export type Keyframe = { frame: number; left: number; top: number; width: number; height: number };
export type TraceOrigin = 'human' | 'suggestion' | 'import';
export type Trace = {
  id: string;
  onset_frame: number | null;
  offset_frame: number | null;
  categories: string[];
  other_tag: string;
  explanation: string;
  confidence: number | null;
  keyframes: Keyframe[];
  origin: TraceOrigin;
  suggestion: string | null;
};
export type Verdict = 'fake' | 'real' | 'unsure';
export type AnnotationStatus = 'draft' | 'submitted' | 'returned' | 'accepted';
export type ReturnReason = { reasons: string[]; text: string; at: string };

export type Annotation = {
  id: string;
  video: string;
  project: string;
  assignment: string | null;
  lease_until?: string | null;
  /** Whether the viewer may change it now. */
  editable?: boolean;
  annotator: string;
  status: AnnotationStatus;
  revision: number;
  verdict: Verdict | null;
  note: string;
  return_reasons?: ReturnReason[];
  created_at?: string;
  updated_at?: string;
  submitted_at: string | null;
  /** The revision that was found without a model, once it is locked. */
  first_pass_revision?: number | null;
  /** How models' suggestions are shown with this very answer. */
  suggestion_policy?: SuggestionPolicy;
  traces: Trace[];
};
export type AnnotationListed = Omit<Annotation, 'traces'> & { traces?: Trace[]; trace_count?: number };
export type AnnotationCopy = { id: string; made_at: string };
export type AnnotationInput = Pick<Annotation, 'verdict' | 'note' | 'traces'>;

export type Purpose = 'annotate' | 'review' | 'qualify';
export type Assignment = { id: string; purpose: Purpose; lease_until: string; lease_seconds: number };
export type Claim = {
  assignment: Assignment;
  annotation: Annotation;
  video: Video;
  prefetch: { video: string } | null;
};
export type Lease = { lease_until: string };
export type SkipReason = 'distressing' | 'unplayable' | 'unclear_task' | 'known_person' | 'other';

export type JobStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export type Job = {
  id: string;
  kind: string;
  status: JobStatus;
  /** 0..1 */
  progress: number;
  step?: string;
  error: Failure | null;
  result: string | null;
  created_at?: string;
};

export type ImportRowError = { row: number; field: string; code: string; detail: string };
export type ImportResult = { created: number; unchanged: number; errors: ImportRowError[] };
/** An import is a job whose result says what became of each row. */
export type ImportJob = Omit<Job, 'result'> & { result: ImportResult | null };

export type BboxRule = 'onset' | 'union' | 'median';
export type ReleaseFile = {
  name: string;
  url: string;
  bytes: number | null;
  sha256: string | null;
  /** As it was released: media have been taken out since. */
  released_sha256?: string;
};
export type Release = {
  project: string;
  version: number;
  status: JobStatus;
  job: Job | null;
  options: Partial<Omit<ReleaseInput, 'project'>>;
  counts: Record<string, unknown> | null;
  files: ReleaseFile[];
  made_by: string;
  created_at: string;
  finished_at: string | null;
};
type LeakCheck = {
  found: number;
  examples: { videos: { video_id: string; split: string }[]; more: number }[];
};
/** What videos of different splits have in common. */
export type ReleaseLeaks = {
  found: number;
  checks: Record<string, LeakCheck>;
  without_first_frame?: number;
  allowed?: boolean;
};
/** In what a release differs from the one before it: how many videos, by reason. */
export type ReleaseChanges = {
  since: string;
  options: string[];
  counts: Record<'added' | 'changed' | 'removed', Record<string, number>>;
};
/** One release with what its list leaves out. */
export type ReleaseDetail = Release & {
  taken_down: string[];
  leaks?: ReleaseLeaks | null;
  changes?: ReleaseChanges | null;
};
/** Which videos; what is left out restricts nothing. */
export type ReleaseSelection = {
  kinds?: VideoKind[];
  sources?: string[];
  splits?: string[];
  verdicts?: Verdict[];
  categories?: string[];
  /** States of the answers that the gold was made of. */
  states?: ('accepted' | 'submitted')[];
  /** 0..1: how alike those answers are at least. */
  min_agreement?: number;
  /** The gold as it was at the end of this day: `2026-03-31`. */
  until?: string;
  without_suggestions?: boolean;
};
export type ReleaseInput = {
  project: string;
  selection: ReleaseSelection;
  bbox: BboxRule;
  frame_base: 0 | 1;
  include_unsure: boolean;
  include_undetected: boolean;
  split_policy: 'keep' | 'ratio' | 'none';
  split_ratio: number[];
  dense_boxes: boolean;
  media: 'zip' | 'links';
  allow_leaks: boolean;
  notes: string;
};
