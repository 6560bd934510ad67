import { jobWatch } from '../../../api/jobs';
import {
  type AgreementFilter,
  type AgreementReport,
  agreementCompute,
  agreementGet,
} from '../../../api/reports/agreement';

const QUIET_MS = 900;

/** The report for the filter that is chosen: its values at once, its intervals when a job has computed them. */
export class AgreementDesk {
  filter: AgreementFilter;
  report = $state.raw<AgreementReport | null>(null);
  error = $state.raw<unknown>(null);
  loading = $state(true);
  /** 0..1 while a job computes intervals, else null. */
  progress = $state<number | null>(null);
  /** Whether computing failed, so that it has to be asked for again. */
  failed = $state.raw<unknown>(null);
  #turn = new AbortController();

  constructor(
    private slug: string,
    filter: AgreementFilter,
  ) {
    this.filter = $state.raw(filter);
    void this.choose(filter);
  }

  /** What is shown stays until the new values are there; an earlier filter's job is no longer waited for. */
  async choose(filter: AgreementFilter): Promise<void> {
    this.filter = filter;
    const { signal } = this.#begin();
    this.loading = true;
    try {
      this.report = await agreementGet(this.slug, filter, { signal });
      this.error = null;
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
      this.report = null;
    } finally {
      if (!signal.aborted) this.loading = false;
    }
    if (!signal.aborted && this.#lacksIntervals()) void this.#computeSoon(signal);
  }

  reload = (): void => void this.choose(this.filter);

  leave(): void {
    this.#turn.abort();
  }

  #begin(): AbortController {
    this.#turn.abort();
    this.#turn = new AbortController();
    this.progress = null;
    this.failed = null;
    return this.#turn;
  }

  #lacksIntervals(): boolean {
    return this.report !== null && !this.report.intervals && this.report.coverage.pairs > 0;
  }

  /** Not for each step of a filter that is still being moved. */
  async #computeSoon(signal: AbortSignal): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    if (signal.aborted) return;
    this.progress = 0;
    try {
      const started = await agreementCompute(this.slug, this.filter);
      const job = await jobWatch(started.id, (now) => this.#tell(now.progress, signal), signal);
      if (job.status !== 'done') this.failed = job.error ?? job.status;
      else this.report = await agreementGet(this.slug, this.filter, { signal });
    } catch (error) {
      if (!signal.aborted) this.failed = error;
    } finally {
      if (!signal.aborted) this.progress = null;
    }
  }

  #tell(progress: number, signal: AbortSignal): void {
    if (!signal.aborted) this.progress = progress;
  }
}
