/** Icons of the player and the editor on a 24 x 24 grid; `solid` ones are filled instead of stroked. */
export const glyphs = {
  play: { solid: true, paths: ['M7 4.500v15l12-7.500z'] },
  play_back: { solid: true, paths: ['M17 4.500v15l-12-7.500z'] },
  pause: { solid: true, paths: ['M6.500 5h4v14h-4z', 'M13.500 5h4v14h-4z'] },
  first: { solid: false, paths: ['M6 5v14', 'M18 6l-8 6l8 6z'] },
  last: { solid: false, paths: ['M18 5v14', 'M6 6l8 6l-8 6z'] },
  back_10: { solid: false, paths: ['M12 6l-6 6l6 6', 'M18.500 6l-6 6l6 6'] },
  back_1: { solid: false, paths: ['M15 6l-6 6l6 6'] },
  forward_1: { solid: false, paths: ['M9 6l6 6l-6 6'] },
  forward_10: { solid: false, paths: ['M12 6l6 6l-6 6', 'M5.500 6l6 6l-6 6'] },
  loop: {
    solid: false,
    paths: [
      'M17 3l3.500 3.500L17 10',
      'M20.500 6.500H8A4.500 4.500 0 0 0 3.500 11v1',
      'M7 21l-3.500-3.500L7 14',
      'M3.500 17.500H16a4.500 4.500 0 0 0 4.500-4.500v-1',
    ],
  },
  loop_in: { solid: false, paths: ['M9 5H5v14h4', 'M12 12h8', 'M16 8.500l4 3.500l-4 3.500'] },
  loop_out: { solid: false, paths: ['M15 5h4v14h-4', 'M12 12H4', 'M8 8.500L4 12l4 3.500'] },
  loop_clear: { solid: false, paths: ['M8 5H4v14h4', 'M16 5h4v14h-4', 'M9 9l6 6', 'M15 9l-6 6'] },
  boundary_previous: { solid: false, paths: ['M6 5v14', 'M19 12H9', 'M13 8l-4 4l4 4'] },
  boundary_next: { solid: false, paths: ['M18 5v14', 'M5 12h10', 'M11 8l4 4l-4 4'] },
  mark: { solid: false, paths: ['M4 8v8', 'M20 8v8', 'M4 12h16', 'M9.500 12h5'] },
  options: {
    solid: false,
    paths: ['M4 7h9', 'M17 7h3', 'M15 5v4', 'M4 17h3', 'M11 17h9', 'M9 15v4', 'M4 12h16'],
  },
  sound: {
    solid: false,
    paths: [
      'M4 9.500v5h3.500L12 18.500v-13L7.500 9.500z',
      'M15.500 9a4.200 4.200 0 0 1 0 6',
      'M18 6.500a8 8 0 0 1 0 11',
    ],
  },
  muted: {
    solid: false,
    paths: ['M4 9.500v5h3.500L12 18.500v-13L7.500 9.500z', 'M16 9.500l5 5', 'M21 9.500l-5 5'],
  },
  strip: {
    solid: false,
    paths: ['M3 20V14', 'M7 20V9', 'M11 20v-4', 'M15 20V5', 'M19 20v-8', 'M3 20.500h17'],
  },
  jump_previous: { solid: false, paths: ['M5 20l4-13l4 13z', 'M20 12h-4', 'M18 9l-3 3l3 3'] },
  jump_next: { solid: false, paths: ['M11 20l4-13l4 13z', 'M3 12h5', 'M6 9l3 3l-3 3'] },
  carry: {
    solid: false,
    paths: [
      'M3 8h8v8H3z',
      'M14 8h1.500',
      'M18 8h3v2.500',
      'M21 13.500V16h-2.500',
      'M15.500 16H14',
      'M13 12h4',
      'M15.500 10.500l1.500 1.500l-1.500 1.500',
    ],
  },
  plus: { solid: false, paths: ['M12 5v14', 'M5 12h14'] },
  minus: { solid: false, paths: ['M5 12h14'] },
  fit: { solid: false, paths: ['M4 9V4h5', 'M20 9V4h-5', 'M4 15v5h5', 'M20 15v5h-5'] },
  undo: { solid: false, paths: ['M8.500 5L4 9.500L8.500 14', 'M4 9.500h10a5.500 5.500 0 0 1 0 11h-3'] },
  redo: {
    solid: false,
    paths: ['M15.500 5l4.500 4.500l-4.500 4.500', 'M20 9.500H10a5.500 5.500 0 0 0 0 11h3'],
  },
  duplicate: { solid: false, paths: ['M9 9h11v11H9z', 'M15 9V4H4v11h5'] },
  trash: { solid: false, paths: ['M4 7h16', 'M9 7V4.500h6V7', 'M6 7l1 13h10l1-13'] },
  keyframe: { solid: false, paths: ['M12 4l8 8l-8 8l-8-8z'] },
  keyframe_set: { solid: true, paths: ['M12 4l8 8l-8 8l-8-8z'] },
  keyboard: {
    solid: false,
    paths: ['M3 6h18v12H3z', 'M7 10h.01', 'M11 10h.01', 'M15 10h.01', 'M18 10h.01', 'M7.500 14h9'],
  },
  check: { solid: false, paths: ['M5 12.500l4.500 4.500L19 7.500'] },
  alert: { solid: false, paths: ['M12 4L2.500 20h19z', 'M12 10v4.500', 'M12 17.200h.01'] },
  actual: {
    solid: false,
    paths: ['M4.500 8.500L7 6.500v11', 'M16.500 8.500L19 6.500v11', 'M12 10h.01', 'M12 15h.01'],
  },
  loupe: {
    solid: false,
    paths: ['M10.500 4a6.500 6.500 0 1 1 0 13a6.500 6.500 0 1 1 0-13z', 'M15.500 15.500L20.500 20.500'],
  },
  eye: {
    solid: false,
    paths: [
      'M2.500 12C5 7.500 8.300 5.500 12 5.500s7 2 9.500 6.500c-2.500 4.500-5.800 6.500-9.500 6.500S5 16.500 2.500 12z',
      'M12 9.300a2.700 2.700 0 1 1 0 5.400a2.700 2.700 0 1 1 0-5.400z',
    ],
  },
  eye_off: {
    solid: false,
    paths: [
      'M4 4l16 16',
      'M9.500 5.800C14.500 4.600 18.800 7 21.500 12c-.8 1.400-1.700 2.600-2.700 3.500',
      'M5.500 8C4.400 9 3.400 10.300 2.500 12c2.700 5 7 7.400 12 6.200',
    ],
  },
  adjust: {
    solid: false,
    paths: [
      'M4 7h9',
      'M17 7h3',
      'M15 5v4',
      'M4 12h3',
      'M11 12h9',
      'M9 10v4',
      'M4 17h9',
      'M17 17h3',
      'M15 15v4',
    ],
  },
  difference: { solid: false, paths: ['M4 4h11v11H4z', 'M9 9h11v11H9z', 'M9 15l6-6', 'M12 15l3-3'] },
  onion: {
    solid: false,
    paths: [
      'M9 6.500a5.500 5.500 0 1 0 0 11a5.500 5.500 0 1 0 0-11z',
      'M15 6.500a5.500 5.500 0 1 1 0 11a5.500 5.500 0 1 1 0-11z',
    ],
  },
  blink: {
    solid: false,
    paths: ['M3.500 8h13', 'M13 4.500L16.500 8L13 11.500', 'M20.500 16h-13', 'M11 12.500L7.500 16L11 19.500'],
  },
  side_by_side: { solid: false, paths: ['M3.500 5h7.500v14H3.500z', 'M13 5h7.500v14H13z'] },
  fold: { solid: false, paths: ['M6 9.500l6 6l6-6'] },
  unfold: { solid: false, paths: ['M6 14.500l6-6l6 6'] },
  reset_view: { solid: false, paths: ['M4 4v5h5', 'M4.500 9A8 8 0 1 1 4 13'] },
  close: { solid: false, paths: ['M6 6l12 12', 'M18 6L6 18'] },
} as const;

export type GlyphName = keyof typeof glyphs;
