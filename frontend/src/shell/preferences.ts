import { settingsPut } from '../api/session';
import type { Settings } from '../api/types';
import { localeChoose } from '../i18n';
import { session } from './session.svelte';
import { type ThemeChoice, theme } from './theme.svelte';

/** Takes effect at once and on this device; the account remembers it for the next one. */
export function themePrefer(choice: ThemeChoice): void {
  theme.choose(choice);
  void remember({ theme: choice });
}

export async function localePrefer(code: string): Promise<void> {
  await remember({ locale: code });
  localeChoose(code);
}

/** What the account remembers, on a device where nothing was chosen yet. */
export function preferencesAdopt(settings: Settings): void {
  if (settings.theme && !theme.isChosen()) theme.choose(settings.theme);
}

/** A preference that could not be kept on the server is still kept here: no reason to disturb anybody. */
async function remember(change: Settings): Promise<void> {
  const me = session.me;
  if (me === null) return;
  const settings = { ...me.settings, ...change };
  session.me = { ...me, settings };
  await settingsPut(settings).catch(() => undefined);
}
