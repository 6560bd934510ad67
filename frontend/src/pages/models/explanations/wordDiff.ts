/** A run of text that both have, that only the first has, or that only the second has. */
export type Piece = { readonly kind: 'same' | 'gone' | 'new'; readonly text: string };

/** Latin words with the white space after them; every other sign, such as a Chinese one, by itself. */
const WORD = /[\p{Script=Latin}\p{N}'’-]+\s*|[^\p{Script=Latin}\p{N}]\s*/gu;
/** Above this many cells the table of common words would be slow: both texts are then shown as a whole. */
const MOST_CELLS = 1_000_000;

/** What has to go and what has to come to turn one text into the other, word by word, in reading order. */
export function wordDiff(before: string, after: string): Piece[] {
  const a = before.match(WORD) ?? [];
  const b = after.match(WORD) ?? [];
  if (a.length * b.length > MOST_CELLS) return joined([piece('gone', before), piece('new', after)]);
  const common = commonLengths(a, b);
  const pieces: Piece[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pieces.push(piece('same', a[i++] ?? ''));
      j++;
    } else if (j >= b.length || (i < a.length && at(common, i + 1, j) >= at(common, i, j + 1))) {
      pieces.push(piece('gone', a[i++] ?? ''));
    } else {
      pieces.push(piece('new', b[j++] ?? ''));
    }
  }
  return joined(pieces);
}

function piece(kind: Piece['kind'], text: string): Piece {
  return { kind, text };
}

/** [i][j]: how many words the rests from a[i] and b[j] have in common. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    const row = table[i] ?? [];
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] =
        a[i] === b[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

function at(table: readonly (readonly number[])[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

/** Neighbours of one kind become one piece; what goes stands before what comes. */
function joined(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  let gone = '';
  let fresh = '';
  const flush = (): void => {
    if (gone) found.push(piece('gone', gone));
    if (fresh) found.push(piece('new', fresh));
    gone = '';
    fresh = '';
  };
  for (const { kind, text } of pieces) {
    if (kind === 'gone') gone += text;
    else if (kind === 'new') fresh += text;
    else {
      flush();
      const last = found.at(-1);
      if (last?.kind === 'same') found[found.length - 1] = piece('same', last.text + text);
      else found.push(piece('same', text));
    }
  }
  flush();
  return found;
}
