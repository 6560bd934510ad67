import type { Annotation } from '../../../src/api/types';

export type Reply = { status: number; body: unknown };
export type Call = {
  method: string;
  path: string;
  key: string | null;
  ifMatch: string | null;
  body: Partial<Annotation>;
};

const ANNOTATION: Annotation = {
  id: 'a',
  video: 'v',
  project: 'demo',
  assignment: 'as',
  annotator: 'me',
  status: 'draft',
  revision: 3,
  verdict: null,
  note: '',
  submitted_at: null,
  traces: [],
};

/** A server with one annotation: saves by compare-and-set, once a key, and can be unplugged. */
export class ServerFake {
  annotation: Annotation = ANNOTATION;
  me = 7;
  readonly calls: Call[] = [];
  readonly copies: unknown[] = [];
  /** `answer_lost`: the request arrives, its answer does not. */
  fault: 'none' | 'unplugged' | 'answer_lost' = 'none';
  refusal: Reply | null = null;
  /** How long the way back takes. */
  latencyMs = 0;
  readonly #replies = new Map<string, Reply>();

  get saves(): Call[] {
    return this.calls.filter(({ method }) => method === 'PUT');
  }

  fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    const call = {
      method: init.method ?? 'GET',
      path: String(url).replace('/api/v1/', ''),
      key: headers.get('Idempotency-Key'),
      ifMatch: headers.get('If-Match'),
      body: init.body ? JSON.parse(String(init.body)) : {},
    };
    this.calls.push(call);
    if (this.fault === 'unplugged') throw new TypeError('network');
    const { status, body } = this.#answer(call);
    if (this.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
    if (this.fault === 'answer_lost') throw new TypeError('connection reset');
    return new Response(JSON.stringify(body), { status });
  };

  #answer(call: Call): Reply {
    if (call.path === 'me/') return { status: 200, body: { id: this.me } };
    if (call.method === 'GET') return { status: 200, body: this.annotation };
    if (call.path.endsWith('copies/')) return this.#copy(call);
    const known = call.key === null ? undefined : this.#replies.get(call.key);
    if (known) return known;
    if (this.refusal) return this.refusal;
    const reply = call.path.endsWith('submit/') ? this.#submit() : this.#save(call);
    if (call.key !== null && reply.status === 200) this.#replies.set(call.key, reply);
    return reply;
  }

  #save({ body, ifMatch }: Call): Reply {
    if (ifMatch !== `"${this.annotation.revision}"`) {
      return { status: 412, body: { code: 'stale_revision', current: this.annotation } };
    }
    this.annotation = {
      ...this.annotation,
      ...body,
      revision: this.annotation.revision + 1,
      status: 'draft',
    };
    return { status: 200, body: this.annotation };
  }

  #submit(): Reply {
    if (this.annotation.status !== 'draft') return { status: 409, body: { code: 'annotation_not_draft' } };
    const revision = this.annotation.revision + 1;
    this.annotation = { ...this.annotation, status: 'submitted', revision };
    return { status: 200, body: this.annotation };
  }

  #copy({ body }: Call): Reply {
    this.copies.push(body);
    return { status: 201, body: { id: 'copy', made_at: '2026-01-01T10:00:00Z' } };
  }
}
