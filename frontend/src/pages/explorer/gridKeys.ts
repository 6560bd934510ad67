/** Arrow keys among cards that are laid out in rows: where the focus goes, or null where the key means nothing. */
export function cardBeside(cards: readonly HTMLElement[], at: number, key: string): HTMLElement | null {
  if (at < 0) return null;
  if (key === 'ArrowRight') return cards[at + 1] ?? null;
  if (key === 'ArrowLeft') return cards[at - 1] ?? null;
  if (key === 'Home') return cards[0] ?? null;
  if (key === 'End') return cards.at(-1) ?? null;
  const columns = columnsOf(cards.map((card) => card.offsetTop));
  if (key === 'ArrowDown') return cards[at + columns] ?? null;
  return key === 'ArrowUp' ? (cards[at - columns] ?? null) : null;
}

/** How many cards stand beside each other: those as high up as the first. */
export function columnsOf(tops: readonly number[]): number {
  const next = tops.findIndex((top) => top !== tops[0]);
  return next === -1 ? Math.max(1, tops.length) : next;
}
