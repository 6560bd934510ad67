import type { Mention } from '../../api/threads/threads';

/* Names in plain text: `@R-7F3KQ`. The server decides whom a name stands for (docs/threads.md). */

const WRITTEN = /(?<![\w@])@([AR]-[A-Z2-7]{5})(?!\w)/gi;
const TYPED = /(?:^|[^\w@])@([\w-]{0,8})$/;

/** A piece of a comment; `mention` says whether it names somebody, and whether that is the reader. */
export type TextPart = { readonly text: string; readonly mention: 'me' | 'other' | null };

export function textParts(text: string, mentions: readonly Mention[]): TextPart[] {
  const known = new Map(mentions.map(({ name, me }) => [name.toUpperCase(), me]));
  const parts: TextPart[] = [];
  let from = 0;
  for (const found of text.matchAll(WRITTEN)) {
    const me = known.get((found[1] ?? '').toUpperCase());
    if (me === undefined) continue;
    parts.push({ text: text.slice(from, found.index), mention: null });
    parts.push({ text: found[0], mention: me ? 'me' : 'other' });
    from = found.index + found[0].length;
  }
  parts.push({ text: text.slice(from), mention: null });
  return parts.filter((part) => part.text !== '');
}

/** The name that is being typed before the caret: where its @ stands, and what follows it so far. */
export type Typing = { readonly from: number; readonly query: string };

export function mentionTyped(text: string, caret: number): Typing | null {
  const found = TYPED.exec(text.slice(0, caret));
  const query = found?.[1];
  return query === undefined ? null : { from: caret - query.length - 1, query };
}

/** The names that begin like what was typed, with or without the letter before the dash. */
export function mentionMatches(names: readonly string[], query: string): string[] {
  const wanted = query.toUpperCase();
  return names.filter((name) => name.startsWith(wanted) || name.slice(2).startsWith(wanted));
}

/** The text with the name in the place of what was typed, and where the caret then stands. */
export function mentionPut(
  text: string,
  { from, query }: Typing,
  name: string,
): { readonly text: string; readonly caret: number } {
  const before = `${text.slice(0, from)}@${name} `;
  const after = text.slice(from + 1 + query.length).replace(/^ /, '');
  return { text: before + after, caret: before.length };
}
