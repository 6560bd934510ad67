import { mount } from 'svelte';
import App from './App.svelte';
import { localeStart } from './i18n';
import './styles/tokens.css';
import './styles/base.css';
import { theme } from './shell/theme.svelte';

const target = document.getElementById('app') ?? document.body.appendChild(document.createElement('div'));
target.id = 'app';

theme.start();
await localeStart();
mount(App, { target });
