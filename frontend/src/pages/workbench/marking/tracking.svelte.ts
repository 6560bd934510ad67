import type { TrackBody } from '../../../api/aids/tracking';
import type { Job } from '../../../api/types';
import { type BBox, bboxAt, type Keyframe } from '../../../domain/tracks';

/** Carry this box of a trace from one frame to another. */
export type CarryRequest = {
  readonly traceId: string;
  readonly from: number;
  readonly to: number;
  readonly bbox: BBox;
  /** Whether a box was set by hand at `to`: it stays as it is. */
  readonly endIsSet: boolean;
};

/** Boxes that a person has not agreed to yet. */
export type Proposal = {
  readonly traceId: string;
  /** Ascending, from the frame that was started from. */
  readonly keyframes: readonly Keyframe[];
  readonly first: number;
  readonly last: number;
  /** 0 to 1 */
  readonly confidence: number;
  /** Where it was lost out of sight, or null. */
  readonly lostAt: number | null;
};

export type TrackingState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly request: CarryRequest; readonly progress: number }
  | { readonly kind: 'proposed'; readonly proposal: Proposal }
  | { readonly kind: 'failed'; readonly error: unknown };

export type TrackingServer = {
  readonly start: (request: CarryRequest) => Promise<Job>;
  /** Resolves to the ended job, telling each step on the way. */
  readonly watch: (jobId: string, onChange: (job: Job) => void, signal: AbortSignal) => Promise<Job>;
  readonly result: (jobId: string) => Promise<TrackBody>;
  readonly cancel: (jobId: string) => Promise<unknown>;
};

/** Nothing in the picture could be followed. */
export class NothingFollowedError extends Error {
  readonly code = 'nothing_followed';
}

/** The job ended without a result. */
export class CarryFailedError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Below this the person is told to look closely. */
export const UNSURE_BELOW = 0.6;
const IDLE: TrackingState = { kind: 'idle' };

/** Has a box carried along by the server: one at a time, and only ever as a proposal. */
export class Tracking {
  state: TrackingState = $state.raw(IDLE);
  readonly #server: TrackingServer;
  #abort: AbortController | null = null;

  constructor(server: TrackingServer) {
    this.#server = server;
  }

  get proposal(): Proposal | null {
    return this.state.kind === 'proposed' ? this.state.proposal : null;
  }

  async carry(request: CarryRequest): Promise<void> {
    this.dismiss();
    const abort = new AbortController();
    this.#abort = abort;
    this.state = { kind: 'running', request, progress: 0 };
    try {
      const proposal = await this.#propose(request, abort.signal);
      if (!abort.signal.aborted) this.state = { kind: 'proposed', proposal };
    } catch (error) {
      if (!abort.signal.aborted) this.state = { kind: 'failed', error };
    }
  }

  /** Stops what runs, or drops what is proposed; true when there was something. */
  dismiss(): boolean {
    const wasIdle = this.state.kind === 'idle';
    this.#abort?.abort();
    this.#abort = null;
    this.state = IDLE;
    return !wasIdle;
  }

  /** Hands the proposal over, once. */
  take(): Proposal | null {
    const { proposal } = this;
    if (proposal) this.dismiss();
    return proposal;
  }

  async #propose(request: CarryRequest, signal: AbortSignal): Promise<Proposal> {
    const job = await this.#server.start(request);
    const forget = (): void => void this.#server.cancel(job.id).catch(() => undefined);
    if (signal.aborted) forget();
    signal.throwIfAborted();
    signal.addEventListener('abort', forget);
    const ended = await this.#server.watch(job.id, (each) => this.#step(request, each), signal);
    signal.removeEventListener('abort', forget);
    if (ended.status !== 'done') throw new CarryFailedError(ended.error?.code ?? 'job_failed');
    return proposalOf(request, await this.#server.result(job.id));
  }

  #step(request: CarryRequest, { progress }: Job): void {
    if (this.state.kind === 'running') this.state = { kind: 'running', request, progress };
  }
}

/** What of a result can be proposed: boxes after the first frame, up to where it was lost or a box was set by hand. */
export function proposalOf(request: CarryRequest, { keyframes, confidence, lost_at }: TrackBody): Proposal {
  const end = Math.min(request.endIsSet ? request.to - 1 : request.to, (lost_at ?? Infinity) - 1);
  const carried = keyframes.filter(({ frame }) => frame > request.from && frame <= end);
  const last = carried.at(-1)?.frame;
  if (last === undefined) throw new NothingFollowedError();
  const { from, bbox, traceId } = request;
  return {
    traceId,
    keyframes: [{ frame: from, ...bbox }, ...carried],
    first: from,
    last,
    confidence,
    lostAt: lost_at,
  };
}

/** The proposed box on a frame, or null beyond the proposal. */
export function proposedBox(proposal: Proposal, frame: number): BBox | null {
  const isWithin = frame >= proposal.first && frame <= proposal.last;
  return isWithin ? bboxAt(proposal.keyframes, frame) : null;
}
