import { t } from '../i18n';
import { personSettings } from '../state/settings.svelte';
import { type Chord, chordLabels, type KeyPress } from './chord';
import { type Command, type CommandId, commandFor, KEYMAP, type Scope } from './keymap';
import { type Keymap, type KeyOverrides, keymapWith } from './overrides';

/* The keys of whoever is signed in: the table with their own chords. */

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

const NONE: KeyOverrides = {};
let made: { keys: unknown; on: boolean; keymap: Keymap } = { keys: NONE, on: true, keymap: KEYMAP };

export function keyOverrides(): KeyOverrides {
  const { keys } = personSettings.value;
  return typeof keys === 'object' && keys !== null ? keys : NONE;
}

/** Whether shortcuts of a single character hold. */
export function keysAreOn(): boolean {
  return personSettings.value.keys_on !== false;
}

export function keymapActive(): Keymap {
  const [keys, on] = [keyOverrides(), keysAreOn()];
  if (made.keys !== keys || made.on !== on) made = { keys, on, keymap: keymapWith(keys, on) };
  return made.keymap;
}

export function activeCommandFor(event: KeyPress, scopes: readonly Scope[]): Command | null {
  return commandFor(event, scopes, keymapActive());
}

/** Which of a command's chords this is; the digits choose a category by it. */
export function chordPlace(id: CommandId, chord: Chord): number {
  return keymapActive()[id].chords.indexOf(chord);
}

/** "Ctrl+Z": the command's first chord as people know it, empty where it has none. For tooltips. */
export function keysOf(id: CommandId): string {
  const [chord] = keymapActive()[id].chords;
  return chord === undefined ? '' : chordLabels(chord, isMac).join('+');
}

/** The key that makes a new trace, or the name of the button that does where no key does. */
export function traceAddKey(): string {
  return keysOf('trace_add') || t('workbench.trace_new');
}

/** "Submit (Ctrl+Enter)": a label with its key, for the tooltip of what is no icon button. */
export function withKeys(label: string, id: CommandId): string {
  const keys = keysOf(id);
  return keys === '' ? label : `${label} (${keys})`;
}
