/** The three scores of the paper's rubric, from left to right as on the keyboard. */
export const SCORES = [
  { score: 0, key: '1', name: '0' },
  { score: 0.5, key: '2', name: 'half' },
  { score: 1, key: '3', name: '1' },
] as const;

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'target'>;

/** The score that a key stands for: not while somebody types, nor with a modifier, nor held down. */
export function scoreOf({ key, ctrlKey, metaKey, altKey, repeat, target }: Press): number | null {
  const isTyping = target instanceof Element && target.closest('input, textarea, select, dialog') !== null;
  if (ctrlKey || metaKey || altKey || repeat || isTyping) return null;
  return SCORES.find((each) => each.key === key)?.score ?? null;
}
