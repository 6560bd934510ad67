import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { preferencesAdopt, themePrefer } from '../../src/shell/preferences';
import { session } from '../../src/shell/session.svelte';
import { theme } from '../../src/shell/theme.svelte';

beforeEach(() => {
  localStorage.clear();
  // biome-ignore lint/suspicious/noDocumentCookie: the token comes in a cookie
  document.cookie = 'csrftoken=abc123';
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
  session.me = { id: 1, username: 'a', is_staff: false, projects: [], settings: { keymap: { x: 'y' } } };
});

afterEach(() => {
  session.me = null;
  localStorage.clear();
  vi.unstubAllGlobals();
});

test('a theme takes effect at once and the other settings stay, though the server is away', () => {
  themePrefer('light');
  expect(document.documentElement.dataset.theme).toBe('light');
  expect(localStorage.getItem('deeptrace.theme')).toBe('light');
  expect(session.me?.settings).toEqual({ keymap: { x: 'y' }, theme: 'light' });
});

test("a new device takes over the account's theme", () => {
  preferencesAdopt({ theme: 'light' });
  expect(theme.inForce).toBe('light');
});

test('what was chosen on this device wins', () => {
  theme.choose('dark');
  preferencesAdopt({ theme: 'light' });
  expect(theme.inForce).toBe('dark');
});
