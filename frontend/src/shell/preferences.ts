import type { Me } from '../api/types';
import { LOCALES, localeChoose, localeCurrent } from '../i18n';
import { personSettings } from '../state/settings.svelte';
import { type ThemeChoice, theme } from './theme.svelte';

/** Takes effect at once and on this device; the account remembers it for the next one. */
export function themePrefer(choice: ThemeChoice): void {
  theme.choose(choice);
  personSettings.patch({ theme: choice });
}

/** The page is loaded anew for it: the change leaves with the page. */
export function localePrefer(code: string): void {
  personSettings.patch({ language: code });
  localeChoose(code);
}

/** The account's theme and language hold wherever one signs in; this device shows them from its first paint on. */
export function preferencesAdopt({ id, settings }: Pick<Me, 'id' | 'settings'>): void {
  personSettings.adopt(id, settings);
  const { theme: choice, language } = personSettings.value;
  if (choice && choice !== theme.choice) theme.choose(choice);
  if (language && language in LOCALES && language !== localeCurrent()) localeChoose(language);
}
