import {
  frameAtShare,
  shareOf,
  type TimelineView,
  viewOf,
  viewOfAll,
  viewPan,
  viewShowing,
  viewZoom,
} from './math';

export type TrackOptions = {
  readonly frameCount: number;
  readonly frame: () => number;
  readonly onseek: (frame: number) => void;
  /** Shift and a drag select frames. */
  readonly onrange: (from: number, to: number) => void;
};

const ZOOM_STEP = 1.6;
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

/** Which frames a timeline shows, and what the pointer, the wheel and the keys do on it. */
export class Track {
  view = $state.raw<TimelineView>({ start: 0, length: 1 });
  widthPx = $state(0);
  readonly frameCount: number;
  readonly #options: TrackOptions;
  #element: HTMLElement | null = null;
  #scrubbing = false;
  /** Where a selection was begun. */
  #selectingFrom: number | null = null;

  constructor(options: TrackOptions) {
    this.#options = options;
    this.frameCount = options.frameCount;
    this.view = viewOfAll(options.frameCount);
  }

  /** Where the playhead stands, as a share of the width. */
  get playheadShare(): number {
    return shareOf(this.view, this.#options.frame() + 0.5);
  }

  get isWhole(): boolean {
    return this.view.length >= this.frameCount;
  }

  /** The element whose width is that of the view; to be attached. */
  readonly measure = (element: HTMLElement): (() => void) => {
    this.#element = element;
    const observer = new ResizeObserver(() => {
      this.widthPx = element.clientWidth;
    });
    observer.observe(element);
    this.widthPx = element.clientWidth;
    return () => observer.disconnect();
  };

  /** Listens to the wheel, and may refuse the page what it would do with it; to be attached. */
  readonly wheel = (element: HTMLElement): (() => void) => {
    const turned = (event: WheelEvent) => this.#wheeled(event);
    element.addEventListener('wheel', turned, { passive: false });
    return () => element.removeEventListener('wheel', turned);
  };

  readonly frameAtX = (clientX: number): number => {
    return frameAtShare(this.view, this.#shareAtX(clientX), this.frameCount);
  };

  /** Whether a point lies within the track's width. */
  reaches(clientX: number): boolean {
    const share = this.#shareAtX(clientX);
    return share >= 0 && share <= 1;
  }

  /** Moves the view as far as it takes to show the playhead, but not while it is being dragged. */
  follow(frame: number): void {
    if (!this.#scrubbing) this.view = viewShowing(this.view, frame, this.frameCount);
  }

  zoomIn(): void {
    this.#zoomAtPlayhead(ZOOM_STEP);
  }

  zoomOut(): void {
    this.#zoomAtPlayhead(1 / ZOOM_STEP);
  }

  /** Shows these frames with some around them; null shows all. */
  zoomTo(range: readonly [first: number, last: number] | null): void {
    this.view = range === null ? viewOfAll(this.frameCount) : viewOf(range, this.frameCount);
  }

  /** `captor` keeps the pointer while it is down. */
  pressed(event: PointerEvent, captor: HTMLElement): void {
    const target = event.target as Element;
    if (event.button !== 0 || target.closest('button, [role=slider]:not(.playhead)')) return;
    event.preventDefault();
    captor.setPointerCapture(event.pointerId);
    if (event.shiftKey) {
      this.#selectingFrom = this.frameAtX(event.clientX);
      return;
    }
    this.#scrubbing = true;
    this.#options.onseek(this.frameAtX(event.clientX));
  }

  moved(event: PointerEvent): void {
    const { onseek, onrange } = this.#options;
    if (this.#scrubbing) onseek(this.frameAtX(event.clientX));
    else if (this.#selectingFrom !== null) onrange(this.#selectingFrom, this.frameAtX(event.clientX));
  }

  released(): void {
    this.#scrubbing = false;
    this.#selectingFrom = null;
  }

  /** Keys on the playhead itself. */
  readonly keyed = (event: KeyboardEvent): void => {
    const frame = this.#options.frame();
    const step = STEPS[event.key];
    const jump: Record<string, number> = { Home: 0, End: this.frameCount - 1 };
    const target = step === undefined ? jump[event.key] : frame + step * (event.shiftKey ? 10 : 1);
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.#options.onseek(target);
  };

  /** Where a range begins and ends, as far as it is in view. */
  sharesOf([first, last]: readonly [number, number]): readonly [from: number, to: number] {
    const from = Math.min(Math.max(shareOf(this.view, first), 0), 1);
    return [from, Math.max(Math.min(shareOf(this.view, last + 1), 1), from)];
  }

  #shareAtX(clientX: number): number {
    const box = this.#element?.getBoundingClientRect();
    return box ? (clientX - box.left) / box.width : 0;
  }

  #zoomAtPlayhead(factor: number): void {
    this.#zoom(factor, Math.min(Math.max(this.playheadShare, 0), 1));
  }

  #zoom(factor: number, share: number): void {
    this.view = viewZoom(this.view, factor, share, this.frameCount);
  }

  /** Ctrl and the wheel zoom to the pointer, Shift and the wheel pan; the plain wheel scrolls the lanes. */
  #wheeled(event: WheelEvent): void {
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.#zoom(Math.exp(-event.deltaY / 300), this.#shareAtX(event.clientX));
    } else if (sideways !== 0) {
      event.preventDefault();
      const frames = (sideways / Math.max(this.widthPx, 1)) * this.view.length;
      this.view = viewPan(this.view, frames, this.frameCount);
    }
  }
}
