import type { CommandId } from '../../../keymap/keymap';

/** One stop of the first-use tour: the element that it stands beside, and the keys that its text names. */
export type TourStep = {
  readonly word: 'video' | 'step' | 'box' | 'span' | 'category' | 'verdict' | 'guide' | 'submit';
  readonly anchor: string;
  readonly keys: readonly CommandId[];
};

/** In the order of the work itself; to be read in under a minute. */
export const TOUR: readonly TourStep[] = [
  { word: 'video', anchor: '#wb-stage', keys: ['play_toggle', 'step_back', 'step_forward'] },
  { word: 'step', anchor: '.bench .transport', keys: ['shuttle_back', 'pause', 'shuttle_forward'] },
  { word: 'box', anchor: '#wb-stage', keys: ['trace_add'] },
  { word: 'span', anchor: '.bench .timeline', keys: ['onset_set', 'offset_set'] },
  { word: 'category', anchor: '.bench .inspector', keys: [] },
  { word: 'verdict', anchor: '#wb-verdict', keys: [] },
  { word: 'guide', anchor: '#wb-guide-open', keys: ['guideline_toggle', 'categories_toggle', 'help'] },
  { word: 'submit', anchor: '#wb-submit', keys: ['submit'] },
];

export type Box = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};
export type Size = { readonly width: number; readonly height: number };

const GAP = 12;

/**
 * Where the card stands: beside the anchor on the first side that has room, else in the middle of it. Never
 * outside the window.
 */
export function cardPlace(anchor: Box, card: Size, window: Size): { left: number; top: number } {
  const right = anchor.left + anchor.width;
  const bottom = anchor.top + anchor.height;
  const centred = { left: anchor.left + (anchor.width - card.width) / 2, top: anchor.top };
  const places = [
    { left: centred.left, top: bottom + GAP, fits: bottom + GAP + card.height <= window.height },
    { left: centred.left, top: anchor.top - GAP - card.height, fits: anchor.top - GAP >= card.height },
    { left: anchor.left - GAP - card.width, top: centred.top, fits: anchor.left - GAP >= card.width },
    { left: right + GAP, top: centred.top, fits: right + GAP + card.width <= window.width },
  ];
  const found = places.find(({ fits }) => fits) ?? {
    left: centred.left,
    top: anchor.top + (anchor.height - card.height) / 2,
  };
  return {
    left: clamped(found.left, GAP, window.width - card.width - GAP),
    top: clamped(found.top, GAP, window.height - card.height - GAP),
  };
}

function clamped(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
