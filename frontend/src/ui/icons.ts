import type { more } from './iconsMore';

/** Our own line icons on a 24 x 24 grid, as SVG path data: drawn with a 1.75 stroke, the solid ones filled as well. */
const first = {
  minus: 'M5 12h14',
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M6.5 5h4v14h-4z M13.5 5h4v14h-4z',
  undo: 'M8.5 5L4 9.5L8.5 14 M4 9.5h10a5.5 5.5 0 0 1 0 11h-3',
  redo: 'M15.5 5l4.5 4.5l-4.5 4.5 M20 9.5H10a5.5 5.5 0 0 0 0 11h3',
  first: 'M6 5v14 M18 6l-8 6l8 6z',
  last: 'M18 5v14 M6 6l8 6l-8 6z',
  loop: 'M17 3l3.5 3.5L17 10 M20.5 6.5H8A4.5 4.5 0 0 0 3.5 11v1 M7 21l-3.5-3.5L7 14 M3.5 17.5H16a4.5 4.5 0 0 0 4.5-4.5v-1',
  fit: 'M4 9V4h5 M20 9V4h-5 M4 15v5h5 M20 15v5h-5',
  plus: 'M12 5v14 M5 12h14',
  close: 'M6 6l12 12 M18 6L6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  arrow_up: 'M12 19V5 M6 11l6-6 6 6',
  search: 'M11 4a7 7 0 1 0 0 14a7 7 0 0 0 0-14z M16 16l4.5 4.5',
  download: 'M12 4v12 M7 11l5 5 5-5 M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3',
  key: 'M8 10.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9z M11.3 11.7L20 3 M16 7l3 3 M13.5 9.5l2 2',
  keyboard: 'M3 6h18v12H3z M7 10h.01 M11 10h.01 M15 10h.01 M18 10h.01 M7.5 14h9',
  sun: 'M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8z M12 2.5v2.5M12 19v2.5M2.5 12h2.5M19 12h2.5M5.3 5.3L7 7M17 17l1.7 1.7M18.7 5.3L17 7M7 17l-1.7 1.7',
  moon: 'M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z',
  more: 'M5 11a1 1 0 1 0 0 2a1 1 0 0 0 0-2z M12 11a1 1 0 1 0 0 2a1 1 0 0 0 0-2z M19 11a1 1 0 1 0 0 2a1 1 0 0 0 0-2z',
  grid: 'M4 4h6.5v6.5H4z M13.5 4H20v6.5h-6.5z M4 13.5h6.5V20H4z M13.5 13.5H20V20h-6.5z',
  restore: 'M4 5v5h5 M4.7 10a8 8 0 1 1-.5 4.5',
  trash: 'M4 7h16 M9 7V4.5h6V7 M6 7l1 13h10l1-13',
  link: 'M10 14a4.5 4.5 0 0 0 6.4 0l3-3A4.5 4.5 0 0 0 13 4.6l-1 1 M14 10a4.5 4.5 0 0 0-6.4 0l-3 3A4.5 4.5 0 0 0 11 19.4l1-1',
  alert: 'M12 4L2.5 20h19z M12 10v4.5 M12 17.2h.01',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17z M12 11v5 M12 8h.01',
  offline:
    'M3 3l18 18 M8.5 16.2a5 5 0 0 1 7 0 M5 12.5a10 10 0 0 1 4.5-2.6 M14.5 9.9A10 10 0 0 1 19 12.5 M12 19.5h.01',
  lock: 'M6 11h12v9H6z M8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  inbox: 'M4 13l2.5-8h11L20 13v6H4z M4 13h5l1 2.5h4L15 13h5',
  thread: 'M4 5h16v11h-9l-5 4v-4H4z M8 9h8 M8 12.5h5',
  document: 'M6 3.5h8l4 4V20.5H6z M14 3.5v4h4 M9 12h6 M9 16h6',
  eye: 'M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12z M12 9.3a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 1 1 0-5.4z',
  play_back: 'M17 4.5v15l-12-7.5z',
  back_10: 'M12 6l-6 6l6 6 M18.5 6l-6 6l6 6',
  back_1: 'M15 6l-6 6l6 6',
  forward_1: 'M9 6l6 6l-6 6',
  forward_10: 'M12 6l6 6l-6 6 M5.5 6l6 6l-6 6',
  loop_in: 'M9 5H5v14h4 M12 12h8 M16 8.5l4 3.5l-4 3.5',
  loop_out: 'M15 5h4v14h-4 M12 12H4 M8 8.5L4 12l4 3.5',
  loop_clear: 'M8 5H4v14h4 M16 5h4v14h-4 M9 9l6 6 M15 9l-6 6',
  boundary_previous: 'M6 5v14 M19 12H9 M13 8l-4 4l4 4',
  boundary_next: 'M18 5v14 M5 12h10 M11 8l4 4l-4 4',
  mark: 'M4 8v8 M20 8v8 M4 12h16 M9.5 12h5',
  options: 'M4 7h9 M17 7h3 M15 5v4 M4 17h3 M11 17h9 M9 15v4 M4 12h16',
  sound: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z M15.5 9a4.2 4.2 0 0 1 0 6 M18 6.5a8 8 0 0 1 0 11',
  muted: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z M16 9.5l5 5 M21 9.5l-5 5',
  strip: 'M3 20V14 M7 20V9 M11 20v-4 M15 20V5 M19 20v-8 M3 20.5h17',
  jump_previous: 'M5 20l4-13l4 13z M20 12h-4 M18 9l-3 3l3 3',
  jump_next: 'M11 20l4-13l4 13z M3 12h5 M6 9l3 3l-3 3',
  duplicate: 'M9 9h11v11H9z M15 9V4H4v11h5',
  keyframe: 'M12 4l8 8l-8 8l-8-8z',
  actual: 'M4.5 8.5L7 6.5v11 M16.5 8.5L19 6.5v11 M12 10h.01 M12 15h.01',
  loupe: 'M10.5 4a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13z M15.5 15.5L20.5 20.5',
  eye_off:
    'M4 4l16 16 M9.5 5.8C14.5 4.6 18.8 7 21.5 12c-.8 1.4-1.7 2.6-2.7 3.5 M5.5 8C4.4 9 3.4 10.3 2.5 12c2.7 5 7 7.4 12 6.2',
  adjust: 'M4 7h9 M17 7h3 M15 5v4 M4 12h3 M11 12h9 M9 10v4 M4 17h9 M17 17h3 M15 15v4',
  difference: 'M4 4h11v11H4z M9 9h11v11H9z M9 15l6-6 M12 15l3-3',
  onion: 'M9 6.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z M15 6.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11z',
  blink: 'M3.5 8h13 M13 4.5L16.5 8L13 11.5 M20.5 16h-13 M11 12.5L7.5 16L11 19.5',
  side_by_side: 'M3.5 5h7.5v14H3.5z M13 5h7.5v14H13z',
  reset_view: 'M4 4v5h5 M4.5 9A8 8 0 1 1 4 13',
} as const satisfies Record<string, string>;

export type IconName = keyof typeof first | keyof typeof more;

const icons: Partial<Record<IconName, string>> = { ...first };

/** The path data of an icon. */
export function iconPath(name: IconName): string | undefined {
  return icons[name];
}

/** Takes in those that the first look of the workbench does without: see iconsMore.ts. */
export function iconsAdd(added: Partial<Record<IconName, string>>): void {
  Object.assign(icons, added);
}

export const SOLID: ReadonlySet<IconName> = new Set<IconName>(['play', 'pause', 'play_back', 'keyframe_set']);
