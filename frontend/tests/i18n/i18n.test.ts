import { beforeEach, describe, expect, test } from 'vitest';
import { ApiError } from '../../src/api/errors';
import {
  formatAge,
  formatBytes,
  formatCount,
  formatPercent,
  formatSeconds,
  localeCurrent,
  localeStart,
  t,
  tMaybe,
} from '../../src/i18n';
import { en } from '../../src/i18n/en';
import { errorText } from '../../src/i18n/errors';

beforeEach(async () => {
  localStorage.clear();
  await localeStart();
});

describe('texts', () => {
  test('placeholders are filled', () => {
    expect(t('invite.title', { project: 'Demo' })).toBe('Join Demo');
  });

  test('the count chooses the plural form and is grouped', () => {
    expect(t('traces.count', { count: 1 })).toBe('1 trace');
    expect(t('traces.count', { count: 0 })).toBe('0 traces');
    expect(t('unit.frames', { count: 12_345 })).toBe('12,345 frames');
  });

  test('a key that does not exist is null', () => {
    expect(tMaybe('error.no_such_code')).toBeNull();
    expect(tMaybe('toString')).toBeNull();
    expect(tMaybe('error.offline')).toBe(t('error.offline'));
  });

  test('an unknown stored language falls back to English', async () => {
    localStorage.setItem('deeptrace.locale', 'xx');
    await localeStart();
    expect(localeCurrent()).toBe('en');
    expect(document.documentElement.lang).toBe('en');
  });

  test('plural forms share their placeholders; one may do without its number', () => {
    const names = (text: string) =>
      [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).filter((name) => name !== 'count');
    for (const [key, message] of Object.entries(en)) {
      if (typeof message === 'string') continue;
      const forms = Object.values(message as Record<string, string>).map(names);
      for (const form of forms) expect(form.sort(), key).toEqual(forms[0]?.sort());
    }
  });

  test('no text has stray spaces or straight ellipses', () => {
    const texts = Object.entries(en).flatMap(([key, message]) =>
      (typeof message === 'string' ? [message] : Object.values(message)).map((text) => [key, text] as const),
    );
    for (const [key, text] of texts) {
      expect(text, key).toBe(text.trim());
      expect(text, key).not.toMatch(/ {2}|\.\.\./);
    }
  });
});

describe('numbers and times', () => {
  test.each([
    ['2026-01-10T12:00:20Z', 'now'],
    ['2026-01-10T11:57:00Z', '3 minutes ago'],
    ['2026-01-10T09:00:00Z', '3 hours ago'],
    ['2026-01-09T10:00:00Z', 'yesterday'],
    ['2026-01-14T12:00:00Z', 'in 4 days'],
  ])('%s is %s', (iso, words) => {
    expect(formatAge(iso, new Date('2026-01-10T12:00:00Z'))).toBe(words);
  });

  test('sizes, shares and lengths', () => {
    expect(formatBytes(0)).toBe('0 kB');
    expect(formatBytes(120)).toBe('0.1 kB');
    expect(formatBytes(80_400)).toBe('80 kB');
    expect(formatBytes(17_120_000)).toBe('17.1 MB');
    expect(formatPercent(0.426)).toBe('43%');
    expect([formatCount(999, 1000), formatCount(1000, 1000)]).toEqual(['999', '1,000+']);
    expect(formatSeconds(5_041_667)).toBe('5.04 s');
  });
});

describe('what a person is told about an error', () => {
  test('our words for a known code', () => {
    expect(errorText(new ApiError(409, { code: 'lease_lost', detail: 'raw' }))).toBe(t('error.lease_lost'));
  });

  test("the server's words for an unknown one", () => {
    expect(errorText(new ApiError(409, { code: 'new_code', detail: 'It is Tuesday.' }))).toBe(
      'It is Tuesday.',
    );
  });

  test('the first field of invalid input', () => {
    const errors = [{ field: 'slug', code: 'unique', detail: 'This name is taken.' }];
    expect(errorText(new ApiError(400, { code: 'invalid', errors }))).toBe('This name is taken.');
  });

  test('a general sentence for anything else', () => {
    expect(errorText(new Error('boom'))).toBe(t('error.unexpected'));
    expect(errorText(new ApiError(500, {}))).toBe(t('error.server_error'));
  });
});
