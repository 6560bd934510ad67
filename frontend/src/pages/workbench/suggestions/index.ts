import type { Desk } from '../desk.svelte';
import GhostLanes from './GhostLanes.svelte';
import MarkTicks from './MarkTicks.svelte';
import PictureGhosts from './PictureGhosts.svelte';
import SuggestionPanel from './SuggestionPanel.svelte';
import { Suggesting } from './suggesting.svelte';

/** Where suggestions appear on the workbench: one chunk, fetched only where the project allows suggestions. */
export const places = {
  Picture: PictureGhosts,
  Lanes: GhostLanes,
  Marks: MarkTicks,
  Panel: SuggestionPanel,
};

export function suggestingOf(desk: Desk): Suggesting & typeof places {
  return Object.assign(new Suggesting(desk), places);
}
