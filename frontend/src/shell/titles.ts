import { t } from '../i18n';
import type { Route } from './routes';

/** The heading of a page while the page itself is still on its way; '' where it has none of its own. */
export function routeTitle(route: Route, projectName: string): string {
  switch (route.name) {
    case 'account':
      return t('account.title');
    case 'calibration':
      return t('nav.calibration');
    case 'dashboard':
      return t('nav.dashboard');
    case 'explorer':
      return t('nav.explorer');
    case 'evaluations':
      return t('nav.evaluations');
    case 'home':
      return t('home.title');
    case 'imports':
      return t('imports.title');
    case 'members':
      return t('members.title');
    case 'models':
      return t('nav.models');
    case 'next':
      return t('work.take_next');
    case 'project':
      return projectName || t('nav.home');
    case 'releases':
      return t('releases.title');
    case 'review':
      return t('nav.review');
    case 'settings':
      return t('settings.title');
    case 'system':
      return t('header.system');
    case 'threads':
      return t('threads.title');
    case 'videos':
      return t('videos.title');
    default:
      return t('app.name');
  }
}
