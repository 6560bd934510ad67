import { describe, expect, test } from 'vitest';
import { en } from '../../src/i18n/en';
import { base } from '../../src/i18n/en/base';
import { bench } from '../../src/i18n/en/bench';

const sources = import.meta.glob<string>('../../src/**/*.{ts,svelte}', {
  eager: true,
  query: '?raw',
  import: 'default',
});
const SRC = '../../src/';
const STARTS = ['main.ts', 'pages/workbench/Workbench.svelte'];
const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?!type\b)[^'"()]*?['"](\.[^'"]+)['"]/g;
const WHOLE_KEY = /['"`]([a-z_]+(?:\.[a-z_0-9]+)+)['"`]/g;
/** A part of the key is only known at run time: `status.${status}`. */
const PART_KEY = /\bt\(\s*(?:[^`'"()]*\?\s*)?`([^`]*\$\{[^`]*)`/g;

const files = reached(STARTS);
const there = new Set([...Object.keys(base), ...Object.keys(bench)]);
const missing = [...files].flatMap(([file, source]) =>
  keysIn(source)
    .filter((key) => !there.has(key))
    .map((key) => `${key} in ${file}`),
);

describe('what the workbench starts with', () => {
  test('is found', () => {
    expect(files.size).toBeGreaterThan(100);
    expect([...files.keys()]).toContain('pages/workbench/Bench.svelte');
  });

  test('does without dialogs, panels and other pages', () => {
    const heavy = [...files.keys()].filter((file) =>
      /Dialog|Tour|GuidePanel|AidPanel|PageView|Header\.svelte|valibot|pages\/account/.test(file),
    );
    expect(heavy).toEqual([
      'pages/workbench/WorkHeader.svelte',
      'pages/workbench/dialogs/WorkDialogs.svelte',
    ]);
  });

  test('has all its texts: those in base.ts and bench/', () => {
    expect(missing).toEqual([]);
  });
});

/** Every file that is loaded with these, and its text. */
function reached(starts: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const waiting = [...starts];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const source = sources[SRC + file];
    if (source === undefined || found.has(file)) continue;
    found.set(file, source);
    for (const [, path] of source.matchAll(IMPORT)) waiting.push(resolved(file, path ?? ''));
  }
  return found;
}

function resolved(from: string, path: string): string {
  const parts = new URL(path, `file:///${from}`).pathname.slice(1);
  const candidates = [parts, `${parts}.ts`, `${parts}/index.ts`];
  return candidates.find((file) => sources[SRC + file] !== undefined) ?? parts;
}

function keysIn(source: string): string[] {
  const whole = [...source.matchAll(WHOLE_KEY)].map(([, key]) => key ?? '').filter((key) => key in en);
  return [...whole, ...[...source.matchAll(PART_KEY)].flatMap(([, pattern]) => keysLike(pattern ?? ''))];
}

/** Where nothing but the area is known, the types of the code say more than its text. */
function keysLike(pattern: string): string[] {
  if (/^[a-z_]+\.\$\{[^}]*\}$/.test(pattern) && !/^(?:status|verdict)/.test(pattern)) return [];
  const shape = pattern.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
  const matches = new RegExp(`^${shape.join('[a-z_0-9]+')}$`);
  return Object.keys(en).filter((key) => matches.test(key));
}
