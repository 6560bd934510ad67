import type { Binding } from '../binding';

/** Keys that hold in a text field or an open dialog. */
export const TYPING_KEYS = {
  text_leave: { scope: 'text', chords: ['Escape'] },
  text_submit: { scope: 'text', chords: ['Mod+Enter'] },
  text_save: { scope: 'text', chords: ['Mod+S'] },
  dialog_close: { scope: 'dialog', chords: ['Escape'] },
} as const satisfies Record<string, Binding>;
