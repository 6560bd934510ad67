/** The tools that show change between two frames. */
export const AIDS = ['difference', 'onion', 'blink', 'side_by_side'] as const;
export type Aid = (typeof AIDS)[number];

/** What the frame on the timeline is compared with; `ab` compares the two marked frames with each other. */
export type Against = 'previous' | 'next' | 'a' | 'ab';
export type Marks = { readonly a: number | null; readonly b: number | null };

/** How an aid chooses its frames. */
export type Choice = {
  readonly against: Against;
  /** How far `previous` and `next` are away. */
  readonly offset: number;
  readonly marks: Marks;
};

/** `picture` is the frame that is looked at, `other` the one that it is compared with. */
export type Pair = { readonly picture: number; readonly other: number };

export const MOST_OFFSET = 60;

/** What can be chosen for an aid; blinking always alternates the two marks. */
export function againstOf(aid: Aid): readonly Against[] {
  if (aid === 'blink') return ['ab'];
  return aid === 'side_by_side' ? ['previous', 'next', 'a', 'ab'] : ['previous', 'next', 'a'];
}

/** The two frames that an aid shows while `frame` is on the timeline; null where one of them does not exist. */
export function pairOf(aid: Aid, choice: Choice, frame: number, lastFrame: number): Pair | null {
  const against = againstOf(aid).includes(choice.against) ? choice.against : (againstOf(aid)[0] as Against);
  const pair = pairAgainst(against, choice, frame);
  const exists = (each: number): boolean => each >= 0 && each <= lastFrame;
  return pair && exists(pair.picture) && exists(pair.other) ? pair : null;
}

function pairAgainst(against: Against, { offset, marks }: Choice, frame: number): Pair | null {
  if (against === 'previous') return { picture: frame, other: frame - offset };
  if (against === 'next') return { picture: frame, other: frame + offset };
  if (against === 'a') return marks.a === null ? null : { picture: frame, other: marks.a };
  return { picture: marks.b ?? frame, other: marks.a ?? frame - 1 };
}
