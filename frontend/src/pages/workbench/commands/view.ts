import { t } from '../../../i18n';
import type { VIEW_KEYS } from '../../../keymap/table/view';
import type { ClipRun } from './run';

export const VIEW_RUNS: Record<keyof typeof VIEW_KEYS, ClipRun> = {
  zoom_in: ({ viewing }) => viewing.viewport.zoomIn(),
  zoom_out: ({ viewing }) => viewing.viewport.zoomOut(),
  zoom_reset: ({ viewing }) => viewing.viewport.fit(),
  zoom_actual: ({ viewing }) => viewing.viewport.actual(),
  view_move: (desk) => {
    if (desk.viewing.viewport.cropped) void desk.focus('wb-minimap');
    else desk.tell(t('viewing.say.whole'));
  },
  view_reset: ({ viewing }) => viewing.reset(),
  overlays_hide: ({ viewing }, chord) => viewing.hold(chord, () => viewing.overlaysToggle()),
  loupe_toggle: ({ viewing }, chord) => viewing.hold(chord, () => viewing.loupeToggle()),
  loupe_box: ({ viewing }) => viewing.loupeAtBox(),
  adjust_open: ({ viewing }) => viewing.adjustToggle(),
  difference_toggle: ({ viewing }) => viewing.aidToggle('difference'),
  onion_toggle: ({ viewing }) => viewing.aidToggle('onion'),
  blink_toggle: ({ viewing }) => viewing.aidToggle('blink'),
  side_by_side_toggle: ({ viewing }) => viewing.aidToggle('side_by_side'),
  frames_switch: ({ viewing }) => viewing.blinkSwitch(),
  frame_mark_a: ({ viewing }) => viewing.mark('a'),
  frame_mark_b: ({ viewing }) => viewing.mark('b'),
};
