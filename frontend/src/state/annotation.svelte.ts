import { type Answer, EMPTY_ANSWER, traceOf } from '../domain/answer';
import type { Trace } from '../domain/trace';
import {
  type EditLabel,
  type History,
  historyPush,
  historyRedo,
  historySeal,
  historySelect,
  historyStart,
  historyUndo,
} from './history';

export type Edit = {
  readonly label: EditLabel;
  readonly change: (answer: Answer) => Answer;
  /** The trace that is selected afterwards; left out: as before. */
  readonly selects?: string | null;
  /** Edits in a row with the same key are one undo step. */
  readonly mergeKey?: string;
  /** Shown, but neither kept nor undoable: a drag before the pointer is released. */
  readonly preview?: boolean;
};

/** The answer being worked on. `update` is the only way to change it. */
export class AnnotationStore {
  #history: History = $state.raw(historyStart({ answer: EMPTY_ANSWER, selectedTraceId: null }));
  #preview: Answer | null = $state.raw(null);
  #readOnly = $state(true);
  readonly #listeners = new Set<(answer: Answer) => void>();

  get answer(): Answer {
    return this.#preview ?? this.#history.present.answer;
  }

  /** The answer without a drag that is still under way. */
  get settled(): Answer {
    return this.#history.present.answer;
  }

  get selectedTraceId(): string | null {
    const id = this.#history.present.selectedTraceId;
    return traceOf(this.answer, id) ? id : null;
  }

  get selectedTrace(): Trace | null {
    return traceOf(this.answer, this.#history.present.selectedTraceId);
  }

  get readOnly(): boolean {
    return this.#readOnly;
  }

  set readOnly(readOnly: boolean) {
    this.#readOnly = readOnly;
    if (readOnly) this.#preview = null;
  }

  get undoLabel(): EditLabel | null {
    return this.#readOnly ? null : (this.#history.past.at(-1)?.label ?? null);
  }

  get redoLabel(): EditLabel | null {
    return this.#readOnly ? null : (this.#history.future[0]?.label ?? null);
  }

  /** Calls `listener` after each change that is to be kept; returns the way to stop. */
  onChange(listener: (answer: Answer) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts over with an answer from the server or a draft; there is nothing to undo then. */
  load(answer: Answer, selectedTraceId: string | null): void {
    this.#preview = null;
    this.#history = historyStart({ answer, selectedTraceId });
  }

  /** Applies an edit; false when nothing may change or nothing did. */
  update(edit: Edit): boolean {
    if (this.#readOnly) return false;
    const { answer: before, selectedTraceId } = this.#history.present;
    const answer = edit.change(before);
    this.#preview = edit.preview && answer !== before ? answer : null;
    if (edit.preview || answer === before) return answer !== before;
    const selected = edit.selects === undefined ? selectedTraceId : edit.selects;
    this.#commit(
      historyPush(this.#history, { answer, selectedTraceId: selected }, edit.label, edit.mergeKey),
    );
    return true;
  }

  /** Drops the preview of a drag that was called off. */
  cancelPreview(): void {
    this.#preview = null;
  }

  /** What follows is an undo step of its own. */
  endRun(): void {
    this.#history = historySeal(this.#history);
  }

  select(traceId: string | null): void {
    if (traceId === this.#history.present.selectedTraceId) return;
    this.#history = historySelect(historySeal(this.#history), traceId);
  }

  /** Takes back the last edit and says which it was. */
  undo(): EditLabel | null {
    const label = this.undoLabel;
    if (label !== null) this.#commit(historyUndo(this.#history));
    return label;
  }

  redo(): EditLabel | null {
    const label = this.redoLabel;
    if (label !== null) this.#commit(historyRedo(this.#history));
    return label;
  }

  #commit(history: History): void {
    this.#preview = null;
    this.#history = history;
    for (const listener of this.#listeners) listener(history.present.answer);
  }
}
