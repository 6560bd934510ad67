import { describe, expect, it } from 'vitest';
import { chordIsReserved, chordRefusal, overridesWith } from '../../src/keymap/editing';
import { COMMAND_IDS, type CommandId, commandFor, KEYMAP, keymapCollisions } from '../../src/keymap/keymap';
import { chordIsCharacter, chordIsWellFormed, commandIsFixed, keymapWith } from '../../src/keymap/overrides';
import { keyFileRead, keyFileText } from '../../src/keymap/share';
import { commandName } from '../../src/pages/account/keys/editor.svelte';

const press = (key: string, code: string, modifiers: Partial<KeyboardEventInit> = {}) =>
  new KeyboardEvent('keydown', { key, code, ...modifiers });
const whys = (text: string) => {
  const read = keyFileRead(text);
  return 'problems' in read ? read.problems.map(({ line, command, why }) => [line, command, why]) : [];
};

describe('the usual table', () => {
  it.each(COMMAND_IDS)('%s could be set by hand as it is', (id) => {
    for (const chord of KEYMAP[id].chords) {
      expect([chord, chordIsWellFormed(chord)]).toEqual([chord, true]);
      expect([chord, commandIsFixed(id) || chordRefusal(KEYMAP, id, chord)]).toEqual([
        chord,
        commandIsFixed(id) || null,
      ]);
    }
  });
});

describe('every command', () => {
  it.each(COMMAND_IDS)('%s has a name of its own', (id) => {
    const same = COMMAND_IDS.filter(
      (other) => KEYMAP[other].scope === KEYMAP[id].scope && commandName(other) === commandName(id),
    );
    expect([commandName(id) === id, same]).toEqual([false, [id]]);
  });
});

describe("a person's own chords", () => {
  it('hold instead of the usual ones', () => {
    const keymap = keymapWith({ trace_add: ['Q'] });
    expect(commandFor(press('q', 'KeyQ'), ['trace'], keymap)?.id).toBe('trace_add');
    expect(commandFor(press('n', 'KeyN'), ['trace'], keymap)).toBeNull();
  });

  it('are taken from whatever command usually has them, so that a new version never makes two claims', () => {
    const keymap = keymapWith({ trace_add: ['Space'] });
    expect(keymapCollisions(keymap)).toEqual([]);
    expect(keymap.play_toggle.chords).toEqual([]);
    expect(keymap.trace_add.chords).toEqual(['Space']);
  });

  it('do not touch the same chord where it means something else, as in a text field', () => {
    expect(keymapWith({ trace_add: ['Mod+S'] }).text_save.chords).toEqual(['Mod+S']);
  });

  it('that nobody understands are left out, and Esc stays the way out', () => {
    const keymap = keymapWith({ trace_add: ['Hyper+Ä', 'Q'], dialog_close: ['Q'], unheard_of: ['Z'] });
    expect(keymap.trace_add.chords).toEqual(['Q']);
    expect(keymap.dialog_close.chords).toEqual(['Escape']);
  });

  it('leave no trace once they are the usual ones again', () => {
    expect(overridesWith({ undo: ['Q'] }, 'trace_add', ['X'])).toEqual({ undo: ['Q'], trace_add: ['X'] });
    expect(overridesWith({ undo: ['Q'] }, 'undo', KEYMAP.undo.chords)).toEqual({});
  });
});

describe('single-key shortcuts switched off', () => {
  it('leave only chords that type nothing', () => {
    const keymap = keymapWith({}, false);
    const left = COMMAND_IDS.flatMap((id) => keymap[id].chords);
    expect(left.filter(chordIsCharacter)).toEqual([]);
    expect(keymap.undo.chords).toEqual(['Mod+Z']);
    expect(keymap.play_toggle.chords).toEqual(['Space']);
    expect(keymap.trace_add.chords).toEqual([]);
  });
});

describe('a chord is refused', () => {
  it.each([
    ['trace_add', 'Space', { why: 'collision', other: 'play_toggle' }],
    ['trace_add', 'Mod+W', { why: 'reserved' }],
    ['trace_add', 'Tab', { why: 'reserved' }],
    ['trace_add', 'F5', { why: 'reserved' }],
    ['trace_add', 'Shift', { why: 'malformed' }],
    ['text_save', 'Q', { why: 'needs_modifier' }],
    ['text_leave', 'Mod+Q', { why: 'fixed' }],
    ['trace_add', 'Q', null],
    ['trace_add', 'Mod+B', null],
    ['trace_add', 'N', null],
  ] as const)('%s: %s', (id, chord, refusal) => {
    expect(chordRefusal(keymapWith({}), id as CommandId, chord)).toEqual(refusal);
  });

  it('only where the browser keeps it', () => {
    expect(['Mod+T', 'Mod+Shift+T', 'Mod+0', 'Alt+F4'].every(chordIsReserved)).toBe(true);
    expect(['Mod+Z', 'Mod+S', 'Alt+ArrowLeft', 'T'].some(chordIsReserved)).toBe(false);
  });
});

describe('an exported file', () => {
  it('comes back as it was', () => {
    const keys = { trace_add: ['Q'], undo: ['Mod+U', 'Alt+Z'] };
    expect(keyFileRead(keyFileText(keys))).toEqual({ keys });
  });

  it('can exchange two chords', () => {
    const keys = { shuttle_back: ['L'], shuttle_forward: ['J'] };
    expect(keyFileRead(keyFileText(keys))).toEqual({ keys });
  });

  it('that is not one is refused as a whole', () => {
    expect(whys('hello')).toEqual([[1, '', 'not_json']]);
    expect(whys('{"keys": {}}')).toEqual([[1, '', 'wrong_form']]);
    expect(whys('[]')).toEqual([[1, '', 'wrong_form']]);
  });

  it('is refused line by line', () => {
    const keys = { trace_add: ['Mod+W'], pause: ['Space'], undo: ['wrong'], text_leave: ['Mod+B'] };
    expect(whys(keyFileText(keys))).toEqual([
      [4, 'trace_add', 'reserved'],
      [10, 'undo', 'malformed'],
      [13, 'text_leave', 'fixed'],
    ]);
    expect(whys(keyFileText({ pause: ['Q'], undo: ['Q'] }))).toEqual([
      [4, 'pause', 'collision'],
      [7, 'undo', 'collision'],
    ]);
    expect(
      whys('{"deeptrace_keys": 1,\n"keys": {\n"nothing": ["Q"],\n"undo": "Q",\n"category_choose": ["Q"]}}'),
    ).toEqual([
      [3, 'nothing', 'unknown_command'],
      [4, 'undo', 'not_a_list'],
      [5, 'category_choose', 'wrong_count'],
    ]);
  });
});
