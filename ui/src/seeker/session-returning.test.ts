/** What a tab keeps, what of it opens again, and where. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestFailed } from '../host/seeker';
import { SeekerSession } from './session.svelte';
import {
  active,
  atTopic,
  begin,
  chat,
  confirming,
  host,
  inTheChat,
  inTheWaitingRoom,
  kept,
  open,
  opened,
  reloaded,
  settle,
  stored,
  texts,
  waiting,
} from './session.fixture';

beforeEach(begin);

const closed = (session: SeekerSession): void => {
  session.stop();
  host.pageGoes();
  host.comesBack = false;
};
/** Somebody opens the page with what a tab had kept. */
async function later(): Promise<SeekerSession> {
  const session = new SeekerSession(host);
  await settle(session);
  return session;
}
async function connected(session: SeekerSession, connections: number): Promise<void> {
  while (host.connections.length === connections) await new Promise((resolve) => setImmediate(resolve));
  host.connection.opened();
  host.connection.snapshot(host.time, { is: 'seeker', chat: chat(active()) });
  await settle(session);
}

describe('what a tab keeps', () => {
  it('names nobody and nothing, and opens nothing by itself', async () => {
    const session = await inTheChat();
    await session.conversation?.write('Mein Bruder trinkt wieder.');
    session.conversation?.keepDraft('Und ich auch.');
    await session.conversation?.attachments.attach([new File(['%PDF-1.7 ein Brief'], 'Scheidung.pdf')]);
    await settle(session);
    const { token, key, command } = await opened();
    const secret = [
      token,
      key,
      command,
      host.requested.chat,
      'Bruder',
      'ich auch',
      'Scheidung',
      'sucht',
      'demo',
      'Sucht',
      'Beratungsstelle',
    ];
    for (const word of secret) expect(host.storage).not.toContain(word);
    expect(host.storage).not.toContain([...host.halves.values()][0]);
  });

  it('is of no use once the server has destroyed its half', async () => {
    const session = await inTheChat();
    await session.conversation?.write('Hallo');
    const copied = host.storage;
    session.leaveNow();
    host.pageGoes();
    expect(host.storage).toBeNull();
    host.storage = copied;
    host.halves.clear();
    const again = await later();
    expect(again.screen).toEqual({ is: 'ended', how: 'signed_out' });
    expect(again.canRejoin).toBe(false);
    expect(host.storage).toBeNull();
  });

  it('asks again for the same chat where the page went before it had locked the answer', async () => {
    const session = await atTopic();
    session.begin();
    const answer = host.hold();
    const { done } = await confirming(session);
    const before = kept();
    answer();
    await done;
    host.keep(JSON.stringify({ ...before, reached: 'waiting' }));
    const again = await reloaded(session);
    const [first, second] = host.asked.filter(({ what }) => what === 'request');
    expect(second).toEqual(first);
    host.connection.snapshot(host.time, { is: 'seeker', chat: chat(waiting()) });
    expect(again.screen.is).toBe('waiting');
  });

  it('waits for a server that is away, and is not given up', async () => {
    const session = await inTheWaitingRoom();
    session.stop();
    host.pageGoes();
    host.failures.push(new RequestFailed('offline'));
    const again = await later();
    expect(again.screen.is).toBe('unreachable');
    expect(host.storage).not.toBeNull();
    const before = host.connections.length;
    host.advance(3_000);
    await connected(again, before);
    expect(again.screen.is).toBe('active');
  });
});

describe('a tab that was closed and opened again', () => {
  it('shows nothing until somebody asks for it', async () => {
    const session = await inTheChat();
    await session.conversation?.write('Hallo');
    closed(session);
    const before = host.connections.length;
    const again = await later();
    expect(again.screen).toEqual({ is: 'continue' });
    expect(again).toMatchObject({ centre: '', conversation: null });
    expect(host.connections).toHaveLength(before);
    const going = again.goOn();
    await connected(again, before);
    await going;
    expect(texts(again)).toEqual(['Hallo · waiting']);
  });

  it('opens the chat once for a double press', async () => {
    closed(await inTheChat());
    const again = await later();
    const before = host.connections.length;
    const first = again.goOn();
    await again.goOn();
    expect(again).toMatchObject({ screen: { is: 'continue' }, busy: true });
    await connected(again, before);
    await first;
    expect(again).toMatchObject({ screen: { is: 'active' }, busy: false });
  });
});

describe('a second tab', () => {
  it('says that the chat is open in another one, and takes it with a press', async () => {
    const first = await inTheChat();
    const counted = first.conversation?.write('Hallo');
    await counted;
    stored(1);
    await settle(first);
    const { tab } = kept();
    const second = await later();
    expect(second.screen).toEqual({ is: 'elsewhere' });
    const before = host.connections.length;
    const going = second.goOn();
    expect(first).toMatchObject({ screen: { is: 'elsewhere' }, conversation: null });
    await connected(second, before);
    await going;
    expect(second.screen.is).toBe('active');
    // It counts for itself, as the first may have sent more than was kept.
    expect(kept().tab).not.toBe(tab);
    expect(host.storage).not.toBeNull();
  });

  it('goes on by itself when the server is back, and does not take the chat back from who took it meanwhile', async () => {
    const first = await inTheChat();
    const second = await later();
    host.failures.push(new RequestFailed('offline'));
    await second.goOn();
    expect([first.screen.is, second.screen.is]).toEqual(['elsewhere', 'unreachable']);
    const { tab } = kept();
    const before = host.connections.length;
    host.advance(3_000);
    await connected(second, before);
    expect(second.screen.is).toBe('active');
    expect(kept().tab).toBe(tab);

    host.failures.push(new RequestFailed('offline'));
    await first.goOn();
    await second.goOn();
    expect([first.screen.is, second.screen.is]).toEqual(['unreachable', 'elsewhere']);
    await settle(second);
    host.advance(3_000);
    await settle(first);
    expect(first.screen.is).toBe('elsewhere');
  });

  it('reads that the chat is over while the page on which it ended is still there', async () => {
    const first = await inTheChat();
    const copied = host.storage ?? '';
    host.connection.event({ is: 'seeker_chat_changed', chat: chat({ state: 'ended', how: 'by_counsellor' }) });
    host.halves.clear();
    host.keep(copied);
    const late = await later();
    expect(late.screen).toEqual({ is: 'ended', how: 'signed_out' });
    host.keep(copied);
    expect((await later()).screen).toEqual(late.screen);
    expect(first.screen).toEqual({ is: 'ended', how: 'by_counsellor' });
  });

  it('does not open a chat that is taken while the server is asked', async () => {
    const first = await inTheChat();
    const second = await later();
    const answer = host.hold();
    const going = second.goOn();
    await vi.waitFor(() => expect(first.screen.is).toBe('elsewhere'));
    await first.goOn();
    answer();
    await going;
    expect(second).toMatchObject({ screen: { is: 'elsewhere' }, conversation: null });
  });
});

describe('the address', () => {
  it('says nothing any more once a chat was asked for', async () => {
    const session = await atTopic();
    expect(host.cleared).toBe(0);
    session.begin();
    await session.confirm();
    expect(host.cleared).toBe(1);
    host.connection.opened();
    host.connection.snapshot(host.time, { is: 'seeker', chat: chat(waiting()) });
    const again = await reloaded(session);
    expect(host.cleared).toBe(2);
    expect(again.slug).toBe('demo');
  });

  it('stays while one goes from the start page to a topic and back', async () => {
    const session = await atTopic();
    session.choose(null);
    expect(session.screen).toMatchObject({ is: 'centre', page: open });
    session.choose('sucht');
    expect(session.screen.is).toBe('topic');
    expect(host.cleared).toBe(0);
  });
});

describe('a request whose answer comes after another tab took it', () => {
  it('is not withdrawn, and the first tab goes on saying where the chat is', async () => {
    const first = await atTopic();
    first.begin();
    const answer = host.hold();
    const { done } = await confirming(first);
    const { body } = host.asked[0] as { body: { tab: { id: string; half: string } } };
    host.halves.set(body.tab.id, body.tab.half);
    const second = await later();
    await second.goOn();
    await settle(second);
    expect(second.conversation).not.toBeNull();
    answer();
    await done;
    await settle(first);
    expect(first.screen.is).toBe('elsewhere');
    expect(host.asked.map(({ what }) => what)).toEqual(['request', 'request']);
  });

  it('does not show the topic in a tab that was loaded again meanwhile', async () => {
    const before = await atTopic();
    before.begin();
    host.failures.push(new RequestFailed('offline'));
    await before.confirm();
    closed(before);
    host.comesBack = true;
    const { body } = host.asked[0] as { body: { tab: { id: string; half: string } } };
    host.halves.set(body.tab.id, body.tab.half);
    let answer = (): void => undefined;
    const half = host.tabHalf.bind(host);
    vi.spyOn(host, 'tabHalf').mockImplementationOnce(async (id) => {
      const given = await half(id);
      answer = host.hold();
      return given;
    });
    const first = new SeekerSession(host);
    await vi.waitFor(() => expect(host.asked).toHaveLength(2));
    const second = await later();
    await second.goOn();
    answer();
    await settle(first);
    expect(first.screen.is).toBe('elsewhere');
    expect(host.asked.map(({ what }) => what)).not.toContain('while leaving');
  });
});

describe('what was written in a tab that loses the chat', () => {
  it('stays in sight there, and goes where the tab takes the chat back', async () => {
    const first = await inTheChat();
    const copied = host.storage ?? '';
    await first.conversation?.write('Hallo');
    first.conversation?.keepDraft('Und noch');
    await settle(first);
    const own = host.storage ?? '';
    host.keep(copied);
    const second = await later();
    const before = host.connections.length;
    const going = second.goOn();
    await connected(second, before);
    await going;
    await settle(first);
    expect(first).toMatchObject({ screen: { is: 'elsewhere' }, conversation: null, unsent: 'Hallo\n\nUnd noch' });
    host.keep(own);
    const lines = host.connections.length;
    const back = first.goOn();
    await connected(first, lines);
    await back;
    expect(first).toMatchObject({ screen: { is: 'active' }, unsent: '', conversation: { draft: 'Und noch' } });
    expect(texts(first)).toEqual(['Hallo · waiting']);
  });

  it('goes when the page is left, and stays where the chat is over when it is asked for', async () => {
    const first = await inTheChat();
    first.conversation?.keepDraft('Und noch');
    await settle(first);
    await (await later()).goOn();
    await settle(first);
    host.halves.clear();
    await first.goOn();
    expect(first).toMatchObject({ screen: { is: 'ended' }, unsent: 'Und noch' });
    first.leaveNow();
    expect(first.unsent).toBe('');
  });
});
