import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeskView, Entry, NoticeWhat, TranscriptView } from '../generated/desk';
import { MemoryCounsellorHost } from '../host/memory-counsellor';
import { PLAIN } from '../host/plain';
import { Desk } from './desk.svelte';
import { tabKey } from '../conversation/keys';

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
    detached: [],
    keyring: true,
    picked: null,
    revealed: null,
    pin: false,
    shared: false,
    do_not_disturb: false,
    self_test: null,
    self_tested: null,
  },
  question: null,
  notices: [],
  tray: true,
  settings: PLAIN,
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
  attached: [],
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

  it('are not lost between the first one and the moment this window listens', async () => {
    let listening = (): void => undefined;
    const late = new MemoryCounsellorHost(view(1));
    late.onDesk = () => new Promise((done) => (listening = done));
    const window = new Desk(late);
    const started = window.start();
    await vi.waitFor(() => expect(window.view?.revision).toBe(1));
    late.tell(view(2));
    listening();
    await started;
    expect(window.view?.revision).toBe(2);
  });

  it('of a chat are asked for once this window hears what is new in it', async () => {
    let listening = (): void => undefined;
    const late = new MemoryCounsellorHost(view(1));
    late.transcripts.set(CHAT, transcript(1, ['a']));
    late.onTranscript = () => new Promise((done) => (listening = done));
    const window = new Desk(late);
    const started = window.start();
    await vi.waitFor(() => expect(window.view?.revision).toBe(1));
    const loaded = window.load(CHAT);
    late.tellTranscript(transcript(2, ['a', 'b']));
    listening();
    await Promise.all([started, loaded]);
    expect(ids(window)).toEqual(['a', 'b']);
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
    expect(host.commands.filter(([name]) => name === 'save_draft')).toEqual([['save_draft', CHAT, 'Entwurf']]);
  });
});

describe('a draft', () => {
  it('begins with what the program kept, and every key is written down at once', async () => {
    host.transcripts.set(CHAT, transcript(1, [], false, 'von gestern'));
    await desk.load(CHAT);
    expect(desk.text(CHAT)).toBe('von gestern');
    desk.write(CHAT, 'von');
    expect(host.commands).toContainEqual(['save_draft', CHAT, 'von']);
  });

  it('goes out once at a time, and then only the newest', async () => {
    const waiting: (() => void)[] = [];
    const saved: string[] = [];
    host.saveDraft = (_, text) => new Promise((done) => (saved.push(text), waiting.push(() => done())));
    for (const text of ['h', 'ha', 'hal', 'halb']) desk.write(CHAT, text);
    expect(saved).toEqual(['h']);
    waiting.shift()?.();
    await vi.waitFor(() => expect(saved).toEqual(['h', 'halb']));
  });

  it('arrives although the chat has moved into a window of its own meanwhile', async () => {
    const waiting: (() => void)[] = [];
    const saved: string[] = [];
    host.saveDraft = (_, text) => new Promise((done) => (saved.push(text), waiting.push(() => done())));
    desk.write(CHAT, 'a');
    desk.write(CHAT, 'ab');
    host.tell(detached(2));
    waiting.shift()?.();
    await vi.waitFor(() => expect(saved).toEqual(['a', 'ab']));
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

/** The chat is in its own window. */
function detached(revision: number): DeskView {
  const made = view(revision);
  if (made.screen.is === 'desk') Object.assign(made.screen, { tabs: [], front: null, detached: [CHAT] });
  return made;
}

describe('a window of its own', () => {
  it('takes the chat out of the main window, with what was typed since', async () => {
    host.transcripts.set(CHAT, transcript(1, ['a'], false, 'alt'));
    await desk.load(CHAT);
    host.tell(detached(2));
    host.tellTranscript(transcript(2, ['a', 'b'], false, 'neu'));
    expect(desk.transcript(CHAT)).toBeNull();
    host.tell(view(3));
    await desk.load(CHAT);
    expect(desk.text(CHAT)).toBe('neu');
  });

  it('works on its chat alone and answers only its own questions', async () => {
    const own = new MemoryCounsellorHost(detached(1));
    own.window = CHAT;
    const window = new Desk(own);
    await window.start();
    expect(window.front?.id).toBe(CHAT);
    own.tellTranscript({ ...transcript(1, ['x']), chat: 'another' });
    expect(window.transcript('another')).toBeNull();
    const about = { is: 'close_chat_window', chat: CHAT, number: 1 } as const;
    own.tell({ ...detached(2), question: { id: 1, about, window: null, loses: null } });
    expect(window.question).toBeNull();
    own.tell({ ...detached(3), question: { id: 2, about, window: CHAT, loses: null } });
    expect(window.question?.id).toBe(2);
    await window.move(CHAT);
    expect(own.commands.at(-1)).toEqual(['attach_chat', CHAT]);
  });
});

describe('where somebody reads', () => {
  it('is known before the chat is shown, and the program is told of every change', async () => {
    const place = { entry: 'b', below: -4 };
    host.transcripts.set(CHAT, transcript(1, ['a', 'b']));
    host.places.set(CHAT, place);
    expect(desk.readingPlace(CHAT)).toBeUndefined();
    await desk.load(CHAT);
    expect(desk.readingPlace(CHAT)).toEqual(place);
    desk.keepReadingPlace(CHAT, null);
    expect(host.commands.at(-1)).toEqual(['keep_reading_place', CHAT, null]);
  });
});

it('says so when the program does not answer, or would not be heard', async () => {
  const silent = new MemoryCounsellorHost(view(1));
  silent.deskSnapshot = () => Promise.reject({ code: 'stopped' });
  const dead = new Desk(silent);
  await dead.start();
  expect(dead.broken).toBe(true);
  const deaf = new MemoryCounsellorHost(view(1));
  deaf.onDesk = () => Promise.reject({ code: 'stopped' });
  const stale = new Desk(deaf);
  await stale.start();
  expect(stale.broken).toBe(true);
});

it('a chat’s own window says what concerns its chat and the duty, and the main window says everything', async () => {
  const what: NoticeWhat[] = [
    { is: 'time_runs_out', chat: CHAT, number: 1, minutes: 5 },
    { is: 'time_runs_out', chat: 'other', number: 2, minutes: 5 },
    { is: 'duty_expired' },
    { is: 'no_keyring' },
  ];
  const notices = what.map((what, id) => ({ id, what }));
  const said = async (window: string | null): Promise<number[]> => {
    const host = new MemoryCounsellorHost({ ...view(1), notices });
    host.window = window;
    const desk = new Desk(host);
    await desk.start();
    return desk.notices.map(({ id }) => id);
  };
  expect(await said(null)).toEqual([0, 1, 2, 3]);
  expect(await said(CHAT)).toEqual([0, 2]);
});

describe('the settings', () => {
  it('are those of whoever has signed in now, in every window', async () => {
    await desk.start();
    await desk.change({ ...PLAIN, theme: 'dark' });
    host.tell({ ...view(10), settings: { ...PLAIN, theme: 'dark' } });
    host.tell({ ...view(11), settings: PLAIN });
    expect(desk.settings.theme).toBe('system');
  });

  it('stay as they are being chosen while an older view comes, and go back where they could not be kept', async () => {
    await desk.start();
    const first = desk.change({ ...PLAIN, theme: 'dark' });
    const second = desk.change({ ...PLAIN, theme: 'light' });
    host.tell({ ...view(10), settings: { ...PLAIN, theme: 'dark' } });
    expect(desk.settings.theme).toBe('light');
    await Promise.all([first, second]);
    vi.spyOn(host, 'setSettings').mockRejectedValueOnce({ code: 'no_storage' });
    host.tell({ ...view(11), settings: { ...PLAIN, theme: 'light' } });
    await desk.change({ ...PLAIN, theme: 'dark' });
    expect([desk.settings.theme, desk.failed]).toEqual(['light', true]);
  });
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
  expect(tabKey(key('N', { ctrlKey: true, shiftKey: true }), tabs, 'b')).toEqual({ act: 'move', chat: 'b' });
  expect(tabKey(key('n'), tabs, 'b')).toBeNull();
  expect(tabKey(key('Tab'), [], null)).toBeNull();
});

describe('the cursor', () => {
  it('goes into the composer of a chat that somebody opens to write in it, once', async () => {
    await desk.open(CHAT);
    expect(desk.writesIn).toBe(CHAT);
    desk.reached(CHAT);
    expect(desk.writesIn).toBeNull();
  });

  it('stays where it is while somebody goes through the tabs', async () => {
    await desk.open('other');
    await desk.show(CHAT);
    expect(host.commands.at(-1)).toEqual(['open_chat', CHAT]);
    expect(desk.writesIn).toBeNull();
  });

  it('goes there for whoever has clicked an alert or the tray, each time anew', async () => {
    const revealing = (revision: number, times: number, chat = CHAT): DeskView => {
      const shown = view(revision);
      return shown.screen.is === 'desk' ? { ...shown, screen: { ...shown.screen, revealed: { chat, times } } } : shown;
    };
    await desk.start();
    for (const times of [1, 2]) {
      host.tell(revealing(10 * times, times));
      expect(desk.writesIn).toBe(CHAT);
      desk.reached(CHAT);
      host.tell(revealing(10 * times + 1, times));
      expect(desk.writesIn).toBeNull();
    }
    host.tell(revealing(30, 3, 'in a window of its own'));
    expect(desk.writesIn).toBeNull();
  });
});

describe('files', () => {
  it('go to the program, which says what is wrong with one', async () => {
    const host = new MemoryCounsellorHost(view(1));
    const { files } = new Desk(host);
    await files.attach(CHAT, [new File(['%PDF-1.7'], 'brief.pdf')]);
    expect(host.commands.at(-1)).toEqual(['attach_file', CHAT, 'brief.pdf', 8]);
    expect(files.troubles.get(CHAT)).toBe(undefined);
    host.refuseFile = 'forbidden_type';
    await files.attach(CHAT, [new File(['MZ'], 'programm.exe')]);
    expect(files.troubles.get(CHAT)).toEqual({ name: 'programm.exe', why: 'forbidden_type' });
    const file = { id: 'f', name: 'brief.pdf', size: 8, picture: false };
    for (const [code, trouble] of [
      ['file_gone', 'gone'],
      ['file_damaged', 'damaged'],
      ['file_away', 'away'],
      ['no_storage', 'no_storage'],
    ] as const) {
      host.refuseFile = code;
      await expect(files.door(CHAT).save('m', file)).rejects.toMatchObject({ trouble });
    }
    host.refuseFile = null;
    expect(await files.door(CHAT).save('m', file)).toBe('brief (1).pdf');
  });
});
