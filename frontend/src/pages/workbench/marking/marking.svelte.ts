import { videoSignals } from '../../../api/aids/signals';
import { videoMediaUrl } from '../../../api/videos';
import { traceNumber } from '../../../domain/answer';
import { uuidMake } from '../../../domain/ids';
import type { Trace } from '../../../domain/trace';
import type { BBox } from '../../../domain/tracks';
import { t } from '../../../i18n';
import { errorText } from '../../../i18n/errors';
import type { FrameRange } from '../../../player';
import { editSpanMark } from '../../../state/edits';
import { personSettings } from '../../../state/settings.svelte';
import type { Desk } from '../desk.svelte';
import { later } from '../later/later.svelte';
import { boundaryBeside } from './boundaries';
import type { Carrying } from './carrying.svelte';
import { type Jump, jumpBeside } from './jumps';
import { KeyWatch } from './keyWatch';
import { rangeBetween, rangeFrom, rangeTo } from './range';
import { REACTION_MS } from './reaction';
import { Sound } from './sound.svelte';
import { SpeedLabel } from './speedLabel.svelte';
import { Strip } from './strip.svelte';

/** What is done to the clip as a whole while hunting: looping a selection, marking spans in play, jumping along. */
export class Marking {
  readonly #desk: Desk;
  readonly label: SpeedLabel;
  readonly sound: Sound;
  readonly strip: Strip;
  readonly #keys: KeyWatch;
  readonly #stops: readonly (() => void)[];
  /** The frames that the person selected on the timeline. */
  range: FrameRange | null = $state.raw(null);
  /** Frames that the last playing at the clip's own speed did not show. */
  passedOver = $state(0);
  optionsOpen = $state(false);
  /** Boxes being carried along; null until that was asked for. */
  carrying: Carrying | null = $state.raw(null);

  constructor(desk: Desk) {
    this.#desk = desk;
    this.label = new SpeedLabel({
      player: desk.player,
      reactionMs: () => this.reactionMs,
      commit: (span) => this.#mark(span),
    });
    this.sound = new Sound({
      player: desk.player,
      mediaUrl: videoMediaUrl(desk.opened.video.id),
      hasSound: desk.opened.video.has_audio === true,
      tell: (text) => desk.tell(text),
    });
    this.strip = new Strip({
      load: () => videoSignals(desk.opened.video.id),
      allowed: () => desk.aidsAllowed,
      wanted: () => personSettings.value.strip === true,
      onUse: () => desk.activity.aid('strip'),
      onFailed: (error) => this.#stripFailed(error),
    });
    if (this.strip.shown) void this.strip.open();
    this.#keys = new KeyWatch({
      onRelease: (milliseconds) => this.#released(milliseconds),
      onBlur: () => this.#left(),
    });
    this.#stops = [
      desk.player.onFrame(() => this.#countPassedOver()),
      desk.player.onState(() => this.#countPassedOver()),
    ];
  }

  get reactionMs(): number {
    const wanted = personSettings.value.reaction_ms ?? REACTION_MS.usual;
    return Math.min(Math.max(wanted, REACTION_MS.least), REACTION_MS.most);
  }

  /** Whether the clip stops at the onset after a mark, for the box to be drawn. */
  get pausesAfterMark(): boolean {
    return personSettings.value.mark_pauses !== false;
  }

  /** The frames to go round in: what the person selected, else the selected trace's span, else the clip. */
  get loop(): FrameRange | null {
    const { looping, lastFrame, store } = this.#desk;
    if (!looping) return null;
    const trace = store.selectedTrace;
    return this.range ?? [trace?.onset_frame ?? 0, trace?.offset_frame ?? lastFrame];
  }

  get loopLabel(): string {
    if (this.range) return t('marking.loop_range');
    return this.#desk.store.selectedTrace ? t('workbench.loop_trace') : t('workbench.loop_clip');
  }

  /** The span under way as far as it has come, and what the timeline says about it. */
  get marked(): { readonly span: FrameRange; readonly text: string } | null {
    const span = this.label.spanTo(this.#desk.frame);
    if (span === null) return null;
    const number = traceNumber(this.#desk.answer, this.markedTrace?.id ?? null);
    return {
      span,
      text: t('marking.marking', {
        number: number || this.#desk.answer.traces.length + 1,
        onset: String(span[0]),
      }),
    };
  }

  /** The trace that a mark gives its span to, or null for a new one: the selected one while its span is open. */
  get markedTrace() {
    const trace = this.#desk.store.selectedTrace;
    const isOpen = trace !== null && (trace.onset_frame === null || trace.offset_frame === null);
    return isOpen ? trace : null;
  }

  /** What the timeline shows of motion and sharpness, or null. */
  get stripRow() {
    const Row = later.parts?.StripRow;
    if (!this.strip.shown || !Row) return null;
    const { signals, named } = this.strip;
    return { Row, signals, jumps: named.map((jump) => ({ frame: jump.frame, text: this.#jumpText(jump) })) };
  }

  stripToggle(): void {
    if (!this.#desk.aidsAllowed) {
      this.#desk.tell(t('marking.aids_off'));
      return;
    }
    personSettings.patch({ strip: !this.strip.shown });
    if (this.strip.shown) void this.strip.open();
  }

  /** Goes to the next frame that leaps out; the strip that shows them comes with it. */
  async jumpGoto(direction: 1 | -1): Promise<void> {
    const desk = this.#desk;
    if (!this.strip.shown) this.stripToggle();
    if (!(await this.strip.open())) return;
    const jump = jumpBeside(this.strip.jumps, desk.frame, direction);
    if (jump) desk.seek(jump.frame);
    desk.tell(jump ? this.#jumpText(jump) : t('marking.no_jump'));
  }

  /** Selects the frames between two frames and loops them. */
  rangeSelect(a: number, b: number): void {
    this.#rangeSet(rangeBetween(a, b, this.#desk.lastFrame));
  }

  rangeFromHere(): void {
    this.#rangeSet(rangeFrom(this.range, this.#desk.frame, this.#desk.lastFrame));
    this.#sayRange();
  }

  rangeToHere(): void {
    this.#rangeSet(rangeTo(this.range, this.#desk.frame));
    this.#sayRange();
  }

  rangeClear(): void {
    if (this.range === null) return;
    this.range = null;
    this.#desk.looping = false;
    this.#desk.tell(t('marking.loop_cleared'));
  }

  boundaryGoto(direction: 1 | -1): void {
    const desk = this.#desk;
    const boundary = boundaryBeside(desk.answer.traces, desk.frame, direction);
    if (boundary === null) {
      desk.tell(t('marking.no_boundary'));
      return;
    }
    desk.seek(boundary.frame);
    const { edge, number } = boundary;
    desk.tell(t(`marking.at_${edge}`, { number, at: desk.frameText(boundary.frame) }));
  }

  /** The key is down: marking goes on until it is let go. */
  markHeld(): void {
    if (!this.#mayMark()) return;
    this.#keys.watch();
    this.label.begin('hold', this.#keys.pressedAt);
  }

  markToggled(milliseconds = this.#keys.pressedAt): void {
    if (this.label.mark) this.label.end(milliseconds);
    else if (this.#mayMark()) this.label.begin('toggle', milliseconds);
  }

  /** Asks for a box to be carried along. */
  async carry(trace: Trace, bbox: BBox): Promise<void> {
    await later.need();
    if (later.parts) this.carrying ??= new later.parts.Carrying(this.#desk);
    this.carrying?.start(trace, bbox);
  }

  /** Esc: true when there was something to give up. */
  escape(): boolean {
    if (!this.label.cancel()) return this.carrying?.tracking.dismiss() ?? false;
    this.#desk.tell(t('marking.mark_cancelled'));
    return true;
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#keys.close();
    this.label.close();
    this.sound.close();
    this.carrying?.close();
  }

  #jumpText(jump: Jump): string {
    const frame = String(jump.frame);
    return this.strip.isLargest(jump)
      ? t('marking.jump_largest', { frame })
      : t('marking.jump_large', { frame });
  }

  #stripFailed(error: unknown): void {
    personSettings.patch({ strip: false });
    this.#desk.tell(t('marking.strip_failed', { reason: errorText(error) }));
  }

  #rangeSet(range: FrameRange): void {
    this.range = range;
    this.#desk.looping = true;
  }

  #sayRange(): void {
    const { range } = this;
    if (range) this.#desk.tell(t('marking.loop_set', { first: String(range[0]), last: String(range[1]) }));
  }

  #mayMark(): boolean {
    if (!this.#desk.editable) this.#desk.tell(t('workbench.say.read_only'));
    return this.#desk.editable;
  }

  #released(milliseconds: number): void {
    if (this.label.mark?.way === 'hold') this.label.end(milliseconds);
  }

  /** The window is left: keys are no longer heard, and nobody watches. */
  #left(): void {
    if (this.label.mark === null) return;
    this.label.endHere();
    this.#desk.player.pause();
  }

  #mark([onset, offset]: FrameRange): void {
    const desk = this.#desk;
    const id = this.markedTrace?.id ?? uuidMake();
    if (!desk.edit(editSpanMark(id, onset, offset))) return;
    if (this.pausesAfterMark) {
      desk.player.pause();
      desk.seek(onset);
    }
    const span = { number: traceNumber(desk.answer, id), onset: String(onset), offset: String(offset) };
    const isBoxed = (desk.store.selectedTrace?.keyframes.length ?? 0) > 0;
    desk.tell(isBoxed ? t('marking.marked', span) : t('marking.marked_draw', span));
  }

  #countPassedOver(): void {
    const { rate, droppedCount } = this.#desk.player;
    this.passedOver = rate === 1 ? droppedCount : 0;
  }
}
