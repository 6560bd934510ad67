import { traceNumber } from '../../../domain/answer';
import { uuidMake } from '../../../domain/ids';
import { traceBoxAt } from '../../../domain/trace';
import type { BBox } from '../../../domain/tracks';
import { t } from '../../../i18n';
import type { AnnotationStore, Edit } from '../../../state/annotation.svelte';
import { editTraceAdd } from '../../../state/edits';
import { ClipDesk } from './clipDesk.svelte';

const RUN_ENDS_AFTER_MS = 1200;

/** A clip on which traces are edited: one's own answer, or what becomes gold. */
export abstract class EditDesk extends ClipDesk {
  #runTimer: ReturnType<typeof setTimeout> | undefined;

  abstract get store(): AnnotationStore;
  /** Whether the traces may be changed now. */
  abstract get editable(): boolean;
  /** Whether traces are made here at all, or only looked at. */
  abstract get authoring(): boolean;

  get answer() {
    return this.store.answer;
  }

  get box(): BBox | null {
    const trace = this.store.selectedTrace;
    return trace ? traceBoxAt(trace, this.frame) : null;
  }

  /** Changes the traces, or says why it does not. */
  edit(edit: Edit): boolean {
    if (!this.editable) {
      this.tell(t('workbench.say.read_only'));
      return false;
    }
    const changed = this.store.update(edit);
    clearTimeout(this.#runTimer);
    if (edit.mergeKey) this.#runTimer = setTimeout(() => this.store.endRun(), RUN_ENDS_AFTER_MS);
    if (!edit.preview) this.rested();
    return changed;
  }

  traceAdd(bbox: BBox): void {
    const before = this.answer.verdict;
    const id = uuidMake();
    if (!this.edit(editTraceAdd(id, this.frame, bbox))) return;
    const said = [t('workbench.say.trace_added', { number: traceNumber(this.answer, id) })];
    if (this.answer.verdict !== before) said.push(t('workbench.say.verdict_fake'));
    this.tell(said.join(' '));
  }

  undo(): void {
    const label = this.editable ? this.store.undo() : null;
    if (label) this.tell(t('workbench.undone', { edit: t(`workbench.edit.${label}`) }));
  }

  redo(): void {
    const label = this.editable ? this.store.redo() : null;
    if (label) this.tell(t('workbench.redone', { edit: t(`workbench.edit.${label}`) }));
  }

  select(traceId: string | null): void {
    this.store.select(traceId);
    this.rested();
  }

  override close(): void {
    clearTimeout(this.#runTimer);
    super.close();
  }
}
