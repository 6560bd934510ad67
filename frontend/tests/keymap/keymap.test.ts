import { describe, expect, it } from 'vitest';
import { tMaybe } from '../../src/i18n';
import { chordLabels, chordOf } from '../../src/keymap/chord';
import { controlNeeds, scopesFor } from '../../src/keymap/focus';
import {
  COMMAND_IDS,
  commandFor,
  helpLines,
  KEYMAP,
  keymapCollisions,
  type Scope,
} from '../../src/keymap/keymap';

const press = (key: string, code = '', modifiers: Partial<KeyboardEventInit> = {}) =>
  new KeyboardEvent('keydown', { key, code, ...modifiers });
const WORKING: readonly Scope[] = ['work', 'player', 'trace', 'box'];

describe('the table', () => {
  it('has no chord that two commands claim at the same time', () => {
    expect(keymapCollisions()).toEqual([]);
  });

  it('is rejected when it has one', () => {
    const planted = { ...KEYMAP, planted: { scope: 'box' as const, chords: ['Space'] } };
    expect(keymapCollisions(planted)).toEqual(['Space: play_toggle, planted']);
  });

  it('is reachable: every chord finds its own command', () => {
    for (const id of COMMAND_IDS) expect(KEYMAP[id].chords.length).toBeGreaterThan(0);
  });
});

describe('a key press', () => {
  it.each([
    ['j', 'KeyJ', {}, 'shuttle_back'],
    ['J', 'KeyJ', { shiftKey: true }, null],
    [' ', 'Space', {}, 'play_toggle'],
    ['!', 'Digit1', { shiftKey: true }, 'category_toggle'],
    ['1', 'Numpad1', {}, 'category_choose'],
    ['?', 'Slash', { shiftKey: true }, 'help'],
    ['Z', 'KeyZ', { ctrlKey: true, shiftKey: true }, 'redo'],
    ['z', 'KeyZ', { metaKey: true }, 'undo'],
    ['ArrowLeft', 'ArrowLeft', { altKey: true, shiftKey: true }, 'box_left_10'],
    ['о', 'KeyJ', {}, 'shuttle_back'],
    ['å', 'KeyI', { altKey: true }, 'onset_later'],
    ['r', 'KeyR', { ctrlKey: true }, null],
  ])('%s (%s) means what the table says', (key, code, modifiers, id) => {
    expect(commandFor(press(key, code, modifiers), WORKING)?.id ?? null).toBe(id);
  });

  it('carries its chord, so that 3 is told from 4', () => {
    expect(commandFor(press('3', 'Digit3'), WORKING)).toEqual({ id: 'category_choose', chord: '3' });
  });

  it('with the numeric pad as arrows is an arrow', () => {
    expect(chordOf(press('ArrowLeft', 'Numpad4'))).toBe('ArrowLeft');
  });
});

describe('the focus', () => {
  const element = (html: string): Element => {
    document.body.innerHTML = html;
    return document.body.querySelector('[data-t]') as Element;
  };

  it.each(['<input data-t>', '<input type="number" data-t>', '<textarea data-t></textarea>'])(
    'in %s leaves the keys to the field, but Esc and Ctrl+Enter',
    (html) => {
      const scopes = scopesFor(element(html), false);
      expect(commandFor(press('j', 'KeyJ'), scopes)).toBeNull();
      expect(commandFor(press('1', 'Digit1'), scopes)).toBeNull();
      expect(commandFor(press('Escape', 'Escape'), scopes)?.id).toBe('text_leave');
      expect(commandFor(press('Enter', 'Enter', { ctrlKey: true }), scopes)?.id).toBe('text_submit');
    },
  );

  it('in a dialog leaves all keys to the dialog', () => {
    const scopes = scopesFor(element('<dialog open><button data-t></button></dialog>'), false);
    expect(commandFor(press('j', 'KeyJ'), scopes)).toBeNull();
  });

  it('on a control leaves it the keys that it needs and no others', () => {
    const button = element('<button data-t>x</button>');
    expect(controlNeeds(button, 'Space')).toBe(true);
    expect(controlNeeds(button, 'J')).toBe(false);
    const slider = element('<div role="slider" tabindex="0" data-t></div>');
    expect(controlNeeds(slider, 'ArrowLeft')).toBe(true);
    expect(controlNeeds(slider, 'Space')).toBe(false);
    expect(controlNeeds(document.body, 'Enter')).toBe(false);
  });

  it("knows the reviewer's keys only in a review", () => {
    expect(commandFor(press('a', 'KeyA'), scopesFor(document.body, false))).toBeNull();
    expect(commandFor(press('a', 'KeyA'), scopesFor(document.body, true))?.id).toBe('review_accept');
  });
});

it('is shown as on the keys of the machine', () => {
  expect(chordLabels('Mod+Shift+ArrowLeft', false)).toEqual(['Ctrl', 'Shift', '←']);
  expect(chordLabels('Mod+Z', true)).toEqual(['⌘', 'Z']);
  expect(chordLabels('+', false)).toEqual(['+']);
});

describe('the help dialog', () => {
  it('has a text for every command', () => {
    for (const scope of ['work', 'player', 'trace', 'box', 'review', 'text'] as const) {
      for (const { word } of helpLines(scope)) expect(tMaybe(`workbench.key.${word}`), word).not.toBeNull();
    }
  });

  it('puts the four directions on one line', () => {
    const line = helpLines('box').find(({ word }) => word === 'box_move');
    expect(line?.chords).toEqual(['Alt+ArrowLeft', 'Alt+ArrowRight', 'Alt+ArrowUp', 'Alt+ArrowDown']);
  });
});
