import type { Binding } from '../binding';

/** Keys that change how the picture is seen. */
export const VIEW_KEYS = {
  zoom_in: { scope: 'player', chords: ['+', '='] },
  zoom_out: { scope: 'player', chords: ['-'] },
  zoom_reset: { scope: 'player', chords: ['Z'] },
} as const satisfies Record<string, Binding>;
