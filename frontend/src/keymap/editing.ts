import type { Chord } from './chord';
import { COMMAND_IDS, type CommandId, KEYMAP } from './keymap';
import { chordIsWellFormed, commandIsFixed, holdTogether, type Keymap, type KeyOverrides } from './overrides';

/**
 * What a browser or an operating system does not give away, or what people need of it: tabs and windows, reload,
 * address, find, print, clipboard, zoom, developer tools, moving the focus.
 */
const RESERVED =
  /^(?:(?:Shift\+)?Tab|F(?:1|5|6|7|11|12)|Mod\+(?:[NTWRQLFGPACVX0+=-]|Tab|Page(?:Up|Down)|Shift\+(?:[NTWRIJCPQ]|Tab)|[1-9])|Alt\+(?:F4|Tab|Space|D|Home)|Mod\+Alt\+Delete)$/;

export function chordIsReserved(chord: Chord): boolean {
  return RESERVED.test(chord);
}

const SLOTS: readonly CommandId[] = ['category_choose', 'category_toggle', 'person_keep', 'person_solo'];

/** Each of a digit command's chords stands for one category or person: they can be exchanged, not added or taken away. */
export function chordsAreSlots(id: CommandId): boolean {
  return SLOTS.includes(id);
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
