import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryCounsellorHost } from '../host/memory-counsellor';
import { CHAT, NOW, detached, transcript, view } from '../host/views.fixture';
import type { NoticeWhat } from '../generated/desk';
import { Desk } from './desk.svelte';

const ids = (desk: Desk): string[] =>
  (desk.conversations.transcript(CHAT)?.items ?? []).map((item) => (item.is === 'message' ? item.id : item.is));

let host: MemoryCounsellorHost;
let desk: Desk;

beforeEach(async () => {
  host = new MemoryCounsellorHost(view(1));
  desk = new Desk(host);
  await desk.start();
});

describe('views', () => {
  it('replace older ones and never newer ones', () => {
    host.publish(view(3, []));
    host.publish(view(2));
    expect(desk.screen?.chats).toEqual([]);
  });

  it('of one screen leave the others as they are, and an older whole replaces only what is older', () => {
    host.update({ revision: 5, now: NOW, views: [{ is: 'requests', requests: [], picked: CHAT }] });
    expect(desk.screen).toMatchObject({ picked: CHAT, centre: 'Beratungsstelle Demo' });
    host.publish(view(4, []));
    expect(desk.screen).toMatchObject({ picked: CHAT, chats: [] });
    host.update({
      revision: 3,
      now: NOW,
      views: [{ is: 'notices', notices: [{ id: 1, what: { is: 'no_keyring' } }] }],
    });
    expect(desk.notices).toEqual([]);
  });

  it('are not lost between the first one and the moment this window listens', async () => {
    let listening = (): void => undefined;
    const late = new MemoryCounsellorHost(view(1));
    late.onDesk = () => new Promise((done) => (listening = done));
    const window = new Desk(late);
    const started = window.start();
    await vi.waitFor(() => expect(window.revision).toBe(1));
    late.publish(view(2));
    listening();
    await started;
    expect(window.revision).toBe(2);
  });

  it('of a chat are asked for once this window hears what is new in it', async () => {
    let listening = (): void => undefined;
    const late = new MemoryCounsellorHost(view(1));
    late.transcripts.set(CHAT, transcript(1, ['a']));
    late.onTranscript = () => new Promise((done) => (listening = done));
    const window = new Desk(late);
    const started = window.start();
    await vi.waitFor(() => expect(window.revision).toBe(1));
    const loaded = window.conversations.load(CHAT);
    late.publishTranscript(transcript(2, ['a', 'b']));
    listening();
    await Promise.all([started, loaded]);
    expect(ids(window)).toEqual(['a', 'b']);
  });
});

describe('a window of its own', () => {
  it('works on its chat alone and answers only its own questions', async () => {
    const own = new MemoryCounsellorHost(detached(1));
    own.window = CHAT;
    const window = new Desk(own);
    await window.start();
    expect(window.conversations.front?.id).toBe(CHAT);
    own.publishTranscript({ ...transcript(1, ['x']), chat: 'another' });
    expect(window.conversations.transcript('another')).toBeNull();
    const about = { is: 'close_chat_window', chat: CHAT, number: 1 } as const;
    own.publish({ ...detached(2), question: { id: 1, about, window: null, loses: null } });
    expect(window.question).toBeNull();
    own.publish({ ...detached(3), question: { id: 2, about, window: CHAT, loses: null } });
    expect(window.question?.id).toBe(2);
    await window.conversations.move(CHAT);
    expect(own.commands.at(-1)).toEqual(['attach_chat', CHAT]);
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

it('a chat’s own window says what concerns its chat and the availability, and the main window says everything', async () => {
  const what: NoticeWhat[] = [
    { is: 'time_runs_out', chat: CHAT, number: 1, minutes: 5 },
    { is: 'time_runs_out', chat: 'other', number: 2, minutes: 5 },
    { is: 'availability_expired' },
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

it('a choice that was not saved goes with the person who made it', () => {
  desk.settings.change({ theme: 'dark' });
  const screen = {
    is: 'sign_in',
    server: '',
    name: '',
    busy: false,
    problem: null,
    keyring: true,
    shared: false,
  } as const;
  host.publish({ ...view(2), screen });
  expect(desk.settings.current.theme).toBe('system');
});
