import { mount } from 'svelte';
import '../kit/tokens.css';
import '../kit/base.css';
import { tauriHost } from '../host/tauri';
import App from './App.svelte';
import { Desk } from './desk.svelte';
import { later, loadLater } from './later';

const desk = new Desk(tauriHost());
// A window of one chat begins with it.
if (desk.host.window !== null) void later.chat().catch(() => undefined);
const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { desk } });
await desk.start();
// The frame after the next one: the first screen has been painted.
requestAnimationFrame(() => requestAnimationFrame(() => void loadLater()));
