import { beforeEach, describe, expect, it } from 'vitest';
import type { DeskView, Entry, TranscriptView } from '../generated/desk';
import { MemoryCounsellorHost } from '../host/memory-counsellor';
import { Desk } from './desk.svelte';
import { tabKey } from './keys';

const CHAT = '01930000-0000-7000-8000-0000000000c1';
const NOW = 1_795_000_000_000;

const view = (revision: number, chats: string[] = [CHAT]): DeskView => ({
  revision,
  now: NOW,
  screen: {
    is: 'desk',
    centre: 'Beratungsstelle Demo',
    me: { name: 'Anna', sign_in_name: 'anna', roles: ['counsellor'], topics: ['Sucht'] },
    server: 'http://localhost:8787',
    connection: { is: 'connected' },
    duty: { is: 'off', why: 'chosen' },
    place: { is: 'chats' },
    requests: [],
    chats: chats.map((id, at) => ({
      id,
      number: at + 1,
      topic: 'Sucht',
      state: { is: 'active', ends: NOW + 1, presence: { is: 'here' } },
      preview: null,
      last_at: null,
      unread: 0,
      draft: false,
    })),
    tabs: chats,
    front: chats[0] ?? null,
    keyring: true,
    picked: null,
    pin: false,
    shared: false,
    do_not_disturb: false,
    self_test: null,
    self_tested: null,
  },
  question: null,
  notices: [],
});
const message = (id: string): Entry => ({
  is: 'message',
  id,
  mine: false,
  at: NOW,
  body: { is: 'text', text: id },
  state: 'read',
  first_unread: false,
});
const transcript = (revision: number, ids: string[], earlier = false, draft = ''): TranscriptView => ({
  chat: CHAT,
  revision,
  entries: ids.map(message),
  earlier,
  draft,
  typing: false,
  closed: null,
});
const ids = (desk: Desk): string[] =>
  (desk.transcript(CHAT)?.entries ?? []).map((entry) => (entry.is === 'message' ? entry.id : entry.is));

let host: MemoryCounsellorHost;
let desk: Desk;

beforeEach(async () => {
  host = new MemoryCounsellorHost(view(1));
  desk = new Desk(host);
  await desk.start();
});

describe('views', () => {
  it('replace older ones and never newer ones', () => {
    host.tell(view(3, []));
    host.tell(view(2));
    expect(desk.screen?.chats).toEqual([]);
  });

  it('keep earlier entries that were asked for when a newer transcript comes', async () => {
    host.transcripts.set(CHAT, transcript(1, ['c', 'd'], true));
    host.earlier.set('c', transcript(1, ['a', 'b'], false));
    await desk.load(CHAT);
    await desk.loadEarlier(CHAT);
    expect(ids(desk)).toEqual(['a', 'b', 'c', 'd']);
    expect(desk.transcript(CHAT)?.earlier).toBe(false);
    host.tellTranscript(transcript(2, ['d', 'e'], true));
    expect(ids(desk)).toEqual(['a', 'b', 'c', 'd', 'e']);
    host.tellTranscript(transcript(1, ['x']));
    expect(ids(desk)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('take every word along when a chat is gone', async () => {
    host.transcripts.set(CHAT, transcript(1, ['a']));
    await desk.load(CHAT);
    desk.write(CHAT, 'Entwurf');
    host.tell(view(2, []));
    expect(desk.transcript(CHAT)).toBeNull();
    expect(desk.text(CHAT)).toBe('');
    host.advance(1_000);
    expect(host.commands.filter(([name]) => name === 'save_draft')).toEqual([]);
  });
});

describe('a draft', () => {
  it('begins with what the program kept, and is written down a moment after the last key', async () => {
    host.transcripts.set(CHAT, transcript(1, [], false, 'von gestern'));
    await desk.load(CHAT);
    expect(desk.text(CHAT)).toBe('von gestern');
    desk.write(CHAT, 'von');
    host.advance(200);
    desk.write(CHAT, 'von heute');
    host.advance(200);
    expect(host.commands.map(([name]) => name)).toEqual(['typing']);
    host.advance(100);
    expect(host.commands.at(-1)).toEqual(['save_draft', CHAT, 'von heute']);
  });

  it('is written down at once when the tab changes', () => {
    desk.write(CHAT, 'halb fertig');
    desk.saveDrafts();
    expect(host.commands.at(-1)).toEqual(['save_draft', CHAT, 'halb fertig']);
  });

  it('is gone once sent, and stands there again when sending failed', async () => {
    desk.write(CHAT, 'Hallo');
    await desk.send(CHAT, 'Hallo');
    expect(desk.text(CHAT)).toBe('');
    expect(host.commands).toContainEqual(['send_message', CHAT, 'Hallo']);
    host.sendMessage = () => Promise.reject({ code: 'no_storage' });
    await desk.send(CHAT, 'Noch etwas');
    expect(desk.text(CHAT)).toBe('Noch etwas');
    expect(desk.failed).toBe(true);
  });
});

it('says so when the program does not answer at all', async () => {
  const silent = new MemoryCounsellorHost(view(1));
  silent.deskSnapshot = () => Promise.reject({ code: 'stopped' });
  const dead = new Desk(silent);
  await dead.start();
  expect(dead.broken).toBe(true);
});

it('keys choose and close tabs', () => {
  const key = (name: string, held: object = { ctrlKey: true }): Parameters<typeof tabKey>[0] => ({
    ...{ key: name, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false },
    ...held,
  });
  const tabs = ['a', 'b', 'c'];
  expect(tabKey(key('Tab'), tabs, 'c')).toEqual({ act: 'open', chat: 'a' });
  expect(tabKey(key('Tab', { ctrlKey: true, shiftKey: true }), tabs, 'a')).toEqual({ act: 'open', chat: 'c' });
  expect(tabKey(key('2'), tabs, 'a')).toEqual({ act: 'open', chat: 'b' });
  expect(tabKey(key('9'), tabs, 'a')).toBeNull();
  expect(tabKey(key('w'), tabs, 'b')).toEqual({ act: 'close', chat: 'b' });
  expect(tabKey(key('w', {}), tabs, 'b')).toBeNull();
  expect(tabKey(key('Tab'), [], null)).toBeNull();
});
