import { beforeEach, expect, it } from 'vitest';
import { MemorySeekerHost } from '../host/memory';
import { Noticing } from './noticing.svelte';

let host: MemorySeekerHost;
let noticing: Noticing;

beforeEach(() => {
  host = new MemorySeekerHost();
  noticing = new Noticing(host);
  noticing.follow('waiting', 0);
});

it('the title tells of an acceptance and of unseen messages, and of nothing else', () => {
  expect(host.attention.shown).toBe(0);
  host.shown = false;
  noticing.follow('accepted', 0);
  expect(host.attention.shown).toBe(1);
  noticing.follow('active', 0);
  expect(host.attention.shown).toBe(0);
  noticing.follow('active', 2);
  expect(host.attention.shown).toBe(2);
  host.shown = true;
  noticing.follow('active', 2);
  expect(host.attention.shown).toBe(0);
  host.shown = false;
  noticing.follow('active', 3);
  noticing.follow('ended', 0);
  expect(host.attention.shown).toBe(0);
});

it('the sound comes by choice, once for an acceptance and for each unseen message', async () => {
  noticing.follow('accepted', 0);
  expect(host.attention.signals).toBe(0);
  noticing.follow('waiting', 0);
  await noticing.chooseSound(true);
  noticing.follow('accepted', 0);
  noticing.follow('accepted', 0);
  expect(host.attention.signals).toBe(1);
  noticing.follow('active', 1);
  expect(host.attention.signals).toBe(1);
  host.shown = false;
  noticing.follow('active', 2);
  expect(host.attention.signals).toBe(2);
  await noticing.chooseSound(false);
  noticing.follow('active', 3);
  expect(host.attention.signals).toBe(2);
});

it('a browser that plays nothing says so', async () => {
  host.attention.mute = true;
  await noticing.chooseSound(true);
  expect(noticing).toMatchObject({ sound: false, silent: true });
});

it('the screen stays on while somebody waits, again after the page was away, and not in the chat', async () => {
  await noticing.chooseAwake(true);
  expect(host.attention.awake).toBe(true);
  host.attention.awake = false;
  host.shown = false;
  noticing.follow('waiting', 0);
  expect(host.attention.awake).toBe(false);
  host.shown = true;
  noticing.follow('waiting', 0);
  expect(host.attention.awake).toBe(true);
  noticing.follow('active', 0);
  expect(host.attention.awake).toBe(false);
});
