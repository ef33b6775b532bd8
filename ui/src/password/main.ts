import { mount } from 'svelte';
import '../kit/tokens.css';
import '../kit/base.css';
import { passwordHost } from '../host/password';
import App from './App.svelte';
import { Choosing } from './choosing.svelte';

const target = document.getElementById('app');
const host = passwordHost();
if (target !== null) mount(App, { target, props: { choosing: new Choosing(host), languages: host.languages } });
