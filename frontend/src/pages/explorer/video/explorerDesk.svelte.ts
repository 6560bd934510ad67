import type { Gold, GoldTraceBody } from '../../../api/review/gold';
import type { StageBox } from '../../../canvas/boxes';
import { type BBox, bboxAt, keyframeAt } from '../../../domain/tracks';
import { t } from '../../../i18n';
import { ClipDesk, type OpenedClip } from '../../workbench/desks/clipDesk.svelte';

/** A trace of the gold with its number, which is its place in the answer. */
export type ShownTrace = GoldTraceBody & { readonly id: string; readonly number: number };

export function tracesOf(gold: Gold | null): readonly ShownTrace[] {
  const traces = gold?.traces ?? [];
  return traces.map((trace, index) => ({ ...trace, id: trace.id ?? String(index), number: index + 1 }));
}

const COLORS = 9;
export const colorOf = ({ number }: ShownTrace): number => (number - 1) % COLORS;

/** Where somebody begins to look. */
export type Start = { readonly frame: number; readonly trace: string | null };

/** One video of the explorer: its clip with all traces of its gold, to be looked at and not changed. */
export class ExplorerDesk extends ClipDesk {
  readonly traces: readonly ShownTrace[];
  selected: string | null = $state(null);
  #onrest: (() => void) | null = null;

  constructor(opened: OpenedClip, traces: readonly ShownTrace[], start: Start, onrest: () => void) {
    super(opened);
    this.traces = traces;
    this.selected = start.trace;
    this.#onrest = onrest;
    void this.openClip(start.frame);
  }

  get trace(): ShownTrace | null {
    return this.traces.find(({ id }) => id === this.selected) ?? null;
  }

  get box(): BBox | null {
    return this.trace === null ? null : boxAt(this.trace, this.frame);
  }

  get boxes(): StageBox[] {
    if (!this.boxesShown) return [];
    const boxes = this.traces.flatMap((trace) => {
      const bbox = boxAt(trace, this.frame);
      return bbox ? [this.#stageBox(trace, bbox)] : [];
    });
    return boxes.sort((a, b) => Number(a.selected) - Number(b.selected));
  }

  /** Chooses a trace; the playhead goes to it where it shows nothing of it. */
  select(id: string | null): void {
    this.selected = id;
    const { trace } = this;
    if (trace === null) return;
    if (this.frame < trace.onset_frame || this.frame > trace.offset_frame) this.seek(trace.onset_frame);
    this.say(t('explorer.video.trace', { number: trace.number }));
    this.rested();
  }

  selectBeside(step: 1 | -1): void {
    const at = this.traces.findIndex(({ id }) => id === this.selected);
    const next = this.traces[at === -1 && step === -1 ? this.traces.length - 1 : at + step];
    if (next) this.select(next.id);
  }

  protected override rested(): void {
    this.#onrest?.();
  }

  #stageBox(trace: ShownTrace, bbox: BBox): StageBox {
    return {
      traceId: trace.id,
      number: trace.number,
      colorIndex: colorOf(trace),
      bbox,
      isKeyframe: keyframeAt(trace.keyframes, this.frame) !== null,
      selected: trace.id === this.selected,
      dimmed: this.selected !== null && trace.id !== this.selected,
    };
  }
}

function boxAt(trace: ShownTrace, frame: number): BBox | null {
  const shows = frame >= trace.onset_frame && frame <= trace.offset_frame;
  return shows ? bboxAt(trace.keyframes, frame) : null;
}
