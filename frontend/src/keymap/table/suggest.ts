import type { Binding } from '../binding';

/** Keys about what models suggest; Enter accepts the suggestion that is selected. */
export const SUGGEST_KEYS = {
  suggestion_ask: { scope: 'own', chords: ['Alt+K'] },
  suggestion_previous: { scope: 'own', chords: ['Shift+J'] },
  suggestion_next: { scope: 'own', chords: ['Shift+L'] },
  suggestion_edit: { scope: 'own', chords: ['Shift+K'] },
  suggestion_reject: { scope: 'own', chords: ['Shift+X'] },
  model_mark_previous: { scope: 'own', chords: ['Alt+J'] },
  model_mark_next: { scope: 'own', chords: ['Alt+L'] },
  first_pass_lock: { scope: 'own', chords: ['Shift+P'] },
} as const satisfies Record<string, Binding>;
