import type { Me } from '../api/types';
import { LOCALES, localeChoose, localeCurrent, localeFresh } from '../i18n';
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
  const { theme: choice } = personSettings.value;
  if (choice && choice !== theme.choice) theme.choose(choice);
  languageAdopt();
}

/** What was chosen by hand just before signing in wins over what the account remembers. */
function languageAdopt(): void {
  const fresh = localeFresh();
  if (fresh !== null) personSettings.patch({ language: fresh });
  const { language } = personSettings.value;
  if (!language || !Object.hasOwn(LOCALES, language) || localeCurrent() === 'pseudo') return;
  if (language !== localeCurrent()) localeChoose(language);
}
