import { type Chord, chordOf } from '../../../keymap/chord';

/** Held longer than this, a key works only while it is held; tapped, until it is tapped again. */
const HELD_MS = 400;

const lastKey = (chord: Chord): string => (chord === '+' ? chord : (chord.split('+').at(-1) ?? chord));

/** Switches now, and back when the key is let go after it was held. */
export function keyHeld(chord: Chord, toggle: () => void): void {
  const pressedMs = performance.now();
  const listening = new AbortController();
  const { signal } = listening;
  const released = (event: KeyboardEvent): void => {
    if (lastKey(chordOf(event)) !== lastKey(chord)) return;
    listening.abort();
    if (performance.now() - pressedMs >= HELD_MS) toggle();
  };
  toggle();
  window.addEventListener('keyup', released, { signal, capture: true });
  window.addEventListener('blur', () => listening.abort(), { signal });
}
