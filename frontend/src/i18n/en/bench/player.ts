/** The player's own texts. */
export const player = {
  'stage.label': 'Picture',
  'stage.picture': 'Frame {frame}',
  'stage.box_keyframe': 'Trace {number}, box set at this frame',
  'stage.box_between': 'Trace {number}, box between keyframes',
} as const;
