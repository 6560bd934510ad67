/**
 * A chord is written `Mod+Alt+Shift+key`: Mod is Ctrl or Command; letters are upper case, digits and signs stand for
 * themselves, other keys have the browser's name (`ArrowLeft`, `Space`). Signs never carry Shift: `?` is `?`.
 */
export type Chord = string;

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & {
  getModifierState?(key: string): boolean;
};

/** The chord of a key press; the same whatever the keyboard layout prints on digits and non-Latin letters. */
export function chordOf(event: KeyPress): Chord {
  const key = keyName(event);
  const sign = key.length === 1 && !/[A-Z0-9]/.test(key);
  const typedBySign = sign && event.getModifierState?.('AltGraph') === true;
  const names = [
    (event.ctrlKey || event.metaKey) && !typedBySign ? 'Mod' : '',
    event.altKey && !typedBySign ? 'Alt' : '',
    event.shiftKey && !sign ? 'Shift' : '',
    key,
  ];
  return names.filter((name) => name !== '').join('+');
}

function keyName({ key, code }: KeyPress): string {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  if (digit !== undefined && !/^(Home|End|Page|Arrow|Insert|Delete|Clear)/.test(key)) return digit;
  if (key === ' ') return 'Space';
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  return letter !== undefined && key.length === 1 ? letter : key;
}

const KEY_LABELS: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
};

/** The chord in the parts that people see on their keys: `['Ctrl', '←']`, or `['⌘', '←']` on a Mac. */
export function chordLabels(chord: Chord, mac: boolean): string[] {
  const parts = chord === '+' ? ['+'] : chord.split('+');
  return parts.map((part) => {
    if (part === 'Mod') return mac ? '⌘' : 'Ctrl';
    if (part === 'Alt') return mac ? '⌥' : 'Alt';
    return KEY_LABELS[part] ?? part;
  });
}
