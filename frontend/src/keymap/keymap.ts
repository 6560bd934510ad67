import type { Binding, Scope } from './binding';
import { type Chord, chordOf, type KeyPress } from './chord';
import { BOX_KEYS } from './table/box';
import { DESK_KEYS } from './table/desk';
import { PLAYER_KEYS } from './table/player';
import { SUGGEST_KEYS } from './table/suggest';
import { TRACE_KEYS } from './table/trace';
import { TYPING_KEYS } from './table/typing';
import { VIEW_KEYS } from './table/view';
import { WORK_KEYS } from './table/work';

export type { Scope } from './binding';

/** Every key of the workbench and the review desk. The help dialog is made from this table. */
export const KEYMAP = {
  ...PLAYER_KEYS,
  ...VIEW_KEYS,
  ...TRACE_KEYS,
  ...BOX_KEYS,
  ...WORK_KEYS,
  ...SUGGEST_KEYS,
  ...DESK_KEYS,
  ...TYPING_KEYS,
} as const satisfies Record<string, Binding>;

export type CommandId = keyof typeof KEYMAP;
export type Command = { readonly id: CommandId; readonly chord: Chord };

/** One line of the help dialog: a word for its text, and the chords of all commands that share it. */
export type HelpLine = {
  readonly word: string;
  readonly chords: readonly Chord[];
  readonly commands: number;
};

/** The lines of the help dialog for one scope, in the order of the table. */
export function helpLines(scope: Scope, keymap: Record<CommandId, Binding> = KEYMAP): HelpLine[] {
  const lines = new Map<string, HelpLine>();
  for (const id of COMMAND_IDS) {
    const binding = keymap[id];
    if (binding.scope !== scope || binding.chords.length === 0) continue;
    const word = binding.help ?? id;
    const before = lines.get(word);
    const chords = [...(before?.chords ?? []), ...binding.chords];
    lines.set(word, { word, chords, commands: (before?.commands ?? 0) + 1 });
  }
  return [...lines.values()];
}

/** The scopes that hold at the same time: within each set a chord may stand only once. */
export const SCOPE_SETS: readonly (readonly Scope[])[] = [
  ['work', 'own', 'player', 'view', 'trace', 'box', 'review'],
  ['work', 'player', 'view', 'desk', 'judge', 'review'],
  ['work', 'player', 'view', 'desk', 'trace', 'box'],
  ['text'],
  ['dialog'],
];

export const COMMAND_IDS = Object.keys(KEYMAP) as CommandId[];

/** Chords that two commands claim at the same time; must be empty. */
export function keymapCollisions(keymap: Record<string, Binding> = KEYMAP): string[] {
  const collisions = SCOPE_SETS.flatMap((scopes) => {
    const claims = new Map<Chord, string[]>();
    for (const [id, { scope, chords }] of Object.entries(keymap)) {
      if (!scopes.includes(scope)) continue;
      for (const chord of chords) claims.set(chord, [...(claims.get(chord) ?? []), id]);
    }
    return [...claims]
      .filter(([, ids]) => ids.length > 1)
      .map(([chord, ids]) => `${chord}: ${ids.join(', ')}`);
  });
  return [...new Set(collisions)];
}

/** The command of a key press in these scopes, or null: the key is the browser's then. */
export function commandFor(
  event: KeyPress,
  scopes: readonly Scope[],
  keymap: Record<CommandId, Binding> = KEYMAP,
): Command | null {
  const chord = chordOf(event);
  const id = COMMAND_IDS.find((candidate) => {
    const binding = keymap[candidate];
    return scopes.includes(binding.scope) && binding.chords.includes(chord);
  });
  return id === undefined ? null : { id, chord };
}

/** Whether holding the key down repeats the command. */
export function repeats(id: CommandId): boolean {
  return /^(step|box|onset_|offset_|keyframe_(previous|next)|(trace|group|boundary|jump|suggestion|model_mark)_(previous|next)|zoom|undo|redo)/.test(
    id,
  );
}
