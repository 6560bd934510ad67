import { tick } from 'svelte';
import type { Category, Project, Video } from '../../../api/types';
import { type FrameTable, secondsOf } from '../../../domain/frames';
import type { BBox } from '../../../domain/tracks';
import { formatNumber, t } from '../../../i18n';
import { categoryShown } from '../../../i18n/categories';
import {
  type FrameRange,
  type FrameSource,
  openSource,
  Player,
  type SourceStatus,
  sourceUsable,
} from '../../../player';
import type { AidName } from '../../../state/activity';
import { sourceOptionsOf } from '../nextClip';
import { Viewing } from '../viewing/viewing.svelte';

/** A clip and the project that it is looked at in. */
export type OpenedClip = { readonly video: Video; readonly table: FrameTable; readonly project: Project };

const ANNOUNCE_AFTER_MS = 500;
const HINT_SHOWN_MS = 2500;
const OPENING: SourceStatus = {
  phase: 'loading',
  fetchedBytes: 0,
  totalBytes: 0,
  decodedCount: 0,
  code: '',
  detail: '',
};

/** One clip being looked at: its picture, its player and what is said about both. */
export abstract class ClipDesk {
  readonly opened: OpenedClip;
  readonly player: Player;
  source: FrameSource | null = $state.raw(null);
  status: SourceStatus = $state.raw(OPENING);
  ranges: readonly FrameRange[] = $state.raw([]);
  frame = $state(0);
  playing = $state(false);
  rate = $state(1);
  backwards = $state(false);
  looping = $state(false);
  /** The frame whose picture is on the canvas: the way to see that it is the wanted one. */
  paintedFrame = $state(-1);
  announcement = $state('');
  /** A short word about what a key did or could not do, on the picture for a moment. */
  hint = $state('');
  /** How the picture is looked at. */
  readonly viewing: Viewing;
  protected readonly stops: (() => void)[] = [];
  #announceTimer: ReturnType<typeof setTimeout> | undefined;
  #hintTimer: ReturnType<typeof setTimeout> | undefined;
  protected closed = false;

  constructor(opened: OpenedClip) {
    this.opened = opened;
    this.player = new Player({ table: opened.table, source: this.#frames() });
    this.viewing = new Viewing({
      picture: this.picture,
      lastFrame: this.lastFrame,
      frame: () => this.frame,
      box: () => this.box,
      aidsAllowed: () => this.aidsAllowed,
      used: (aid) => this.aidUsed(aid),
      tell: (text) => this.tell(text),
    });
    this.stops.push(() => this.viewing.close());
    this.stops.push(this.player.onFrame((frame) => this.#enterFrame(frame)));
    this.stops.push(this.player.onState(() => this.#enterPlaying()));
  }

  /** The selected trace's box on this frame. */
  abstract get box(): BBox | null;

  get slug(): string {
    return this.opened.project.slug;
  }

  get picture() {
    return { width: this.opened.video.width ?? 1, height: this.opened.video.height ?? 1 };
  }

  get lastFrame(): number {
    return this.opened.table.frameCount - 1;
  }

  /** Whether there is a picture to work on. */
  get usable(): boolean {
    return sourceUsable(this.status);
  }

  /** Boxes belong to the frame on the timeline: over another frame's picture they would be wrong. */
  get boxesShown(): boolean {
    return !this.viewing.overlaysHidden && this.viewing.showsFrame;
  }

  /** Whether aids that steer the eye are offered: a project can switch them off for its annotators. */
  get aidsAllowed(): boolean {
    const { viewing_aids, roles } = this.opened.project;
    return viewing_aids || roles.some((role) => role !== 'annotator');
  }

  /** The categories on offer, in the order of the keys 1 to 9; Other has the key 0. */
  get categories(): Category[] {
    return this.opened.project.categories
      .filter((category) => !category.archived)
      .map(categoryShown)
      .sort((a, b) => a.position - b.position);
  }

  categoryName(key: string): string {
    const category = this.opened.project.categories.find((each) => each.key === key);
    return category ? categoryShown(category).name : key;
  }

  /** "frame 35, 1.458 s" */
  frameText(frame: number): string {
    return t('workbench.frame_at', { frame: String(frame), seconds: this.seconds(frame) });
  }

  seconds(frame: number): string {
    const seconds = secondsOf(this.opened.table, frame);
    return formatNumber(seconds, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  }

  seek(frame: number): void {
    this.player.seek(frame);
  }

  /** Moves the focus to an element, or to the first control inside it. */
  async focus(id: string): Promise<void> {
    await tick();
    const element = document.getElementById(id);
    const control = element?.matches('button, input, textarea, select, [tabindex]')
      ? element
      : element?.querySelector<HTMLElement>('button:not(:disabled), input, textarea, [tabindex]');
    control?.focus();
    control?.scrollIntoView({ block: 'nearest' });
  }

  /** Gives the keys back to the player. */
  focusStage(): void {
    document.getElementById('wb-stage')?.focus({ preventScroll: true });
  }

  /** Says something to those who do not see it; the same text twice is said twice. */
  say(text: string): void {
    this.announcement = this.announcement === text ? `${text}\u00a0` : text;
  }

  /** Says something and shows it for a moment. */
  tell(text: string): void {
    this.say(text);
    this.hint = text;
    clearTimeout(this.#hintTimer);
    this.#hintTimer = setTimeout(() => {
      this.hint = '';
    }, HINT_SHOWN_MS);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.#hintTimer);
    clearTimeout(this.#announceTimer);
    for (const stop of this.stops) stop();
    this.player.close();
    this.source?.close();
  }

  /** Recorded with an annotation, because it changes what a person sees. */
  protected aidUsed(_aid: AidName): void {}

  /** The playhead rests somewhere else. */
  protected rested(): void {}

  /** All frames that are wanted now are at hand. */
  protected decoded(): void {}

  /** `ahead` is this clip's source where it was opened before. */
  protected async openClip(frame: number, ahead: FrameSource | null = null): Promise<void> {
    const { video, table } = this.opened;
    const options = { ...sourceOptionsOf(video, table), firstFrame: frame };
    try {
      const source = ahead ?? (await openSource(options));
      ahead?.promote?.();
      if (this.closed) source.close();
      else this.#enterSource(source, frame);
    } catch (error) {
      this.status = { ...OPENING, phase: 'error', code: 'media_unreachable', detail: String(error) };
    }
  }

  /** The player is there before the source is: until then no frame is at hand. */
  #frames(): Pick<FrameSource, 'has' | 'setWindow' | 'ensure'> {
    return {
      has: (frame) => this.source?.has(frame) ?? false,
      setWindow: (frame, direction, pins) => this.source?.setWindow(frame, direction, pins),
      ensure: (frame) => this.source?.ensure(frame) ?? Promise.resolve(),
    };
  }

  #enterSource(source: FrameSource, frame: number): void {
    this.source = source;
    this.stops.push(source.subscribe(() => this.#readSource()));
    this.player.seek(frame);
    source.setWindow(this.player.frame, 1, []);
    this.#readSource();
  }

  #readSource(): void {
    if (this.source === null) return;
    const before = this.status.phase;
    this.status = this.source.status;
    this.ranges = this.source.loadedRanges();
    if (before !== 'ready' && this.status.phase === 'ready') this.decoded();
  }

  #enterFrame(frame: number): void {
    this.frame = frame;
    if (this.playing) return;
    this.rested();
    clearTimeout(this.#announceTimer);
    this.#announceTimer = setTimeout(() => this.say(this.frameText(frame)), ANNOUNCE_AFTER_MS);
  }

  #enterPlaying(): void {
    const paused = this.playing && !this.player.playing;
    this.playing = this.player.playing;
    this.rate = this.player.rate;
    this.backwards = this.player.direction < 0;
    if (!paused) return;
    this.say(t('workbench.say.paused', { at: this.frameText(this.player.frame) }));
    this.rested();
  }
}
