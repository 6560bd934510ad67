import { t, tMaybe } from '../../../i18n';
import { isMac, keymapActive, keyOverrides } from '../../../keymap/active';
import type { Binding } from '../../../keymap/binding';
import { type Chord, chordLabels, chordOf } from '../../../keymap/chord';
import { chordRefusal, overridesWith, type Refusal } from '../../../keymap/editing';
import { type CommandId, KEYMAP } from '../../../keymap/keymap';
import { keymapWith } from '../../../keymap/overrides';
import { personSettings } from '../../../state/settings.svelte';

const MODIFIERS = /^(?:Control|Shift|Alt|AltGraph|Meta|OS|CapsLock|NumLock|Fn|Dead|Process|Unidentified)$/;

/** What a command is called; those that share a line of the help dialog have names of their own here. */
export function commandName(id: CommandId): string {
  const binding: Binding = KEYMAP[id];
  return tMaybe(`flow.key.${id}`) ?? tMaybe(`workbench.key.${binding.help ?? id}`) ?? id;
}

export function chordText(chord: Chord): string {
  return chordLabels(chord, isMac).join('+');
}

export function refusalText(refusal: Refusal, chord: Chord): string {
  const keys = chordText(chord);
  if (refusal.why !== 'collision') return t(`flow.keys.refused.${refusal.why}`, { keys });
  return t('flow.keys.refused.collision', { keys, command: commandName(refusal.other) });
}

/** One person's editing of their keys: which chord is being pressed anew, and why the last one was refused. */
export class KeyEditor {
  /** The command and the place among its chords; a place past the end is a further chord. */
  capturing: { readonly id: CommandId; readonly place: number } | null = $state.raw(null);
  refused: { readonly id: CommandId; readonly text: string } | null = $state.raw(null);
  /** Said to those who do not see it. */
  said = $state('');

  capture(id: CommandId, place: number): void {
    this.capturing = { id, place };
    this.refused = null;
    this.said = t('flow.keys.press', { command: commandName(id) });
  }

  cancel(): void {
    this.capturing = null;
  }

  /** A key press while a chord is awaited: Esc gives up, Tab moves on, everything else is the chord. */
  press(event: KeyboardEvent): void {
    if (this.capturing === null || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat || MODIFIERS.test(event.key)) return;
    const { id, place } = this.capturing;
    this.capturing = null;
    if (event.key !== 'Escape') this.set(id, place, chordOf(event));
  }

  set(id: CommandId, place: number, chord: Chord): void {
    const refusal = chordRefusal(keymapWith(keyOverrides()), id, chord);
    if (refusal) {
      this.refused = { id, text: refusalText(refusal, chord) };
      return;
    }
    const chords = [...this.chords(id)];
    chords[place] = chord;
    this.#store(id, [...new Set(chords)]);
    this.said = t('flow.keys.set', { command: commandName(id), keys: chordText(chord) });
  }

  remove(id: CommandId, chord: Chord): void {
    this.#store(
      id,
      this.chords(id).filter((each) => each !== chord),
    );
  }

  reset(id: CommandId): void {
    const usual: readonly Chord[] = KEYMAP[id].chords;
    const keymap = keymapWith(overridesWith(keyOverrides(), id, []));
    const taken = usual.map((chord) => [chord, chordRefusal(keymap, id, chord)] as const);
    const found = taken.find(([, refusal]) => refusal !== null);
    if (found?.[1]) this.refused = { id, text: refusalText(found[1], found[0]) };
    else this.#store(id, usual);
  }

  resetAll(): void {
    this.refused = null;
    personSettings.patch({ keys: undefined });
  }

  /** The command's chords, also those of a single character that are switched off. */
  chords(id: CommandId): readonly Chord[] {
    return keymapWith(keyOverrides())[id].chords;
  }

  isOwn(id: CommandId): boolean {
    return keyOverrides()[id] !== undefined;
  }

  holds(id: CommandId, chord: Chord): boolean {
    return keymapActive()[id].chords.includes(chord);
  }

  #store(id: CommandId, chords: readonly Chord[]): void {
    this.refused = null;
    personSettings.patch({ keys: overridesWith(keyOverrides(), id, chords) });
  }
}
