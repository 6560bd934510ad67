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

/**
 * What a browser or an operating system does not give away, or what people need of it: tabs and windows, reload,
 * address, find, print, clipboard, zoom, developer tools, moving the focus.
 */
const RESERVED =
  /^(?:(?:Shift\+)?Tab|F(?:1|5|6|7|11|12)|Mod\+(?:[NTWRQLFGPACVX0+=-]|Tab|Page(?:Up|Down)|Shift\+(?:[NTWRIJCPQ]|Tab)|[1-9])|Alt\+(?:F4|Tab|Space|D|Home)|Mod\+Alt\+Delete)$/;

export function commandIsFixed(id: CommandId): boolean {
  return FIXED.includes(id);
}

/** Whether this is how a chord is written; the same key press is always written the same way. */
export function chordIsWellFormed(chord: string): boolean {
  return CHORD.test(chord);
}

export function chordIsReserved(chord: Chord): boolean {
  return RESERVED.test(chord);
}

/** Whether it types a character when no shortcut takes it: with speech input such keys come by themselves. */
export function chordIsCharacter(chord: Chord): boolean {
  return /^(?:Shift\+)?.$/.test(chord);
}

/** Each of a digit command's chords stands for one category: they can be exchanged, not added or taken away. */
export function chordsAreSlots(id: CommandId): boolean {
  return id === 'category_choose' || id === 'category_toggle';
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

function holdTogether(a: Binding['scope'], b: Binding['scope']): boolean {
  return SCOPE_SETS.some((scopes) => scopes.includes(a) && scopes.includes(b));
}

/** Why a command cannot have a chord. */
export type Refusal =
  | { readonly why: 'fixed' | 'malformed' | 'reserved' | 'needs_modifier' }
  | { readonly why: 'collision'; readonly other: CommandId };

/** Null when `id` may have `chord` in this keymap. */
export function chordRefusal(keymap: Keymap, id: CommandId, chord: Chord): Refusal | null {
  if (commandIsFixed(id)) return { why: 'fixed' };
  if (!chordIsWellFormed(chord)) return { why: 'malformed' };
  if (chordIsReserved(chord)) return { why: 'reserved' };
  const { scope } = KEYMAP[id];
  if (scope === 'text' && !/^(?:Mod|Alt)\+/.test(chord)) return { why: 'needs_modifier' };
  const other = COMMAND_IDS.find(
    (each) => each !== id && holdTogether(KEYMAP[each].scope, scope) && keymap[each].chords.includes(chord),
  );
  return other ? { why: 'collision', other } : null;
}

/** The overrides after giving `id` these chords; giving it the usual ones again leaves no override. */
export function overridesWith(
  overrides: KeyOverrides,
  id: CommandId,
  chords: readonly Chord[],
): KeyOverrides {
  const { [id]: _, ...others } = overrides;
  const usual: readonly Chord[] = KEYMAP[id].chords;
  const isUsual = chords.length === usual.length && chords.every((chord, at) => chord === usual[at]);
  return isUsual ? others : { ...others, [id]: chords };
}
