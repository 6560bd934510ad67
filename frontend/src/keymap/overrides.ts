import type { Binding } from './binding';
import type { Chord } from './chord';
import { COMMAND_IDS, type CommandId, KEYMAP, SCOPE_SETS } from './keymap';

/** A person's own chords; commands that are not named keep the usual ones. */
export type KeyOverrides = Readonly<Record<string, readonly Chord[]>>;

export type Keymap = Readonly<Record<CommandId, Binding>>;

/** Esc always leaves a text and closes a dialog: everybody must be able to get out. */
const FIXED: readonly CommandId[] = ['text_leave', 'dialog_close'];

const NAMED_KEYS =
  'Space|Enter|Escape|Tab|Backspace|Delete|Insert|Home|End|PageUp|PageDown|Arrow(?:Left|Right|Up|Down)|F(?:[1-9]|1[0-2])';
const CHORD = new RegExp(
  `^(?:Mod\\+)?(?:Alt\\+)?(?:(?:Shift\\+)?(?:[A-Z0-9]|${NAMED_KEYS})|[^\\sA-Za-z0-9])$`,
);

export function commandIsFixed(id: CommandId): boolean {
  return FIXED.includes(id);
}

/** Whether this is how a chord is written; the same key press is always written the same way. */
export function chordIsWellFormed(chord: string): boolean {
  return CHORD.test(chord);
}

/** Whether it types a character when no shortcut takes it: with speech input such keys come by themselves. */
export function chordIsCharacter(chord: Chord): boolean {
  return /^(?:Shift\+)?.$/.test(chord);
}

/**
 * The keymap in force. A chord that a person gave to a command is taken from every other command that it would
 * otherwise also mean; without `keysOn` no chord that types a character holds outside of text fields.
 */
export function keymapWith(overrides: KeyOverrides, keysOn = true): Keymap {
  const own = new Map(COMMAND_IDS.filter((id) => overrides[id]).map((id) => [id, chordsOf(overrides, id)]));
  const entries = COMMAND_IDS.map((id) => {
    const usual: Binding = KEYMAP[id];
    const chords = own.get(id) ?? usual.chords.filter((chord) => !isTaken(own, usual, chord));
    return [id, { ...usual, chords: keysOn ? chords : chords.filter((chord) => !chordIsCharacter(chord)) }];
  });
  return Object.fromEntries(entries) as Keymap;
}

function chordsOf(overrides: KeyOverrides, id: CommandId): readonly Chord[] {
  const chords = overrides[id];
  return Array.isArray(chords) && !commandIsFixed(id) ? chords.filter(chordIsWellFormed) : KEYMAP[id].chords;
}

function isTaken(own: ReadonlyMap<CommandId, readonly Chord[]>, { scope }: Binding, chord: Chord): boolean {
  return [...own].some(([id, chords]) => chords.includes(chord) && holdTogether(KEYMAP[id].scope, scope));
}

/** Whether some place hears both scopes: there one chord cannot mean two commands. */
export function holdTogether(a: Binding['scope'], b: Binding['scope']): boolean {
  return SCOPE_SETS.some((scopes) => scopes.includes(a) && scopes.includes(b));
}
