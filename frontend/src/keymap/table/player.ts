import type { Binding } from '../binding';

/** Keys that move the playhead. */
export const PLAYER_KEYS = {
  play_toggle: { scope: 'player', chords: ['Space'] },
  shuttle_back: { scope: 'player', chords: ['J'] },
  pause: { scope: 'player', chords: ['K'] },
  shuttle_forward: { scope: 'player', chords: ['L'] },
  step_back: { scope: 'player', chords: ['ArrowLeft'] },
  step_forward: { scope: 'player', chords: ['ArrowRight'] },
  step_back_10: { scope: 'player', chords: ['Shift+ArrowLeft'] },
  step_forward_10: { scope: 'player', chords: ['Shift+ArrowRight'] },
  frame_first: { scope: 'player', chords: ['Home'] },
  frame_last: { scope: 'player', chords: ['End'] },
  frame_goto: { scope: 'player', chords: ['G'] },
  rate_down: { scope: 'player', chords: ['<'] },
  rate_up: { scope: 'player', chords: ['>'] },
  loop_toggle: { scope: 'player', chords: ['R'] },
  loop_in: { scope: 'player', chords: ['{'] },
  loop_out: { scope: 'player', chords: ['}'] },
  loop_clear: { scope: 'player', chords: ['Alt+R'] },
  boundary_previous: { scope: 'player', chords: ['PageUp'] },
  boundary_next: { scope: 'player', chords: ['PageDown'] },
  strip_toggle: { scope: 'player', chords: ['S'] },
  jump_previous: { scope: 'player', chords: ['Shift+PageUp'] },
  jump_next: { scope: 'player', chords: ['Shift+PageDown'] },
  sound_toggle: { scope: 'player', chords: ['Alt+M'] },
} as const satisfies Record<string, Binding>;
