import { get } from '../client';
import type { Annotation, Keyframe, Verdict } from '../types';
import type { Gold } from './gold';

export type ConflictKind =
  | 'missing'
  | 'extra'
  | 'category_differs'
  | 'box_apart'
  | 'onset_apart'
  | 'offset_apart';

/** One difference within a group; people are named as in the answers. */
export type Conflict = {
  readonly kind: ConflictKind;
  readonly people: readonly string[];
  readonly viou: number | null;
  readonly frames: number | null;
};

/** A proposed trace; nothing is written until it is saved as gold. */
export type MergedTrace = {
  readonly onset_frame: number;
  readonly offset_frame: number;
  readonly keyframes: readonly Keyframe[];
  readonly categories: readonly string[];
  readonly sources: readonly string[];
  readonly explanation: string;
};

/** Traces of several people that are taken for the same one. */
export type PanelGroup = {
  readonly onset_frame: number;
  readonly offset_frame: number;
  readonly traces: readonly string[];
  readonly conflicts: readonly Conflict[];
  readonly union: MergedTrace;
  readonly vote: MergedTrace;
};

/** What more than half of at least three people say. */
export type Proposal = { readonly verdict: Verdict; readonly traces: readonly MergedTrace[] };

/** Two handed-in revisions of one answer, the later one after it had been sent back. */
export type ChangedSince = { readonly from: number; readonly to: number };
export type PanelAnswer = Annotation & { readonly changed_since_return?: ChangedSince | null };

export type Panel = {
  readonly video: string;
  readonly answers: readonly PanelAnswer[];
  readonly groups: readonly PanelGroup[];
  readonly verdict_differs: boolean;
  readonly majority: Proposal | null;
  readonly gold: Gold;
  /** Who has it on the desk: `me`, a pseudonym, or nobody. */
  readonly holder?: string | null;
};

/** All answers on one video side by side. */
export function panelGet(video: string): Promise<Panel> {
  return get(`videos/${video}/panel/`);
}

/** What an annotator had handed in, as it was then. */
export function revisionGet(annotation: string, revision: number): Promise<Annotation> {
  return get(`annotations/${annotation}/revisions/${revision}/`);
}
