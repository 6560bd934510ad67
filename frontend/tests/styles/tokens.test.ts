import { describe, expect, test } from 'vitest';
import tokens from '../../src/styles/tokens.css?raw';

const components = import.meta.glob<string>('../../src/**/*.svelte', {
  eager: true,
  query: '?raw',
  import: 'default',
});
const sheets = import.meta.glob<string>(['../../src/**/*.css', '!../../src/styles/tokens.css'], {
  eager: true,
  query: '?raw',
  import: 'default',
});
const scripts = import.meta.glob<string>(['../../src/**/*.ts', '!../../src/bench/**'], {
  eager: true,
  query: '?raw',
  import: 'default',
});

const COLOUR = /#[\da-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(/gi;
const QUOTED_COLOUR = /['"`](?:#[\da-f]{3,8}|(?:rgb|hsl)a?\([^'"`]*)['"`]/gi;
/** Hairlines are no rhythm: 0 and 1px stay. */
const LENGTH = /(?<![\w.-])-?(?!0px|1px)(?:\d*\.)?\d+(?:px|rem|pt)\b/;
const RULES: readonly (readonly [property: RegExp, wrong: RegExp])[] = [
  [/^(?:padding|margin)(?:-[a-z-]+)?$|^(?:row-|column-)?gap$/, LENGTH],
  [/^font-size$/, /(?<![\w-])[\d.]+(?:px|rem|pt)\b/],
  [/^(?:[a-z-]+-)?radius$/, /(?<![\w.-])[1-9.]/],
  [/^box-shadow$|^text-shadow$/, /\b\d+px/],
  [/^(?:transition|animation)$/, /\b[\d.]+m?s\b/],
];

describe('colours, sizes, radii, shadows and spacings come from the tokens', () => {
  test.each(Object.entries(components))('%s', (_, source) => {
    expect(rawValuesIn(styleOf(source))).toEqual([]);
  });

  test.each(Object.entries(sheets))('%s', (_, source) => {
    expect(rawValuesIn(source)).toEqual([]);
  });

  test.each(Object.entries(scripts))('%s holds no colour', (_, source) => {
    expect(source.match(QUOTED_COLOUR) ?? []).toEqual([]);
  });

  test.each([
    ['padding: 7px var(--space-3)'],
    ['color: #fff'],
    ['background: rgb(0 0 0 / 40%)'],
    ['font-size: 12px'],
    ['border-radius: 3px'],
    ['box-shadow: 0 2px 4px var(--line)'],
    ['transition: opacity 200ms'],
    ['margin-left: -6px'],
  ])('it finds a planted %s', (declaration) => {
    expect(rawValuesIn(`.x {\n  ${declaration};\n}`)).toEqual([declaration]);
  });

  test.each([
    ['padding: 0 var(--space-3)'],
    ['margin: -1px'],
    ['border-radius: 0 0 var(--radius) var(--radius)'],
    ['box-shadow: var(--ring-1) var(--accent)'],
    ['transition: opacity var(--ease)'],
    ['width: 340px'],
  ])('it lets %s pass', (declaration) => {
    expect(rawValuesIn(`.x {\n  ${declaration};\n}`)).toEqual([]);
  });
});

describe('the tokens', () => {
  const declared = new Set(tokens.match(/--[\w-]+(?=:)/g));
  /** Set by a component for its own parts. */
  const local = new Set(
    Object.values(components).flatMap((source) => source.match(/(?<=style:|[\s{;])--[\w-]+(?=[:=])/g) ?? []),
  );

  test('everything that is used is declared', () => {
    const used = [...Object.values(components), ...Object.values(sheets)].flatMap(
      (source) => source.match(/(?<=var\()--[\w-]+/g) ?? [],
    );
    expect(
      [...new Set(used)].filter((name) => !name.endsWith('-') && !declared.has(name) && !local.has(name)),
    ).toEqual([]);
  });

  test.each(['', '[data-theme="light"]'])('text is readable on every ground (%s)', (theme) => {
    const colours = coloursOf(theme);
    for (const ground of ['--bg-0', '--bg-1', '--bg-2', '--bg-3', '--field'])
      for (const ink of ['--fg-1', '--fg-2', '--fg-3'])
        expect(contrast(colours, ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    for (const ink of ['--accent', '--ok', '--warn', '--bad']) {
      const own = `${ink}-bg`;
      for (const ground of ['--bg-0', '--bg-1', '--bg-2', own])
        expect(contrast(colours, ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(['', '[data-theme="light"]'])('edges of fields and colours of traces stand out (%s)', (theme) => {
    const colours = coloursOf(theme);
    const traces = Array.from({ length: 9 }, (_, index) => `--trace-${index + 1}`);
    for (const ground of ['--bg-0', '--bg-1', '--bg-2'])
      for (const mark of ['--line-strong', '--focus', ...traces])
        expect(contrast(colours, mark, ground), `${mark} on ${ground}`).toBeGreaterThanOrEqual(3);
  });
});

function styleOf(source: string): string {
  return /<style[^>]*>([\s\S]*?)<\/style>/.exec(source)?.[1] ?? '';
}

function rawValuesIn(css: string): string[] {
  return [...css.matchAll(/([\w-]+)\s*:\s*([^;{}]+);/g)].flatMap(([, property = '', value = '']) => {
    const wrong =
      (value.match(COLOUR) !== null && !value.startsWith('url(')) ||
      RULES.some(([name, pattern]) => name.test(property) && pattern.test(value));
    return wrong ? [`${property}: ${value.trim()}`] : [];
  });
}

/** The plain colours in force in a theme: the light one overrides the dark one. */
function coloursOf(theme: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const block of tokens.split('@media')[0]?.split('}') ?? []) {
    const [selector = '', body = ''] = block.split('{');
    const light = selector.includes('[data-theme');
    if (light && theme === '') continue;
    for (const [, name = '', value = ''] of body.matchAll(/(--[\w-]+):\s*(#[\da-f]{6});/g))
      found.set(name, value);
  }
  return found;
}

/** WCAG 2.2 contrast ratio of two tokens. */
function contrast(colours: Map<string, string>, a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(colours.get(a)), luminance(colours.get(b))].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex = ''): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
