/** Playing in loops, marking while playing, the strip of motion and sharpness, sound, carrying a box along. */
export const marking = {
  'marking.play_back': 'Play backwards; again: faster',
  'marking.frame_wrong': 'Type a frame number from 0 to {last}.',
  'marking.passed_over': { one: '{count} frame passed over', other: '{count} frames passed over' },
  'marking.passed_over_why':
    'This computer did not show every frame while playing. Every frame is still exact when you step.',

  'marking.loop_range': 'Loop the selected frames',
  'marking.loop_in': 'Loop from this frame',
  'marking.loop_out': 'Loop to this frame',
  'marking.loop_clear': 'Clear the selected frames',
  'marking.loop_first': 'First frame of the loop',
  'marking.loop_last': 'Last frame of the loop',
  'marking.loop_set': 'Loop: frames {first} to {last}.',
  'marking.loop_cleared': 'Loop cleared.',
  'marking.boundary_previous': 'Previous onset or offset of any trace',
  'marking.boundary_next': 'Next onset or offset of any trace',
  'marking.no_boundary': 'No trace begins or ends further that way.',
  'marking.at_onset': 'Trace {number} begins: {at}',
  'marking.at_offset': 'Trace {number} ends: {at}',

  'marking.mark_begin': 'Mark a span while playing',
  'marking.mark_end': 'End the mark here',
  'marking.mark_keys': 'hold T, or Shift+T to begin and to end',
  'marking.marking': 'Trace {number} from frame {onset}',
  'marking.marked': 'Trace {number}: frames {onset} to {offset}.',
  'marking.marked_draw': 'Trace {number}: frames {onset} to {offset}. Now draw the box.',
  'marking.mark_cancelled': 'Mark given up.',
  'marking.options': 'Marking while playing',
  'marking.options_intro':
    'Hold T while the clip plays: the span begins when you press the key and ends when you let it go. Shift+T does the same without holding.',
  'marking.reaction': 'Reaction time',
  'marking.reaction_hint':
    'People press a key a moment after they see something. The onset and the offset are set this much earlier.',
  'marking.reaction_reset': 'Usual value',
  'marking.unit_ms': 'ms',
  'marking.milliseconds': '{count} ms',
  'marking.pauses': 'Stop at the onset afterwards, to draw the box',

  'workbench.edit.span_marked': 'span',
  'workbench.edit.box_carried': 'box carried along',

  'workbench.key.loop_in': 'Loop from this frame',
  'workbench.key.loop_out': 'Loop to this frame',
  'workbench.key.loop_clear': 'Clear the selected frames',
  'workbench.key.boundary_previous': 'Previous onset or offset of any trace',
  'workbench.key.boundary_next': 'Next onset or offset of any trace',
  'workbench.key.mark_hold': 'Hold while playing: mark from onset to offset',
  'workbench.key.mark_toggle': 'Begin or end a mark while playing',
  'workbench.key.mark_options': 'Reaction time and marking',
} as const;
