import { chordRefusal, chordsAreSlots, type Refusal } from './editing';
import { COMMAND_IDS, type CommandId, KEYMAP } from './keymap';
import { type KeyOverrides, keymapWith } from './overrides';

/** What an exported file looks like; `deeptrace_keys` is the version of this form. */
export type KeyFile = { readonly deeptrace_keys: 1; readonly keys: KeyOverrides };

export type KeyFileProblem = {
  /** 1-based line of the file. */
  readonly line: number;
  readonly command: string;
  readonly chord: string;
} & (
  | Refusal
  | { readonly why: 'not_json' | 'wrong_form' | 'unknown_command' | 'not_a_list' | 'wrong_count' }
);

export type KeyFileRead = { readonly keys: KeyOverrides } | { readonly problems: readonly KeyFileProblem[] };

const LONGEST_FILE = 64 * 1024;

export function keyFileText(keys: KeyOverrides): string {
  return `${JSON.stringify({ deeptrace_keys: 1, keys } satisfies KeyFile, null, 2)}\n`;
}

/** Reads an exported file: all of it, or every reason against it. */
export function keyFileRead(text: string): KeyFileRead {
  const keys = entriesOf(text);
  if (keys === 'not_json' || keys === 'wrong_form') {
    return { problems: [{ line: 1, command: '', chord: '', why: keys }] };
  }
  const problems = Object.entries(keys).flatMap(([command, chords]) => formProblems(text, command, chords));
  if (problems.length > 0) return { problems };
  const overrides = keys as KeyOverrides;
  const refused = refusals(text, overrides);
  return refused.length > 0 ? { problems: refused } : { keys: overrides };
}

function entriesOf(text: string): Record<string, unknown> | 'not_json' | 'wrong_form' {
  try {
    const file: unknown = text.length > LONGEST_FILE ? null : JSON.parse(text);
    const { deeptrace_keys: version, keys } = (file ?? {}) as Partial<KeyFile>;
    const isRecord = typeof keys === 'object' && keys !== null && !Array.isArray(keys);
    return version === 1 && isRecord ? keys : 'wrong_form';
  } catch {
    return 'not_json';
  }
}

function formProblems(text: string, command: string, chords: unknown): KeyFileProblem[] {
  const at = { line: lineOf(text, command), command, chord: '' };
  if (!COMMAND_IDS.includes(command as CommandId)) return [{ ...at, why: 'unknown_command' }];
  const isList = Array.isArray(chords) && chords.length <= 20;
  if (!isList || chords.some((chord) => typeof chord !== 'string')) return [{ ...at, why: 'not_a_list' }];
  const id = command as CommandId;
  const isWhole = !chordsAreSlots(id) || chords.length === KEYMAP[id].chords.length;
  return isWhole && new Set(chords).size === chords.length ? [] : [{ ...at, why: 'wrong_count' }];
}

/** Two commands of the file may want the same chord: each is looked at with all the others in place. */
function refusals(text: string, overrides: KeyOverrides): KeyFileProblem[] {
  const keymap = keymapWith(overrides);
  return Object.entries(overrides).flatMap(([command, chords]) =>
    chords.flatMap((chord) => {
      const refusal = chordRefusal(keymap, command as CommandId, chord);
      return refusal ? [{ line: lineOf(text, command), command, chord, ...refusal }] : [];
    }),
  );
}

function lineOf(text: string, command: string): number {
  const at = text.indexOf(JSON.stringify(command));
  return at < 0 ? 1 : text.slice(0, at).split('\n').length;
}
