import { assignmentHeartbeat, assignmentRelease } from '../../../../api/queue';
import { type ReviewClaim, reviewClaim } from '../../../../api/review/queue';
import { Lease } from '../../../../state/saving/lease';
import { leaseOutcomeOf } from '../../../../state/saving/saveOutcome';

/** `none`: never held, or somebody else holds it. */
export type Hold = 'held' | 'lost' | 'none';

/** The right to judge a video: renewed while the desk is open, given back when it is left. */
export class Holding {
  hold: Hold = $state('none');
  readonly #slug: string;
  readonly #video: string;
  #assignment: string | null = null;
  #lease: Lease | null = null;

  constructor(slug: string, video: string, claim: ReviewClaim | null) {
    this.#slug = slug;
    this.#video = video;
    if (claim !== null) this.#enter(claim);
  }

  /** Asks for it again: whoever lost it may still be the first. */
  async again(): Promise<boolean> {
    const claim = await reviewClaim(this.#slug, this.#video);
    if (claim === null) return false;
    this.#enter(claim);
    return true;
  }

  wake(): void {
    void this.#lease?.beatNow();
  }

  /** The page goes away: what is sent now outlives it. */
  leave(): void {
    if (this.hold === 'held' && this.#assignment !== null)
      void assignmentRelease(this.#assignment, { keepalive: true }).catch(() => undefined);
  }

  /** Gives it back; a refusal changes nothing for whoever leaves. */
  async close(): Promise<void> {
    const assignment = this.hold === 'held' ? this.#assignment : null;
    this.#lease?.close();
    this.#lease = null;
    this.hold = 'none';
    if (assignment !== null) await assignmentRelease(assignment).catch(() => undefined);
  }

  #enter({ assignment }: ReviewClaim): void {
    this.#lease?.close();
    this.#assignment = assignment.id;
    this.hold = 'held';
    this.#lease = new Lease({
      leaseSeconds: assignment.lease_seconds,
      beat: () =>
        assignmentHeartbeat(assignment.id).then(
          () => 'kept' as const,
          (error: unknown) => leaseOutcomeOf(error),
        ),
      onLost: () => {
        this.hold = 'lost';
      },
    });
  }
}
