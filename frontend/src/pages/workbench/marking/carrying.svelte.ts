import { trackGet, trackStart } from '../../../api/aids/tracking';
import { jobCancel, jobWatch } from '../../../api/jobs';
import type { StageBox } from '../../../canvas/boxes';
import { traceNumber, traceOf } from '../../../domain/answer';
import type { Trace } from '../../../domain/trace';
import { type BBox, keyframeAt, keyframeNeighbour } from '../../../domain/tracks';
import { t } from '../../../i18n';
import { editBoxesCarried } from '../../../state/edits';
import type { Desk } from '../desk.svelte';
import { type CarryRequest, type Proposal, proposedBox, Tracking } from './tracking.svelte';

const POLL_MS = 500;
/** The server follows a box no further than this at once. */
const MOST_FRAMES = 1000;

/** Carrying a trace's box along at the desk: asked for, looked through, and agreed to or dropped. */
export class Carrying {
  readonly tracking: Tracking;
  readonly #desk: Desk;
  #stopReview: () => void = () => undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    const { id } = desk.opened.annotation;
    this.tracking = new Tracking({
      start: (request) => this.#ask(id, request),
      watch: (jobId, onChange, signal) => jobWatch(jobId, onChange, signal, POLL_MS),
      result: (jobId) => trackGet(id, jobId),
      cancel: jobCancel,
    });
  }

  /** What is proposed, as long as its trace is there. */
  get proposal(): Proposal | null {
    const { proposal } = this.tracking;
    return proposal && traceOf(this.#desk.answer, proposal.traceId) ? proposal : null;
  }

  /** The proposed box on this frame, for the stage. */
  get ghosts(): StageBox[] {
    const { proposal } = this;
    const { frame, answer } = this.#desk;
    const bbox = proposal && proposedBox(proposal, frame);
    if (!proposal || !bbox) return [];
    const number = traceNumber(answer, proposal.traceId);
    const isKeyframe = keyframeAt(proposal.keyframes, frame) !== null;
    const look = { selected: false, dimmed: false, ghost: true };
    return [{ traceId: 'proposed', number, colorIndex: (number - 1) % 9, bbox, isKeyframe, ...look }];
  }

  /** The frames of a trace that a box is proposed for. */
  framesOf(traceId: string): readonly number[] {
    const { proposal } = this;
    return proposal?.traceId === traceId ? proposal.keyframes.slice(1).map(({ frame }) => frame) : [];
  }

  /** Asks for the box to be carried from here to the next keyframe, else to the offset, else to the clip's end. */
  start(trace: Trace, bbox: BBox): void {
    const desk = this.#desk;
    const refusal = this.#refusal();
    const next = keyframeNeighbour(trace.keyframes, desk.frame, 1);
    const end = next?.frame ?? trace.offset_frame ?? desk.lastFrame;
    const to = Math.min(end, desk.frame + MOST_FRAMES);
    if (refusal) desk.tell(refusal);
    else if (to - desk.frame <= (next ? 1 : 0)) desk.tell(t('marking.carry_nowhere'));
    else {
      desk.player.pause();
      desk.activity.aid('tracking');
      const request = { traceId: trace.id, from: desk.frame, to, bbox, endIsSet: next?.frame === to };
      void this.tracking.carry(request).then(() => this.#sayProposed());
    }
  }

  /** Plays through what is proposed, once. */
  review(): void {
    const { proposal } = this;
    const { player } = this.#desk;
    if (!proposal) return;
    player.pause();
    player.seek(proposal.first);
    player.play(1);
    this.#stopReview();
    this.#stopReview = player.onFrame((frame) => {
      if (frame >= proposal.last) player.pause();
      if (!player.playing) this.#stopReview();
    });
  }

  /** Puts the proposed boxes into the answer, as one step. */
  confirm(): void {
    const desk = this.#desk;
    if (!desk.editable) {
      desk.tell(t('workbench.say.read_only'));
      return;
    }
    const proposal = this.tracking.take();
    const trace = proposal && traceOf(desk.answer, proposal.traceId);
    if (!proposal || !trace) return;
    const isSet = keyframeAt(trace.keyframes, proposal.first) !== null;
    const boxes = isSet ? proposal.keyframes.slice(1) : proposal.keyframes;
    desk.edit(editBoxesCarried(trace.id, boxes));
    desk.tell(t('marking.carried', { count: boxes.length }));
  }

  /** Enter: true when it was meant for the proposal. */
  entered(): boolean {
    if (this.tracking.state.kind === 'running') this.#desk.tell(t('marking.carry_wait'));
    else if (this.proposal) this.confirm();
    else return false;
    return true;
  }

  close(): void {
    this.#stopReview();
    this.tracking.dismiss();
  }

  #refusal(): string | null {
    if (!this.#desk.aidsAllowed) return t('marking.aids_off');
    return this.#desk.editable ? null : t('workbench.say.read_only');
  }

  /** The server follows the box of a trace that it knows. */
  async #ask(annotationId: string, { traceId, from, to, bbox }: CarryRequest) {
    await this.#desk.session.flush();
    return trackStart(annotationId, { trace: traceId, from_frame: from, to_frame: to, bbox });
  }

  #sayProposed(): void {
    if (this.proposal) this.#desk.seek(this.proposal.first);
  }
}
