import type { ExplanationStatus } from '../../../api/models/explanations';

const DECISIONS: Readonly<Record<string, ExplanationStatus>> = {
  a: 'accepted',
  r: 'rejected',
  u: 'proposed',
};

/** The keys of a list whose rows begin with a checkbox: up and down go between rows, letters decide one. */
export function rowKeys(list: HTMLElement, ondecide: (id: string, decision: ExplanationStatus) => void) {
  const boxes = (): HTMLInputElement[] => [
    ...list.querySelectorAll<HTMLInputElement>('input[type=checkbox]'),
  ];

  function onkeydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-id]') : null;
    const id = row?.dataset.id;
    if (!row || !id) return;
    const all = boxes();
    const place = all.findIndex((box) => row.contains(box));
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const decision = DECISIONS[event.key.toLowerCase()];
    if (step !== 0) all[place + step]?.focus();
    else if (decision) {
      (all[place + 1] ?? all[place - 1])?.focus();
      ondecide(id, decision);
    } else return;
    event.preventDefault();
  }

  list.addEventListener('keydown', onkeydown);
  return { destroy: () => list.removeEventListener('keydown', onkeydown) };
}
