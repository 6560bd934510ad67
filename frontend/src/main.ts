import { mount } from 'svelte';
import App from './App.svelte';
import { localeStart } from './i18n';
import './styles/tokens.css';
import './styles/base.css';
import { theme } from './shell/theme.svelte';

const target = document.getElementById('app') ?? document.body.appendChild(document.createElement('div'));
target.id = 'app';

/** browser-check.js has told people with an older browser. */
if (!('unsupported' in document.documentElement.dataset)) {
  theme.start();
  await localeStart();
  mount(App, { target });
}
