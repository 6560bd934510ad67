import { tick } from 'svelte';
import { navigation } from '../../shell/navigation.svelte';
import { session } from '../../shell/session.svelte';
import type { ThreadBoard } from '../../state/threads/board.svelte';
import type { ClipDesk } from '../workbench/desks/clipDesk.svelte';
import { later } from '../workbench/later/later.svelte';

/** An answer that is on screen, and whose it is. */
export type AnswerShown = { readonly annotation: string; readonly annotator: string };

/** Where a clip is looked at: the workbench has one answer, the review desk everybody's. */
export type ThreadPlace = {
  /** The answers on screen; a new thread is about one of them, or about the clip alone. */
  readonly answers: () => readonly AnswerShown[];
  /** The answer that a new thread is about unless another is chosen; null for the clip alone. */
  readonly about: () => string | null;
  /** What a trace is called on screen; null for one that is not there. */
  readonly nameOf: (traceId: string) => string | null;
  readonly select: (traceId: string) => void;
  /** Whether a new thread may be about any of the answers, or about the clip alone. */
  readonly choosing: boolean;
};

/** The threads of the clip on the workbench or the review desk. All of it is fetched after the clip itself is there. */
export class ClipThreads {
  readonly #desk: ClipDesk;
  readonly #place: ThreadPlace;
  board = $state.raw<ThreadBoard | null>(null);
  shown = $state(false);
  #pinning = $state(false);
  /** The answer chosen for the thread being written; undefined: none was. */
  #chosen = $state<string | null | undefined>(undefined);
  #loading: Promise<void> | null = null;
  #closed = false;

  constructor(desk: ClipDesk, place: ThreadPlace) {
    this.#desk = desk;
    this.#place = place;
  }

  get unread(): number {
    return this.board?.unread ?? 0;
  }

  get choosing(): boolean {
    return this.#place.choosing;
  }

  get answers(): readonly AnswerShown[] {
    return this.#place.answers();
  }

  /** Whether a new thread is being written. */
  get pinning(): boolean {
    return this.#pinning;
  }

  set pinning(pinning: boolean) {
    this.#pinning = pinning;
    if (!pinning) this.#chosen = undefined;
  }

  /** The answer that a new thread is about. */
  get about(): string | null {
    return this.#chosen === undefined ? this.#place.about() : this.#chosen;
  }

  set about(annotation: string | null) {
    this.#chosen = annotation;
  }

  /** Who reads what is pinned now besides the project's reviewers. */
  get annotator(): string | null {
    return this.answers.find(({ annotation }) => annotation === this.about)?.annotator ?? null;
  }

  /** What is not to be had now is asked for again at the next wish. */
  load(): Promise<void> {
    this.#loading ??= this.#load().catch(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async toggle(): Promise<void> {
    this.shown = !this.shown;
    this.pinning = false;
    if (!this.shown) this.#desk.focusStage();
    else await this.#focus('#wb-threads');
  }

  hide(): void {
    if (this.shown) void this.toggle();
  }

  /** A new thread at this frame, or about the selected trace. */
  async pin(): Promise<void> {
    this.#desk.player.pause();
    this.shown = true;
    this.pinning = true;
    await this.#focus('#wb-threads textarea');
  }

  /** Opens a thread from its pin. */
  async open(id: string): Promise<void> {
    this.shown = true;
    this.pinning = false;
    await this.load();
    this.#show(id);
  }

  nameOf(traceId: string): string | null {
    return this.#place.nameOf(traceId);
  }

  select(traceId: string): void {
    this.#place.select(traceId);
  }

  close(): void {
    this.#closed = true;
    this.board?.close();
  }

  /** To its trace and its frame, and the thread itself beside them. */
  #show(id: string): void {
    const row = this.board?.rows.find((each) => each.id === id);
    if (row?.trace != null && this.nameOf(row.trace) !== null) this.select(row.trace);
    if (row !== undefined && row.frame !== null) this.#desk.seek(row.frame);
    this.board?.show(id);
  }

  async #load(): Promise<void> {
    const { opened, slug } = this.#desk;
    await later.need();
    if (this.#closed || later.parts === null) return;
    const place = { project: slug, video: opened.video.id, annotation: () => this.about };
    const board = new later.parts.ThreadBoard(place, session.me?.id ?? -1);
    this.board = board;
    const wanted = new URLSearchParams(navigation.search).get('thread');
    if (wanted === null) return;
    await board.reload();
    if (this.#closed) return;
    this.shown = true;
    this.#show(wanted);
  }

  async #focus(selector: string): Promise<void> {
    await this.load();
    await tick();
    document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }
}
