import { type Chord, chordOf, type KeyPress } from './chord';

/**
 * Where a binding holds. `work`, `player`, `trace`, `box` and `review` hold together while no text field has the
 * focus and no dialog is open; `text` holds in a text field, `dialog` in an open dialog.
 */
export type Scope = 'work' | 'player' | 'trace' | 'box' | 'review' | 'text' | 'dialog';

type Binding = {
  readonly scope: Scope;
  readonly chords: readonly Chord[];
  /** Commands with the same word share one line of the help dialog. */
  readonly help?: string;
};

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Every key of the workbench. The help dialog is made from this table. */
export const KEYMAP = {
  play_toggle: { scope: 'player', chords: ['Space'] },
  shuttle_back: { scope: 'player', chords: ['J'] },
  pause: { scope: 'player', chords: ['K'] },
  shuttle_forward: { scope: 'player', chords: ['L'] },
  step_back: { scope: 'player', chords: ['ArrowLeft'] },
  step_forward: { scope: 'player', chords: ['ArrowRight'] },
  step_back_10: { scope: 'player', chords: ['Shift+ArrowLeft'] },
  step_forward_10: { scope: 'player', chords: ['Shift+ArrowRight'] },
  frame_first: { scope: 'player', chords: ['Home'] },
  frame_last: { scope: 'player', chords: ['End'] },
  frame_goto: { scope: 'player', chords: ['G'] },
  rate_down: { scope: 'player', chords: ['<'] },
  rate_up: { scope: 'player', chords: ['>'] },
  loop_toggle: { scope: 'player', chords: ['R'] },
  zoom_in: { scope: 'player', chords: ['+', '='] },
  zoom_out: { scope: 'player', chords: ['-'] },
  zoom_reset: { scope: 'player', chords: ['Z'] },

  trace_add: { scope: 'trace', chords: ['N'] },
  trace_previous: { scope: 'trace', chords: ['ArrowUp'] },
  trace_next: { scope: 'trace', chords: ['ArrowDown'] },
  onset_set: { scope: 'trace', chords: ['I'] },
  offset_set: { scope: 'trace', chords: ['O'] },
  onset_goto: { scope: 'trace', chords: ['['] },
  offset_goto: { scope: 'trace', chords: [']'] },
  onset_earlier: { scope: 'trace', chords: ['Shift+I'] },
  onset_later: { scope: 'trace', chords: ['Alt+I'] },
  offset_later: { scope: 'trace', chords: ['Shift+O'] },
  offset_earlier: { scope: 'trace', chords: ['Alt+O'] },
  category_choose: { scope: 'trace', chords: DIGITS },
  category_toggle: { scope: 'trace', chords: DIGITS.map((digit) => `Shift+${digit}`) },
  category_other: { scope: 'trace', chords: ['0'] },
  category_other_toggle: { scope: 'trace', chords: ['Shift+0'] },
  explanation_edit: { scope: 'trace', chords: ['E'] },
  confidence_next: { scope: 'trace', chords: ['C'] },
  trace_duplicate: { scope: 'trace', chords: ['D'] },
  trace_delete: { scope: 'trace', chords: ['Shift+Delete', 'Shift+Backspace'] },
  trace_deselect: { scope: 'trace', chords: ['Escape'] },

  keyframe_set: { scope: 'box', chords: ['F'] },
  keyframe_delete: { scope: 'box', chords: ['Delete', 'Backspace'] },
  keyframe_previous: { scope: 'box', chords: [','] },
  keyframe_next: { scope: 'box', chords: ['.'] },
  box_left: { scope: 'box', chords: ['Alt+ArrowLeft'], help: 'box_move' },
  box_right: { scope: 'box', chords: ['Alt+ArrowRight'], help: 'box_move' },
  box_up: { scope: 'box', chords: ['Alt+ArrowUp'], help: 'box_move' },
  box_down: { scope: 'box', chords: ['Alt+ArrowDown'], help: 'box_move' },
  box_left_10: { scope: 'box', chords: ['Alt+Shift+ArrowLeft'], help: 'box_move_10' },
  box_right_10: { scope: 'box', chords: ['Alt+Shift+ArrowRight'], help: 'box_move_10' },
  box_up_10: { scope: 'box', chords: ['Alt+Shift+ArrowUp'], help: 'box_move_10' },
  box_down_10: { scope: 'box', chords: ['Alt+Shift+ArrowDown'], help: 'box_move_10' },
  box_narrower: { scope: 'box', chords: ['Mod+ArrowLeft'], help: 'box_resize' },
  box_wider: { scope: 'box', chords: ['Mod+ArrowRight'], help: 'box_resize' },
  box_shorter: { scope: 'box', chords: ['Mod+ArrowUp'], help: 'box_resize' },
  box_taller: { scope: 'box', chords: ['Mod+ArrowDown'], help: 'box_resize' },
  box_narrower_10: { scope: 'box', chords: ['Mod+Shift+ArrowLeft'], help: 'box_resize_10' },
  box_wider_10: { scope: 'box', chords: ['Mod+Shift+ArrowRight'], help: 'box_resize_10' },
  box_shorter_10: { scope: 'box', chords: ['Mod+Shift+ArrowUp'], help: 'box_resize_10' },
  box_taller_10: { scope: 'box', chords: ['Mod+Shift+ArrowDown'], help: 'box_resize_10' },
  box_fields: { scope: 'box', chords: ['B'] },

  verdict_fake: { scope: 'work', chords: ['Shift+F'] },
  verdict_real: { scope: 'work', chords: ['Shift+R'] },
  verdict_unsure: { scope: 'work', chords: ['Shift+U'] },
  note_edit: { scope: 'work', chords: ['M'] },
  undo: { scope: 'work', chords: ['Mod+Z'] },
  redo: { scope: 'work', chords: ['Mod+Shift+Z', 'Mod+Y'] },
  save_now: { scope: 'work', chords: ['Mod+S'] },
  submit: { scope: 'work', chords: ['Enter', 'Mod+Enter'] },
  skip: { scope: 'work', chords: ['Shift+S'] },
  help: { scope: 'work', chords: ['?'] },

  review_accept: { scope: 'review', chords: ['A'] },
  review_return: { scope: 'review', chords: ['X'] },

  text_leave: { scope: 'text', chords: ['Escape'] },
  text_submit: { scope: 'text', chords: ['Mod+Enter'] },
  text_save: { scope: 'text', chords: ['Mod+S'] },

  dialog_close: { scope: 'dialog', chords: ['Escape'] },
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
export function helpLines(scope: Scope): HelpLine[] {
  const lines = new Map<string, HelpLine>();
  for (const id of COMMAND_IDS) {
    const binding: Binding = KEYMAP[id];
    if (binding.scope !== scope) continue;
    const word = binding.help ?? id;
    const before = lines.get(word);
    const chords = [...(before?.chords ?? []), ...binding.chords];
    lines.set(word, { word, chords, commands: (before?.commands ?? 0) + 1 });
  }
  return [...lines.values()];
}

/** The scopes that hold at the same time: within each set a chord may stand only once. */
export const SCOPE_SETS: readonly (readonly Scope[])[] = [
  ['work', 'player', 'trace', 'box', 'review'],
  ['text'],
  ['dialog'],
];

export const COMMAND_IDS = Object.keys(KEYMAP) as CommandId[];

/** Chords that two commands claim at the same time; must be empty. */
export function keymapCollisions(keymap: Record<string, Binding> = KEYMAP): string[] {
  return SCOPE_SETS.flatMap((scopes) => {
    const claims = new Map<Chord, string[]>();
    for (const [id, { scope, chords }] of Object.entries(keymap)) {
      if (!scopes.includes(scope)) continue;
      for (const chord of chords) claims.set(chord, [...(claims.get(chord) ?? []), id]);
    }
    return [...claims]
      .filter(([, ids]) => ids.length > 1)
      .map(([chord, ids]) => `${chord}: ${ids.join(', ')}`);
  });
}

/** The command of a key press in these scopes, or null: the key is the browser's then. */
export function commandFor(event: KeyPress, scopes: readonly Scope[]): Command | null {
  const chord = chordOf(event);
  const id = COMMAND_IDS.find((candidate) => {
    const binding: Binding = KEYMAP[candidate];
    return scopes.includes(binding.scope) && binding.chords.includes(chord);
  });
  return id === undefined ? null : { id, chord };
}

/** Whether holding the key down repeats the command. */
export function repeats(id: CommandId): boolean {
  return /^(step|box|onset_|offset_|keyframe_(previous|next)|trace_(previous|next)|zoom|undo|redo)/.test(id);
}
