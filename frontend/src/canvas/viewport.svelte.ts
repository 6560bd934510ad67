import type { Point, Size } from '../domain/geometry';
import {
  centredOn,
  fitView,
  isFitted,
  isPixelated,
  panned,
  resized,
  scaledAt,
  type View,
  visiblePart,
  zoomedAt,
} from './view';

const ZOOM_STEP = 1.5;

/** What is on show: a new object with every repaint. */
export type Surface = { readonly canvas: HTMLCanvasElement };

/** Which part of the picture is seen. Stages that share one move together. */
export class Viewport {
  readonly picture: Size;
  stage = $state.raw<Size>({ width: 0, height: 0 });
  /** The canvas with the picture as it is seen now, for those who show a part of it again. */
  surface = $state.raw<Surface | null>(null);
  /** Where the pointer is on the stage, in its CSS pixels; null when it is elsewhere. */
  pointer = $state.raw<Point | null>(null);
  /** Null while the whole picture is fitted to the stage. */
  #chosen = $state.raw<View | null>(null);
  readonly view: View = $derived.by(() => this.#chosen ?? fitView(this.picture, this.stage));
  readonly pixelated: boolean = $derived(isPixelated(this.view, pixelRatio()));
  readonly visible = $derived.by(() => visiblePart(this.view, this.picture, this.stage));
  /** Device pixels to a picture pixel. */
  readonly zoom: number = $derived(this.view.scale * pixelRatio());

  constructor(picture: Size) {
    this.picture = picture;
  }

  get fitted(): boolean {
    return this.#chosen === null;
  }

  /** Whether parts of the picture lie outside the stage. */
  get cropped(): boolean {
    const { width, height } = this.visible;
    return width < this.picture.width - 0.5 || height < this.picture.height - 0.5;
  }

  set(view: View): void {
    this.#chosen = isFitted(view, this.picture, this.stage) ? null : view;
  }

  fit(): void {
    this.#chosen = null;
  }

  /** Each picture pixel as one device pixel, around the middle or the given point of the stage. */
  actual(at: Point = this.#middle()): void {
    this.set(scaledAt(this.view, at, 1 / pixelRatio(), this.picture, this.stage));
  }

  zoomIn(at: Point = this.#middle()): void {
    this.set(zoomedAt(this.view, at, ZOOM_STEP, this.picture, this.stage));
  }

  zoomOut(at: Point = this.#middle()): void {
    this.set(zoomedAt(this.view, at, 1 / ZOOM_STEP, this.picture, this.stage));
  }

  /** Look further to the right and down by shares of the stage. */
  look(right: number, down: number): void {
    const { width, height } = this.stage;
    this.set(panned(this.view, -right * width, -down * height, this.picture, this.stage));
  }

  centre(at: Point): void {
    this.set(centredOn(this.view, at, this.picture, this.stage));
  }

  resize(stage: Size): void {
    const before = this.stage;
    const chosen = this.#chosen;
    this.stage = stage;
    if (chosen) this.set(resized(chosen, this.picture, before, stage));
  }

  #middle(): Point {
    return { x: this.stage.width / 2, y: this.stage.height / 2 };
  }
}

function pixelRatio(): number {
  return globalThis.devicePixelRatio || 1;
}
