import { isApiError } from '../../api/errors';
import { t } from '../../i18n';
import { errorText } from '../../i18n/errors';
import type { IconName } from '../icons';

/** What an error looks like to a person, and the way out of it. */
export type ErrorLook = {
  kind: 'offline' | 'signed_out' | 'forbidden' | 'not_found' | 'throttled' | 'server' | 'stale' | 'broken';
  icon: IconName;
  title: string;
  text: string;
  way: 'retry' | 'reload' | 'sign_in' | 'leave';
};

/** A page of a version that is no longer served: its parts cannot be fetched. Each browser has its own words. */
const MISSING_PART = /dynamically imported module|importing a module script|preload CSS/i;

export function errorLook(error: unknown): ErrorLook {
  if (isApiError(error, 'offline') || !navigator.onLine) return offline(error);
  if (isApiError(error)) return byStatus(error.status, error);
  if (error instanceof Error && MISSING_PART.test(error.message))
    return {
      kind: 'stale',
      icon: 'restore',
      title: t('state.stale'),
      text: t('state.stale_detail'),
      way: 'reload',
    };
  return broken(error);
}

function offline(error: unknown): ErrorLook {
  const reason = isApiError(error, 'offline') ? errorText(error) : t('error.offline');
  const text = `${reason} ${t('state.offline_wait')}`;
  return { kind: 'offline', icon: 'offline', title: t('error.page.offline'), text, way: 'retry' };
}

function byStatus(status: number, error: unknown): ErrorLook {
  if (status >= 500)
    return {
      kind: 'server',
      icon: 'alert',
      title: t('state.server'),
      text: t('error.server_error'),
      way: 'retry',
    };
  switch (status) {
    case 401:
      return {
        kind: 'signed_out',
        icon: 'lock',
        title: t('state.signed_out'),
        text: t('state.signed_out_detail'),
        way: 'sign_in',
      };
    case 403:
      return {
        kind: 'forbidden',
        icon: 'lock',
        title: t('error.page.forbidden'),
        text: t('error.page.forbidden_detail'),
        way: 'leave',
      };
    case 404:
      return {
        kind: 'not_found',
        icon: 'search',
        title: t('error.page.not_found'),
        text: t('error.page.not_found_detail'),
        way: 'leave',
      };
    case 429:
      return {
        kind: 'throttled',
        icon: 'alert',
        title: t('state.throttled'),
        text: t('error.throttled'),
        way: 'retry',
      };
    default:
      return broken(error);
  }
}

function broken(error: unknown): ErrorLook {
  return {
    kind: 'broken',
    icon: 'alert',
    title: t('error.page.broken'),
    text: errorText(error),
    way: 'retry',
  };
}
