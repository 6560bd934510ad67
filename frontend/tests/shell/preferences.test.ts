import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { localeChooseFresh } from '../../src/i18n';
import { preferencesAdopt, themePrefer } from '../../src/shell/preferences';
import { theme } from '../../src/shell/theme.svelte';
import { personSettings } from '../../src/state/settings.svelte';

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  // biome-ignore lint/suspicious/noDocumentCookie: the token comes in a cookie
  document.cookie = 'csrftoken=abc123';
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
});

afterEach(() => {
  localStorage.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a theme takes effect at once and the other settings stay, though the server is away', () => {
  preferencesAdopt({ id: 1, settings: { keys: { submit: ['X'] } } });
  themePrefer('light');
  expect(document.documentElement.dataset.theme).toBe('light');
  expect(localStorage.getItem('deeptrace.theme')).toBe('light');
  expect(personSettings.value).toEqual({ keys: { submit: ['X'] }, theme: 'light' });
});

test("the account's theme holds on every device, and is kept there for the next first paint", () => {
  theme.choose('dark');
  preferencesAdopt({ id: 2, settings: { theme: 'light' } });
  expect(theme.inForce).toBe('light');
  expect(localStorage.getItem('deeptrace.theme')).toBe('light');
});

test('a choice that the server has not heard of yet wins over what it remembers', () => {
  preferencesAdopt({ id: 3, settings: { theme: 'dark' } });
  themePrefer('light');
  preferencesAdopt({ id: 3, settings: { theme: 'dark' } });
  expect(theme.inForce).toBe('light');
});

describe('the language', () => {
  const reload = vi.fn();

  beforeEach(() => {
    reload.mockClear();
    vi.stubGlobal('location', { ...location, reload });
  });

  afterEach(() => sessionStorage.clear());

  test('of the account holds on every device', () => {
    preferencesAdopt({ id: 4, settings: { language: 'zh' } });
    expect(localStorage.getItem('deeptrace.locale')).toBe('zh');
    expect(reload).toHaveBeenCalledOnce();
  });

  test('chosen by hand before signing in is taken over by the account', () => {
    localeChooseFresh('en');
    reload.mockClear();
    preferencesAdopt({ id: 5, settings: { language: 'zh' } });
    expect(personSettings.value.language).toBe('en');
    expect(reload).not.toHaveBeenCalled();
  });

  test('that this version does not have is left alone', () => {
    preferencesAdopt({ id: 6, settings: { language: 'toString' } });
    expect(reload).not.toHaveBeenCalled();
  });
});
