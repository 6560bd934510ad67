import { tick } from 'svelte';
import { navigation } from '../../shell/navigation.svelte';
import { session } from '../../shell/session.svelte';
import type { ThreadBoard } from '../../state/threads/board.svelte';
import type { Desk } from './desk.svelte';
import { later } from './later/later.svelte';

/** The threads of the clip on the workbench. All of it is fetched after the clip itself is there. */
export class DeskThreads {
  readonly #desk: Desk;
  board = $state.raw<ThreadBoard | null>(null);
  shown = $state(false);
  pinning = $state(false);
  #loading: Promise<void> | null = null;
  #closed = false;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get unread(): number {
    return this.board?.unread ?? 0;
  }

  /** Who reads what is pinned to the answer on screen. */
  get annotator(): string {
    return this.#desk.session.mine ? 'me' : this.#desk.opened.annotation.annotator;
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
    const row = this.board?.rows.find((each) => each.id === id);
    if (row !== undefined && row.frame !== null) this.#desk.seek(row.frame);
    if (row !== undefined && row.trace !== null && this.numberOf(row.trace) !== null)
      this.#desk.select(row.trace);
    this.board?.show(id);
  }

  numberOf(traceId: string): number | null {
    const at = this.#desk.answer.traces.findIndex(({ id }) => id === traceId);
    return at < 0 ? null : at + 1;
  }

  close(): void {
    this.#closed = true;
    this.board?.close();
  }

  async #load(): Promise<void> {
    const { opened } = this.#desk;
    await later.need();
    if (this.#closed || later.parts === null) return;
    const place = { project: this.#desk.slug, video: opened.video.id, annotation: opened.annotation.id };
    const board = new later.parts.ThreadBoard(place, session.me?.id ?? -1);
    this.board = board;
    const wanted = new URLSearchParams(navigation.search).get('thread');
    if (wanted === null) return;
    await board.reload();
    if (!this.#closed) await this.open(wanted);
  }

  async #focus(selector: string): Promise<void> {
    await this.load();
    await tick();
    document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }
}
