import type { Binding } from '../binding';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Keys that change the selected trace. */
export const TRACE_KEYS = {
  trace_add: { scope: 'trace', chords: ['N'] },
  trace_previous: { scope: 'trace', chords: ['ArrowUp'] },
  trace_next: { scope: 'trace', chords: ['ArrowDown'] },
  onset_set: { scope: 'trace', chords: ['I'] },
  offset_set: { scope: 'trace', chords: ['O'] },
  mark_hold: { scope: 'trace', chords: ['T'] },
  mark_toggle: { scope: 'trace', chords: ['Shift+T'] },
  mark_options: { scope: 'trace', chords: ['Alt+T'] },
  onset_goto: { scope: 'trace', chords: ['['] },
  offset_goto: { scope: 'trace', chords: [']'] },
  onset_earlier: { scope: 'trace', chords: ['Shift+I'] },
  onset_later: { scope: 'trace', chords: ['Alt+I'] },
  offset_later: { scope: 'trace', chords: ['Shift+O'] },
  offset_earlier: { scope: 'trace', chords: ['Alt+O'] },
  category_choose: { scope: 'trace', chords: DIGITS },
  category_toggle: { scope: 'trace', chords: DIGITS.map((digit) => `Shift+${digit}`) },
  category_other: { scope: 'trace', chords: ['0'] },
  category_other_toggle: { scope: 'trace', chords: ['Shift+0'] },
  explanation_edit: { scope: 'trace', chords: ['E'] },
  confidence_next: { scope: 'trace', chords: ['C'] },
  trace_duplicate: { scope: 'trace', chords: ['D'] },
  trace_delete: { scope: 'trace', chords: ['Shift+Delete', 'Shift+Backspace'] },
  trace_deselect: { scope: 'trace', chords: ['Escape'] },
} as const satisfies Record<string, Binding>;
