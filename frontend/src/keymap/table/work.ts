import type { Binding } from '../binding';

/** Keys about the whole answer, and those of reviewers. */
export const WORK_KEYS = {
  verdict_fake: { scope: 'work', chords: ['Shift+F'] },
  verdict_real: { scope: 'work', chords: ['Shift+R'] },
  verdict_unsure: { scope: 'work', chords: ['Shift+U'] },
  note_edit: { scope: 'own', chords: ['M'] },
  undo: { scope: 'work', chords: ['Mod+Z'] },
  redo: { scope: 'work', chords: ['Mod+Shift+Z', 'Mod+Y'] },
  save_now: { scope: 'own', chords: ['Mod+S'] },
  submit: { scope: 'own', chords: ['Enter', 'Mod+Enter'] },
  skip: { scope: 'own', chords: ['Shift+S'] },
  guideline_toggle: { scope: 'own', chords: ['Shift+G'] },
  categories_toggle: { scope: 'own', chords: ['Shift+E'] },
  threads_toggle: { scope: 'work', chords: ['Alt+Q'] },
  thread_pin: { scope: 'work', chords: ['Shift+Q'] },
  help: { scope: 'work', chords: ['?'] },

  review_accept: { scope: 'review', chords: ['A'] },
  review_return: { scope: 'review', chords: ['X'] },
} as const satisfies Record<string, Binding>;
