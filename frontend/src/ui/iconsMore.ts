import { iconsAdd } from './icons';

/** The icons of all that is not there at the workbench's first look. */
export const more = {
  chevron_down: 'M6 9.5l6 6 6-6',
  arrow_down: 'M12 5v14 M6 13l6 6 6-6',
  arrow_left: 'M19 12H5 M11 6l-6 6 6 6',
  arrow_right: 'M5 12h14 M13 6l6 6-6 6',
  upload: 'M12 16V4 M7 9l5-5 5 5 M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3',
  user: 'M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8z M4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5',
  users:
    'M9 5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7z M2.5 19.5c.6-3.2 3.2-5 6.5-5s5.9 1.8 6.5 5 M16 5.3a3.5 3.5 0 0 1 0 6.4 M17.5 14.8c2.1.6 3.6 2.2 4 4.7',
  film: 'M4 5h16v14H4z M8 5v14 M16 5v14 M4 9.5h4 M4 14.5h4 M16 9.5h4 M16 14.5h4',
  rows: 'M4 6h16 M4 12h16 M4 18h16',
  pencil: 'M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19z M14 6.5l3.5 3.5',
  archive: 'M3.5 5h17v4h-17z M5 9v10h14V9 M10 13h4',
  copy: 'M9 9h11v11H9z M5 15H4V4h11v1',
  carry:
    'M3 8h8v8H3z M14 8h1.5 M18 8h3v2.5 M21 13.5V16h-2.5 M15.5 16H14 M13 12h4 M15.5 10.5l1.5 1.5l-1.5 1.5',
  keyframe_set: 'M12 4l8 8l-8 8l-8-8z',
  fold: 'M6 9.5l6 6l6-6',
  unfold: 'M6 14.5l6-6l6 6',
} as const satisfies Record<string, string>;

iconsAdd(more);
