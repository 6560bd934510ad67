import { type AST, parse } from 'svelte/compiler';
import { describe, expect, test } from 'vitest';

const sources = import.meta.glob<string>('../../src/**/*.svelte', {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** Attributes that a person reads or hears. */
const SPOKEN =
  /^(?:title|alt|placeholder|label|text|intro|hint|caption|confirm|aria-(?:label|description|valuetext|roledescription))$/;
/** What is not words: single letters, names of keys, styles. */
const WORD = /\p{L}{2}/u;
const SKIPPED = new Set(['StyleSheet', 'StyleDirective', 'ClassDirective', 'Comment']);
const KEY_NAMES = /\b(?:Shift|Ctrl|Alt|Enter|Esc|Tab)\b/g;

type Node = { type: string; [key: string]: unknown };

describe('every visible text is in the message catalogue', () => {
  test('there are components to look at', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(30);
  });

  test.each(Object.entries(sources))('%s', (_, source) => {
    expect(textsIn(parse(source, { modern: true }).fragment as unknown as Node)).toEqual([]);
  });

  test('it finds a planted text', () => {
    const planted = '<p class="x">Hello {name}</p><input placeholder="Type here"><kbd>Esc</kbd>';
    expect(textsIn(parse(planted, { modern: true }).fragment as unknown as Node)).toEqual([
      'Hello',
      'Type here',
    ]);
  });
});

function textsIn(node: Node): string[] {
  if (node.type === 'Text') return words(node as unknown as AST.Text);
  if (node.type === 'Attribute') return SPOKEN.test(String(node.name)) ? childTexts(node) : [];
  if (SKIPPED.has(node.type)) return [];
  return childTexts(node);
}

function childTexts(node: Node): string[] {
  const found: string[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === 'metadata' || key === 'expression') continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === 'object' && 'type' in child)
        found.push(...textsIn(child as Node));
    }
  }
  return found;
}

function words(text: AST.Text): string[] {
  const data = text.data.trim();
  return WORD.test(data.replace(KEY_NAMES, '')) ? [data] : [];
}
