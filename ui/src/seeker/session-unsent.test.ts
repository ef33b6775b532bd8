import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestFailed } from '../host/seeker';
import { SeekerSession } from './session.svelte';
import {
  active,
  begin,
  chat,
  fromAnna,
  host,
  inTheChat,
  inTheWaitingRoom,
  kept,
  opened,
  reloaded,
  settle,
  texts,
  waiting,
} from './session.fixture';

beforeEach(begin);

const bye = (): void => host.connection.push({ type: 'bye', why: 'signed_out' });
const refuse = (code: 'malformed' | 'unavailable'): void => {
  const r = host.connection.of('send').at(-1)?.r ?? 0;
  host.connection.push({ type: 'answer', r, answer: { is: 'refused', problem: { code, title: '', status: 400 } } });
};

describe('a place that was lost', () => {
  it('is had again with one press, with the text, also by a page that was loaded anew', async () => {
    const first = await inTheWaitingRoom();
    first.conversation?.keepDraft('Mein Bruder trinkt wieder.');
    await settle(first);
    const session = await reloaded(first);
    const before = await opened();
    bye();
    await vi.waitFor(() => expect(session.unsent).not.toBe(''));
    expect(session).toMatchObject({ screen: { is: 'ended', how: 'place_lost' }, unsent: 'Mein Bruder trinkt wieder.' });
    expect(host.storage).toBeNull();

    await session.rejoin();
    expect(host.asked.at(-1)).toMatchObject({
      what: 'request',
      body: { centre: 'demo', topic: 'sucht', consent: true },
    });
    const after = await opened();
    expect(after.token).not.toBe(before.token);
    expect(after.key).not.toBe(before.key);
    host.connection.opened();
    host.connection.snapshot(host.time, { is: 'seeker', chat: chat(waiting()) });
    await settle(session);
    expect(session.screen.is).toBe('waiting');
    expect(session).toMatchObject({ unsent: '', conversation: { draft: 'Mein Bruder trinkt wieder.' } });
    expect(host.storage).not.toContain('Bruder');
  });

  it('is asked for again with the same command when no answer came, and the text stays when it cannot be had', async () => {
    const session = await inTheWaitingRoom();
    session.conversation?.keepDraft('Hallo');
    host.connection.event({ is: 'seeker_chat_changed', chat: chat({ state: 'ended', how: 'vanished' }) });
    await settle(session);
    host.failures.push(new RequestFailed('offline'), new RequestFailed('not_admitted'));
    await session.rejoin();
    await session.rejoin();
    const [lost, refused] = host.asked.slice(-2);
    expect(refused).toEqual(lost);
    expect(session).toMatchObject({
      screen: { is: 'ended', how: 'vanished' },
      trouble: 'not_admitted',
      unsent: 'Hallo',
    });
    expect(host.storage).toBeNull();
  });
});

describe('what was written and not received', () => {
  it('stays when the counsellor ends, in the order of writing, and goes with the page', async () => {
    const session = await inTheChat();
    await session.conversation?.write('Hallo');
    await session.conversation?.write('Sind Sie da?');
    session.conversation?.keepDraft('Ich wollte noch');
    host.connection.event({ is: 'message_stored', message: await fromAnna(1, 'geheim') });
    host.connection.event({ is: 'seeker_chat_changed', chat: chat({ state: 'ended', how: 'by_counsellor' }) });
    await settle(session);
    expect(session).toMatchObject({ screen: { is: 'ended', how: 'by_counsellor' }, conversation: null });
    expect(session.unsent).toBe('Hallo\n\nSind Sie da?\n\nIch wollte noch');
    expect(host.storage).toBeNull();
    session.leaveNow();
    expect(session.unsent).toBe('');
  });

  it('goes at once where leaving said so', async () => {
    const session = await inTheWaitingRoom();
    session.conversation?.keepDraft('Hallo');
    await session.finish();
    await settle(session);
    expect(session).toMatchObject({ screen: { is: 'ended', how: 'withdrawn' }, unsent: '' });
  });

  it('is in sight as refused over a reload, and can be sent again or put back', async () => {
    const first = await inTheChat();
    await first.conversation?.write('Hallo');
    refuse('malformed');
    await settle(first);
    await first.conversation?.write('Sind Sie da?');
    refuse('malformed');
    expect(texts(first)).toEqual(['Hallo · failed', 'Sind Sie da? · failed']);
    expect(kept().outbox).toEqual([]);

    const session = await reloaded(first);
    host.connection.snapshot(host.time, { is: 'seeker', chat: chat(active()) });
    await settle(session);
    expect(texts(session)).toEqual(['Hallo · failed', 'Sind Sie da? · failed']);
    const [one, two] = (session.conversation?.items ?? []).map((item) => (item.is === 'message' ? item.id : ''));
    session.conversation?.retry(one ?? '');
    expect(texts(session)).toEqual(['Sind Sie da? · failed', 'Hallo · waiting']);
    await settle(session);
    expect(host.connection.of('send')).toMatchObject([{ id: one }]);
    session.conversation?.keepDraft('noch etwas');
    session.conversation?.putBack(two ?? '');
    await settle(session);
    expect(texts(session)).toEqual(['Hallo · waiting']);
    expect(session.conversation?.draft).toBe('Sind Sie da?\n\nnoch etwas');
    expect(kept().refused).toEqual([]);
  });
});

describe('a page that was away when the chat ended', () => {
  it('tells a place that was lost, and an end of which it knows no more', async () => {
    const waited = await inTheWaitingRoom();
    bye();
    expect(waited.screen).toEqual({ is: 'ended', how: 'place_lost' });
    begin();
    const talked = await reloaded(await inTheChat());
    bye();
    expect(talked.screen).toEqual({ is: 'ended', how: 'signed_out' });
  });

  it('claims no reason, whatever the clock of the device says', async () => {
    const ahead = await inTheChat();
    host.time += 10_800_000;
    bye();
    expect(ahead.screen).toEqual({ is: 'ended', how: 'signed_out' });
    begin();
    const talked = await inTheChat();
    talked.stop();
    host.pageGoes();
    host.time += 10_800_000;
    host.halves.clear();
    const later = new SeekerSession(host);
    await settle(later);
    expect(later.screen).toEqual({ is: 'ended', how: 'signed_out' });
  });
});
