import { describe, expect, test } from 'vitest';
import { type Block, type Inline, inlineParse, markdownParse } from '../../src/ui/markdown';

const text = (value: string): Inline => ({ kind: 'text', text: value });
const paragraph = (value: string): Block => ({ kind: 'paragraph', children: [text(value)] });

describe('blocks', () => {
  test('headings start below the title of the page', () => {
    const levels = markdownParse('# a\n## b\n###### c').map(
      (block) => block.kind === 'heading' && block.level,
    );
    expect(levels).toEqual([2, 3, 4]);
  });

  test('lines of a paragraph belong together until a blank line', () => {
    expect(markdownParse('one\ntwo\n\nthree')).toEqual([paragraph('one two'), paragraph('three')]);
  });

  test('lists, ordered and not, with continued items', () => {
    expect(markdownParse('- a\n  more\n* b\n\n1. x\n2) y')).toEqual([
      { kind: 'list', ordered: false, items: [[text('a more')], [text('b')]] },
      { kind: 'list', ordered: true, items: [[text('x')], [text('y')]] },
    ]);
  });

  test('code keeps its lines and its marks', () => {
    expect(markdownParse('```\n**a**\n  b\n```\nc')).toEqual([
      { kind: 'code', text: '**a**\n  b' },
      paragraph('c'),
    ]);
  });

  test('an unclosed fence runs to the end', () => {
    expect(markdownParse('```\na')).toEqual([{ kind: 'code', text: 'a' }]);
  });

  test('quotes and rules', () => {
    expect(markdownParse('> a\n> b\n\n---')).toEqual([
      { kind: 'quote', children: [text('a b')] },
      { kind: 'rule' },
    ]);
  });
});

describe('within a line', () => {
  test('strong, emphasis and code', () => {
    expect(inlineParse('**a *b*** `c*d*`')).toEqual([
      { kind: 'strong', children: [text('a '), { kind: 'em', children: [text('b')] }] },
      text(' '),
      { kind: 'code', text: 'c*d*' },
    ]);
  });

  test('names with underscores and lone stars stay as they are', () => {
    expect(inlineParse('object_merging and 2 * 3 * 4')).toEqual([text('object_merging and 2 * 3 * 4')]);
  });

  test('links to the web, to mail and within the site', () => {
    const hrefs = ['https://a.b/c', 'mailto:a@b.c', '/p/demo', '#x'].map(
      (href) => inlineParse(`[t](${href})`)[0],
    );
    expect(hrefs.map((link) => link?.kind)).toEqual(['link', 'link', 'link', 'link']);
  });

  test.each(['javascript:alert`1`', 'JaVaScRiPt:x', 'data:text/html,x', '//evil.example', 'vbscript:x'])(
    '%s never becomes a link',
    (href) => {
      expect(JSON.stringify(inlineParse(`[t](${href})`))).not.toContain('"link"');
    },
  );

  test('markup of HTML is text', () => {
    expect(inlineParse('<img src=x onerror=alert(1)>')).toEqual([text('<img src=x onerror=alert(1)>')]);
  });
});

test('a long hostile text is parsed in time', () => {
  const started = performance.now();
  markdownParse(
    `${'*'.repeat(2000)}\n${'[a]('.repeat(2000)}\n${'_a '.repeat(2000)}\n\n${'`c` '.repeat(20_000)}`,
  );
  expect(performance.now() - started).toBeLessThan(2000);
});
