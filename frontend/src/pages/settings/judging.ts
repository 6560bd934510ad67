import type { QuickReason, ReviewOrder } from '../../api/types';

export const ORDERS: readonly ReviewOrder[] = ['disagreement', 'gold_failure', 'age'];

/** The whole order to choose from: what the project names first, then what it leaves out. */
export function wholeOrder(named: readonly ReviewOrder[]): ReviewOrder[] {
  return [...named, ...ORDERS.filter((order) => !named.includes(order))];
}

/** The list with one entry exchanged with its neighbour. */
export function exchanged<Item>(list: readonly Item[], from: number, to: number): Item[] {
  const moved = [...list];
  const [one, other] = [list[from], list[to]];
  if (one === undefined || other === undefined) return moved;
  moved[to] = one;
  moved[from] = other;
  return moved;
}

/** The reasons as they are saved: trimmed, a new one with a code that no other has; codes once given stay. */
export function reasonsToSave(reasons: readonly QuickReason[]): QuickReason[] {
  const used = new Set(reasons.map(({ code }) => code).filter(Boolean));
  return reasons.map(({ code, label }) => ({ code: code || newCode(label, used), label: label.trim() }));
}

function newCode(label: string, used: Set<string>): string {
  const word = label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_+$/g, '')
    .slice(0, 50);
  const base = `own_${word || 'reason'}`;
  let code = base;
  for (let number = 2; used.has(code); number++) code = `${base}_${number}`;
  used.add(code);
  return code;
}
