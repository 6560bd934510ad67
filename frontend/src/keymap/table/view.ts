import type { Binding } from '../binding';

/** Keys that change how the picture is seen; none of them changes the answer. */
export const VIEW_KEYS = {
  zoom_in: { scope: 'view', chords: ['+', '='] },
  zoom_out: { scope: 'view', chords: ['-'] },
  zoom_reset: { scope: 'view', chords: ['Z'] },
  zoom_actual: { scope: 'view', chords: ['Shift+Z'] },
  view_move: { scope: 'view', chords: ['Shift+M'] },
  view_reset: { scope: 'view', chords: ['U'] },
  overlays_hide: { scope: 'view', chords: ['H'] },
  loupe_toggle: { scope: 'view', chords: ['Y'] },
  loupe_box: { scope: 'view', chords: ['Shift+Y'] },
  adjust_open: { scope: 'view', chords: ['P'] },
  difference_toggle: { scope: 'view', chords: ['V'] },
  onion_toggle: { scope: 'view', chords: ['Shift+V'] },
  blink_toggle: { scope: 'view', chords: ['W'] },
  side_by_side_toggle: { scope: 'view', chords: ['Shift+W'] },
  frames_switch: { scope: 'view', chords: ['Alt+W'] },
  frame_mark_a: { scope: 'view', chords: ['Shift+A'] },
  frame_mark_b: { scope: 'view', chords: ['Shift+B'] },
} as const satisfies Record<string, Binding>;
