import type { Binding } from '../binding';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Keys of the review desk: those of `judge` hold while no trace of the gold is being edited. */
export const DESK_KEYS = {
  group_previous: { scope: 'judge', chords: ['ArrowUp'] },
  group_next: { scope: 'judge', chords: ['ArrowDown'] },
  person_keep: { scope: 'judge', chords: DIGITS },
  merge_union: { scope: 'judge', chords: ['M'] },
  merge_vote: { scope: 'judge', chords: ['T'] },
  group_drop: { scope: 'judge', chords: ['D'] },
  group_reopen: { scope: 'judge', chords: ['Delete', 'Backspace'] },
  gold_edit: { scope: 'judge', chords: ['E'] },
  gold_add: { scope: 'judge', chords: ['N'] },
  judge_proceed: { scope: 'judge', chords: ['Enter'] },
  judge_cancel: { scope: 'judge', chords: ['Escape'] },
  majority_show: { scope: 'judge', chords: ['Shift+P'] },
  person_next: { scope: 'judge', chords: ['Alt+P'] },
  person_solo: { scope: 'judge', chords: DIGITS.map((digit) => `Shift+${digit}`) },
  people_all: { scope: 'judge', chords: ['Shift+0'] },
  person_mute: { scope: 'judge', chords: ['Shift+X'] },

  changes_show: { scope: 'desk', chords: ['Shift+D'] },
  group_whole: { scope: 'desk', chords: ['Alt+Z'] },
  versions_open: { scope: 'desk', chords: ['Shift+H'] },
  gold_save: { scope: 'desk', chords: ['Mod+Enter', 'Mod+S'] },
  desk_next: { scope: 'desk', chords: ['Shift+N'] },
} as const satisfies Record<string, Binding>;
