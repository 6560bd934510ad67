import { type Point, type Size, within } from '../domain/geometry';
import type { StageBox } from './boxes';
import { type Draft, type Drag, draftOf, isClick } from './drag';
import { cursorOf, type Hit, hitTest } from './hitTest';
import { panned, type View, zoomedAt } from './view';

/** What the gestures see and do; the stage gives it. */
export type GestureHost = {
  readonly boxes: () => readonly StageBox[];
  readonly view: () => View;
  readonly picture: () => Size;
  readonly stage: () => Size;
  /** Boxes may be changed now: not read-only, and the wanted frame is the one on the canvas. */
  readonly editable: () => boolean;
  readonly drawing: () => boolean;
  readonly setView: (view: View) => void;
  readonly setPointer: (at: Point | null) => void;
  readonly setDraft: (draft: Draft | null) => void;
  readonly setCursor: (cursor: string) => void;
  readonly onDragStart: () => void;
  readonly onCommit: (draft: Draft) => void;
  readonly onSelect: (traceId: string | null) => void;
};

const WHEEL_ZOOM_PER_PIXEL = 0.0015;
/** Two fingers on a touchpad arrive as small turns of the wheel with Ctrl. */
const PINCH_ZOOM_PER_PIXEL = 0.01;
const MOST_PINCH_PX = 40;
const WHEEL_LINE_PX = 16;
const MIDDLE_BUTTON = 1;

/** Pointer, wheel and the space bar on the stage. Everything here can also be done by keys and fields. */
export class Gestures {
  readonly #element: HTMLElement;
  readonly #host: GestureHost;
  readonly #listening = new AbortController();
  #drag: Drag | null = null;
  #draft: Draft | null = null;
  #spaceHeld = false;
  #spacePanned = false;

  constructor(element: HTMLElement, host: GestureHost) {
    this.#element = element;
    this.#host = host;
    const { signal } = this.#listening;
    element.addEventListener('pointerdown', (event) => this.#pointerDown(event), { signal });
    element.addEventListener('pointermove', (event) => this.#pointerMove(event), { signal });
    element.addEventListener('pointerup', (event) => this.#pointerUp(event), { signal });
    element.addEventListener('pointercancel', () => this.cancel(), { signal });
    element.addEventListener('lostpointercapture', () => this.cancel(), { signal });
    element.addEventListener('pointerleave', () => this.#host.setPointer(null), { signal });
    element.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
    window.addEventListener('keydown', (event) => this.#keyDown(event), { signal, capture: true });
    window.addEventListener('keyup', (event) => this.#keyUp(event), { signal, capture: true });
    window.addEventListener('blur', () => this.#blur(), { signal });
  }

  get active(): boolean {
    return this.#drag !== null;
  }

  /** Give up the drag; nothing has changed then. */
  cancel(): void {
    if (!this.#drag) return;
    this.#drag = null;
    this.#setDraft(null);
  }

  close(): void {
    this.cancel();
    this.#listening.abort();
  }

  #pointAt(event: MouseEvent): Point {
    const { left, top } = this.#element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #hit(point: Point): Hit {
    return hitTest(this.#host.boxes(), this.#host.view(), point, this.#host.editable());
  }

  #pointerDown(event: PointerEvent): void {
    if (this.#drag || isControl(event.target)) return;
    const drag = this.#dragFrom(event);
    if (!drag) return;
    event.preventDefault();
    this.#element.setPointerCapture(event.pointerId);
    this.#drag = drag;
    if (drag.kind !== 'pan') this.#host.onDragStart();
  }

  #dragFrom(event: PointerEvent): Drag | null {
    const origin = this.#pointAt(event);
    if (event.button === MIDDLE_BUTTON || (event.button === 0 && this.#spaceHeld)) {
      this.#spacePanned = this.#spaceHeld;
      return { kind: 'pan', origin, view: this.#host.view() };
    }
    if (event.button !== 0) return null;
    const hit = this.#hit(origin);
    const editable = this.#host.editable();
    const drawing = editable && this.#host.drawing();
    if (editable && hit.kind === 'handle') {
      const { box, handle } = hit;
      return { kind: 'resize', origin, traceId: box.traceId, bbox: box.bbox, handle };
    }
    if (editable && hit.kind === 'box' && hit.box.selected && !(drawing && event.shiftKey)) {
      return { kind: 'move', origin, traceId: hit.box.traceId, bbox: hit.box.bbox };
    }
    const under = hit.kind === 'picture' ? null : hit.box.traceId;
    return { kind: drawing ? 'draw' : 'click', origin, under };
  }

  #pointerMove(event: PointerEvent): void {
    const point = this.#pointAt(event);
    this.#host.setPointer(point);
    if (!this.#drag) {
      this.#host.setCursor(this.#cursorAt(point));
      return;
    }
    if (this.#drag.kind === 'pan') this.#pan(this.#drag, point);
    else this.#setDraft(draftOf(this.#drag, point, this.#host.view(), this.#host.picture()));
  }

  #cursorAt(point: Point): string {
    if (this.#spaceHeld) return 'grab';
    return cursorOf(this.#hit(point), this.#host.drawing(), this.#host.editable());
  }

  #pan(drag: Extract<Drag, { kind: 'pan' }>, point: Point): void {
    const { origin, view } = drag;
    this.#host.setCursor('grabbing');
    this.#host.setView(
      panned(view, point.x - origin.x, point.y - origin.y, this.#host.picture(), this.#host.stage()),
    );
  }

  #pointerUp(event: PointerEvent): void {
    const drag = this.#drag;
    if (!drag) return;
    const point = this.#pointAt(event);
    const draft = draftOf(drag, point, this.#host.view(), this.#host.picture());
    this.#drag = null;
    this.#setDraft(null);
    if (draft) this.#host.onCommit(draft);
    else if ((drag.kind === 'draw' || drag.kind === 'click') && isClick(drag, point)) {
      this.#host.onSelect(drag.under);
    }
    this.#host.setCursor(this.#cursorAt(point));
  }

  #setDraft(draft: Draft | null): void {
    if (draft === null && this.#draft === null) return;
    this.#draft = draft;
    this.#host.setDraft(draft);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE_PX : 1);
    const factor = Math.exp(
      event.ctrlKey
        ? -within(pixels, -MOST_PINCH_PX, MOST_PINCH_PX) * PINCH_ZOOM_PER_PIXEL
        : -pixels * WHEEL_ZOOM_PER_PIXEL,
    );
    const at = this.#pointAt(event);
    this.#host.setView(zoomedAt(this.#host.view(), at, factor, this.#host.picture(), this.#host.stage()));
  }

  #keyDown(event: KeyboardEvent): void {
    if (event.code === 'Space' && !isControl(event.target)) this.#spaceHeld = true;
    if (event.key !== 'Escape' || !this.#drag) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.cancel();
  }

  /** A space bar that was held for panning is not also a press: nobody else hears of its release. */
  #keyUp(event: KeyboardEvent): void {
    if (event.code !== 'Space') return;
    this.#spaceHeld = false;
    if (!this.#spacePanned) return;
    this.#spacePanned = false;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #blur(): void {
    this.#spaceHeld = false;
    this.#spacePanned = false;
    this.cancel();
  }
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, input, textarea, select, a') !== null;
}
