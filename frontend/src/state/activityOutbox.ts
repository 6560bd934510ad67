import { get, update } from 'idb-keyval';
import { type ActivitySlice, activitySend } from '../api/activity';
import { isApiError } from '../api/client';

/** Slices that the server has not acknowledged, by annotation. */
type Waiting = Readonly<Record<string, readonly ActivitySlice[]>>;

const KEY = 'deeptrace-activity';
/** About four hours of work without a connection, for each annotation. */
const MOST_SLICES = 500;
const SLICES_PER_REQUEST = 100;
/** What a keepalive request may carry is 64 KiB: the newest slices go, the others wait on the device. */
const SLICES_ON_LEAVING = 40;

/**
 * Takes slices to the server, and keeps them on this device until they are there. Nothing here ever disturbs the
 * person: what fails for now is sent again with the next slice, what the server does not want is forgotten.
 */
export class ActivityOutbox {
  readonly #send: typeof activitySend;
  #sending = false;
  /** What this page wrote and does not know to be on the server: the device may refuse to keep anything. */
  #here: Waiting = {};

  constructor(send: typeof activitySend = activitySend) {
    this.#send = send;
  }

  async add(annotationId: string, slice: ActivitySlice): Promise<void> {
    this.#here = withSlice(this.#here, annotationId, slice);
    await this.#change((waiting) => withSlice(waiting, annotationId, slice));
  }

  /** Sends whatever waits, also for annotations that are no longer open. */
  async flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      const kept = await get<Waiting>(KEY).catch(() => undefined);
      for (const [annotationId, slices] of Object.entries({ ...this.#here, ...kept })) {
        await this.#deliver(annotationId, slices.slice(0, SLICES_PER_REQUEST));
      }
    } finally {
      this.#sending = false;
    }
  }

  /** The page is going: one request that outlives it. */
  flushOnLeaving(annotationId: string): void {
    const slices = this.#here[annotationId]?.slice(-SLICES_ON_LEAVING) ?? [];
    if (slices.length > 0) void this.#deliver(annotationId, slices, true);
  }

  async #deliver(annotationId: string, slices: readonly ActivitySlice[], keepalive = false): Promise<void> {
    const outcome = await this.#send(annotationId, slices, keepalive).then(() => 'sent', outcomeOf);
    if (outcome === 'later') return;
    const gone = new Set(slices.map(({ id }) => id));
    this.#here = withoutSlices(this.#here, annotationId, gone);
    await this.#change((waiting) => withoutSlices(waiting, annotationId, gone));
  }

  #change(change: (waiting: Waiting) => Waiting): Promise<void> {
    return update<Waiting>(KEY, (waiting) => change(waiting ?? {})).catch(() => undefined);
  }
}

function withSlice(waiting: Waiting, annotationId: string, slice: ActivitySlice): Waiting {
  return { ...waiting, [annotationId]: [...(waiting[annotationId] ?? []), slice].slice(-MOST_SLICES) };
}

function withoutSlices(waiting: Waiting, annotationId: string, gone: ReadonlySet<string>): Waiting {
  const { [annotationId]: slices = [], ...others } = waiting;
  const left = slices.filter(({ id }) => !gone.has(id));
  return left.length > 0 ? { ...others, [annotationId]: left } : others;
}

/** Offline, signed out, too much at once or a server in trouble pass; any other refusal is for good. */
function outcomeOf(error: unknown): 'later' | 'refused' {
  if (!isApiError(error)) return 'later';
  const passes = error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500;
  return passes ? 'later' : 'refused';
}

export const activityOutbox = new ActivityOutbox();
