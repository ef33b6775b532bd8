import { mount } from 'svelte';
import '../kit/tokens.css';
import '../kit/base.css';
import { tauriHost } from '../host/tauri';
import App from './App.svelte';
import { Desk } from './desk.svelte';

const desk = new Desk(tauriHost());
const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { desk } });
void desk.start();
