import type { Category } from '../../api/types';

export function inOrder(categories: readonly Category[]): Category[] {
  return [...categories].sort((a, b) => a.position - b.position || a.key.localeCompare(b.key));
}

/** Exchanges two neighbours and numbers the list anew; `changed` holds those whose position is another now. */
export function swapped(
  list: readonly Category[],
  from: number,
  to: number,
): { list: Category[]; changed: Category[] } {
  const moved = [...list];
  const [one, other] = [moved[from], moved[to]];
  if (!one || !other) return { list: moved, changed: [] };
  moved[to] = one;
  moved[from] = other;
  const numbered = moved.map((category, index) => ({ ...category, position: index + 1 }));
  const before = new Map(list.map(({ key, position }) => [key, position]));
  return { list: numbered, changed: numbered.filter(({ key, position }) => before.get(key) !== position) };
}
