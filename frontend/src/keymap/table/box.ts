import type { Binding } from '../binding';

/** Keys that change the selected trace's box. */
export const BOX_KEYS = {
  keyframe_set: { scope: 'box', chords: ['F'] },
  keyframe_delete: { scope: 'box', chords: ['Delete', 'Backspace'] },
  keyframe_previous: { scope: 'box', chords: [','] },
  keyframe_next: { scope: 'box', chords: ['.'] },
  box_carry: { scope: 'box', chords: ['Shift+C'] },
  box_left: { scope: 'box', chords: ['Alt+ArrowLeft'], help: 'box_move' },
  box_right: { scope: 'box', chords: ['Alt+ArrowRight'], help: 'box_move' },
  box_up: { scope: 'box', chords: ['Alt+ArrowUp'], help: 'box_move' },
  box_down: { scope: 'box', chords: ['Alt+ArrowDown'], help: 'box_move' },
  box_left_10: { scope: 'box', chords: ['Alt+Shift+ArrowLeft'], help: 'box_move_10' },
  box_right_10: { scope: 'box', chords: ['Alt+Shift+ArrowRight'], help: 'box_move_10' },
  box_up_10: { scope: 'box', chords: ['Alt+Shift+ArrowUp'], help: 'box_move_10' },
  box_down_10: { scope: 'box', chords: ['Alt+Shift+ArrowDown'], help: 'box_move_10' },
  box_narrower: { scope: 'box', chords: ['Mod+ArrowLeft'], help: 'box_resize' },
  box_wider: { scope: 'box', chords: ['Mod+ArrowRight'], help: 'box_resize' },
  box_shorter: { scope: 'box', chords: ['Mod+ArrowUp'], help: 'box_resize' },
  box_taller: { scope: 'box', chords: ['Mod+ArrowDown'], help: 'box_resize' },
  box_narrower_10: { scope: 'box', chords: ['Mod+Shift+ArrowLeft'], help: 'box_resize_10' },
  box_wider_10: { scope: 'box', chords: ['Mod+Shift+ArrowRight'], help: 'box_resize_10' },
  box_shorter_10: { scope: 'box', chords: ['Mod+Shift+ArrowUp'], help: 'box_resize_10' },
  box_taller_10: { scope: 'box', chords: ['Mod+Shift+ArrowDown'], help: 'box_resize_10' },
  box_fields: { scope: 'box', chords: ['B'] },
} as const satisfies Record<string, Binding>;
