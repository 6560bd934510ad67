import type { VIEW_KEYS } from '../../../keymap/table/view';
import type { Run } from './run';

export const VIEW_RUNS: Record<keyof typeof VIEW_KEYS, Run> = {
  zoom_in: (desk) => desk.view?.zoomIn(),
  zoom_out: (desk) => desk.view?.zoomOut(),
  zoom_reset: (desk) => desk.view?.resetView(),
};
