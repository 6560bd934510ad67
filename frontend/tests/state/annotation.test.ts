import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answerTraceAdd, answerTraceDelete, answerVerdictSet, EMPTY_ANSWER } from '../../src/domain/answer';
import { AnnotationStore, type Edit } from '../../src/state/annotation.svelte';

const BOX = { left: 1, top: 2, width: 3, height: 4 };
const addTrace = (id: string): Edit => ({
  label: 'trace_added',
  change: (answer) => answerTraceAdd(answer, id, 5, BOX),
  selects: id,
});
const typeNote = (note: string): Edit => ({
  label: 'note_set',
  change: (answer) => ({ ...answer, note }),
  mergeKey: 'note',
});

let store: AnnotationStore;
beforeEach(() => {
  store = new AnnotationStore();
  store.load(EMPTY_ANSWER, null);
  store.readOnly = false;
});

describe('undo and redo', () => {
  it('go through all edits, with the selection of each', () => {
    store.update(addTrace('a'));
    store.update(addTrace('b'));
    expect(store.undo()).toBe('trace_added');
    expect(store.selectedTraceId).toBe('a');
    expect(store.undo()).toBe('trace_added');
    expect(store.answer).toBe(EMPTY_ANSWER);
    expect(store.undo()).toBeNull();
    store.redo();
    store.redo();
    expect(store.answer.traces.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(store.redo()).toBeNull();
  });

  it('take the automatic verdict back with the trace that set it', () => {
    store.update(addTrace('a'));
    expect(store.answer.verdict).toBe('fake');
    store.undo();
    expect(store.answer.verdict).toBeNull();
  });

  it('forget what was undone once something else is done', () => {
    store.update(addTrace('a'));
    store.undo();
    store.update(addTrace('b'));
    expect(store.redoLabel).toBeNull();
  });

  it('bring a deleted trace back', () => {
    store.update(addTrace('a'));
    store.update({
      label: 'trace_deleted',
      change: (answer) => answerTraceDelete(answer, 'a'),
      selects: null,
    });
    store.undo();
    expect(store.selectedTrace?.id).toBe('a');
  });
});

describe('typing', () => {
  it('is one step until something else happens', () => {
    for (const note of ['h', 'he', 'hey']) store.update(typeNote(note));
    store.undo();
    expect(store.answer.note).toBe('');
    store.redo();
    expect(store.answer.note).toBe('hey');
  });

  it('begins a new step after the field was left', () => {
    store.update(typeNote('one'));
    store.endRun();
    store.update(typeNote('one two'));
    store.undo();
    expect(store.answer.note).toBe('one');
  });
});

describe('a drag', () => {
  it('is shown while it lasts and is one step when it ends', () => {
    const kept = vi.fn();
    store.onChange(kept);
    for (const verdict of ['real', 'unsure', 'fake'] as const) {
      store.update({
        label: 'verdict_set',
        change: (answer) => answerVerdictSet(answer, verdict),
        preview: true,
      });
      expect(store.answer.verdict).toBe(verdict);
    }
    expect(kept).not.toHaveBeenCalled();
    store.update({ label: 'verdict_set', change: (answer) => answerVerdictSet(answer, 'fake') });
    expect(kept).toHaveBeenCalledOnce();
    store.undo();
    expect(store.answer.verdict).toBeNull();
  });

  it('that is called off leaves nothing behind', () => {
    store.update({ label: 'note_set', change: (answer) => ({ ...answer, note: 'x' }), preview: true });
    store.cancelPreview();
    expect(store.answer).toBe(EMPTY_ANSWER);
    expect(store.undoLabel).toBeNull();
  });
});

it('changes nothing while it is read-only', () => {
  store.update(addTrace('a'));
  store.readOnly = true;
  expect(store.update(addTrace('b'))).toBe(false);
  expect(store.undo()).toBeNull();
  expect(store.answer.traces).toHaveLength(1);
});

it('holds plain objects that IndexedDB can clone', () => {
  store.update(addTrace('a'));
  expect(structuredClone(store.answer)).toEqual(store.answer);
});
