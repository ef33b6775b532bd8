import { mount } from 'svelte';
import '../kit/tokens.css';
import '../kit/base.css';
import { webHost } from '../host/web';
import App from './App.svelte';
import { SeekerSession } from './session.svelte';

const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { session: new SeekerSession(webHost()) } });
