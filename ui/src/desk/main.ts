import { mount } from 'svelte';
import '../kit/tokens.css';
import '../kit/base.css';
import { tauriHost } from '../host/tauri';
import App from './App.svelte';
import { Desk } from './desk.svelte';
import { lazy, loadLazy } from './lazy';

const desk = new Desk(tauriHost());
// The window of one chat needs that part first.
if (desk.host.window !== null) void lazy.chat().catch(() => undefined);
const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { desk } });
await desk.start();
// The frame after the next one: the first screen has been painted.
requestAnimationFrame(() => requestAnimationFrame(() => void loadLazy()));
