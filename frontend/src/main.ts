import { mount } from 'svelte';
import App from './App.svelte';
import { localeStart } from './i18n';
import './styles/tokens.css';
import './styles/base.css';
import { routeMatch } from './shell/routes';
import { theme } from './shell/theme.svelte';

const target = document.getElementById('app') ?? document.body.appendChild(document.createElement('div'));
target.id = 'app';

/** Not awaited at the top level: what is loaded here needs this very chunk to have run. */
async function start(): Promise<void> {
  theme.start();
  const isWork = routeMatch(location.pathname).name === 'work';
  const frame = isWork ? import('./pages/workbench/Workbench.svelte') : import('./shell/frame/Site.svelte');
  frame.catch(() => undefined);
  await localeStart(isWork ? 'bench' : 'all');
  if (!isWork) await frame.catch(() => undefined);
  mount(App, { target });
}

/** browser-check.js has told people with an older browser. */
if (!('unsupported' in document.documentElement.dataset)) void start();
