import { beforeEach, describe, expect, it } from 'vitest';
import { RequestFailed } from '../host/seeker';
import { fromText } from '../seal/bytes';
import { openMessage } from '../seal/message';
import {
  ANNA,
  active,
  begin,
  chat,
  counsellorGot,
  fromAnna,
  host,
  inTheChat,
  inTheWaitingRoom,
  chatKeys,
  kept,
  reloaded,
  own,
  settle,
  stored,
  texts,
} from './session.fixture';

beforeEach(begin);

describe('in the chat', () => {
  it('shows each message once, in order, whatever comes twice or too late', async () => {
    const session = await inTheChat();
    const [one, two, three] = [await fromAnna(1, 'eins'), await fromAnna(2, 'zwei'), await fromAnna(3, 'drei')];
    host.messages = [one, two, three];
    host.connection.event({ is: 'message_stored', message: one });
    host.connection.event({ is: 'message_stored', message: three });
    host.connection.event({ is: 'message_stored', message: two });
    host.connection.event({ is: 'message_stored', message: one });
    await settle(session);
    expect(texts(session)).toEqual(['eins · read', 'zwei · read', 'drei · read']);
    expect(session.conversation?.arrived).toBe(3);
  });

  it('shows a message that came before the chat began, and one that a view knows and no event brought', async () => {
    const session = await inTheWaitingRoom();
    const [one, two] = [await fromAnna(1, 'eins'), await fromAnna(2, 'zwei')];
    host.messages = [one, two];
    host.connection.event({ is: 'message_stored', message: one });
    host.connection.event({ is: 'seeker_chat_changed', chat: chat(active(), 1) });
    await settle(session);
    expect(texts(session)).toEqual(['eins · read']);
    host.connection.event({ is: 'seeker_chat_changed', chat: chat(active(), 2) });
    await settle(session);
    expect(texts(session)).toEqual(['eins · read', 'zwei · read']);
    expect(host.connection.of('mark').at(-1)).toMatchObject({ delivered: 2 });
  });

  it('shows a message that was changed on the way as such', async () => {
    const session = await inTheChat();
    const message = await fromAnna(1, 'eins');
    host.connection.event({ is: 'message_stored', message: { ...message, sender: { is: 'seeker' } } });
    await settle(session);
    expect(texts(session)).toEqual(['finding', '? · stored']);
  });

  it('sends one after the other, again with the same ids after a cut, and shows the delivery', async () => {
    const session = await inTheChat();
    await session.conversation?.write('Hallo');
    await session.conversation?.write('Sind Sie da?');
    expect(texts(session)).toEqual(['Hallo · waiting', 'Sind Sie da? · waiting']);
    const first = host.connection.of('send');
    expect(first).toHaveLength(1);
    host.connection.cut();
    expect(session.connection).toBe('offline');
    host.advance(1_000);
    host.connection.opened();
    host.connection.snapshot(host.time, { is: 'seeker', chat: chat(active()) });
    const again = host.connection.of('send')[0];
    expect(again).toMatchObject({ id: first[0]?.id, body: first[0]?.body });
    stored(1);
    expect(texts(session)).toEqual(['Hallo · stored', 'Sind Sie da? · waiting']);
    await settle(session);
    expect(host.connection.of('send')).toHaveLength(2);
    counsellorGot(1, 0);
    expect(texts(session)[0]).toBe('Hallo · delivered');
    counsellorGot(1, 1);
    expect(texts(session)).toEqual(['Hallo · read', 'Sind Sie da? · waiting']);
    expect(kept().outbox).toMatchObject([{ id: host.connection.of('send')[1]?.id }]);
  });

  it('takes an own message by its answer: the reply that follows needs no fetch', async () => {
    const session = await inTheChat();
    await session.conversation?.write('Hallo');
    stored(1);
    host.connection.event({ is: 'message_stored', message: await fromAnna(2, 'Guten Abend') });
    await settle(session);
    expect(texts(session)).toEqual(['Hallo · stored', 'Guten Abend · read']);
    expect(kept().outbox).toEqual([]);
    expect(host.fetched).toEqual([]);
  });

  it('shows what is no sealed message at all as unreadable, and goes on', async () => {
    const session = await inTheChat();
    const broken = { ...(await fromAnna(1, 'Guten Abend')), body: '%%%' };
    host.connection.event({ is: 'message_stored', message: broken });
    host.connection.event({ is: 'message_stored', message: await fromAnna(2, 'Sind Sie da?') });
    await settle(session);
    expect(texts(session)).toHaveLength(3);
    expect(session.conversation?.items[1]).toMatchObject({ body: { is: 'unreadable' } });
    expect(texts(session)[2]).toBe('Sind Sie da? · read');
  });

  it('fetches what came before an own message when its answer is first, and shows each once', async () => {
    const session = await inTheChat();
    await session.conversation?.write('Hallo');
    const sent = host.connection.of('send')[0];
    const anna = await fromAnna(1, 'Guten Abend');
    host.messages = [anna, own(sent?.id ?? '', 2, sent?.body ?? '')];
    host.failures.push(new RequestFailed('offline'));
    stored(2);
    await settle(session);
    expect(texts(session)).toEqual(['Hallo · stored']);
    expect(kept().outbox).toEqual([]);
    host.advance(3_000);
    await settle(session);
    host.connection.event({ is: 'message_stored', message: anna });
    await settle(session);
    expect(texts(session)).toEqual(['Guten Abend · read', 'Hallo · stored']);
    expect(host.connection.of('mark').at(-1)).toMatchObject({ delivered: 2, read: 2 });
  });

  it('shows and sends what is written while the tab can keep nothing', async () => {
    const session = await inTheChat();
    host.refuseToKeep(1);
    await session.conversation?.write('eins');
    await session.conversation?.write('zwei');
    stored(1);
    expect(texts(session)).toEqual(['eins · stored', 'zwei · waiting']);
    host.refuseToKeep(1);
    session.conversation?.keepDraft('Entwurf');
    host.connection.event({ is: 'message_stored', message: await fromAnna(2, 'drei') });
    await settle(session);
    expect(texts(session)).toEqual(['eins · stored', 'drei · read', 'zwei · waiting']);
  });

  it('goes on writing after a text that could not be sealed', async () => {
    const session = await inTheChat();
    await expect(session.conversation?.write('a'.repeat(1_000_000))).rejects.toThrow();
    await session.conversation?.write('kurz');
    expect(texts(session)).toEqual(['kurz · waiting']);
  });

  it('goes on reading after a fetch that broke', async () => {
    const session = await inTheChat();
    const [one, two] = [await fromAnna(1, 'eins'), await fromAnna(2, 'zwei')];
    host.failures.push(new TypeError('the answer was cut short'));
    host.connection.event({ is: 'message_stored', message: two });
    host.connection.event({ is: 'message_stored', message: one });
    await settle(session);
    expect(texts(session)).toEqual(['eins · read']);
    host.messages = [one, two];
    host.advance(3_000);
    await settle(session);
    expect(texts(session)).toEqual(['eins · read', 'zwei · read']);
  });

  it('keeps sealed what was written without a line over a reload, and sends it then', async () => {
    const session = await inTheChat();
    host.connection.cut();
    await session.conversation?.write('Ohne Netz geschrieben');
    expect(host.storage).not.toContain('Netz');
    const again = await reloaded(session);
    host.connection.snapshot(host.time, { is: 'seeker', chat: chat(active()) });
    await settle(again);
    expect(texts(again)).toEqual(['Ohne Netz geschrieben · waiting']);
    const sent = host.connection.of('send')[0];
    const context = { chat: host.requested.chat, message: sent?.id ?? '', sender: { is: 'seeker' } as const };
    const keys = await chatKeys();
    const opened = await openMessage(keys, { ...context, audience: 'everyone' }, fromText(sent?.body ?? ''));
    expect(opened).toMatchObject({ content: { is: 'text', text: 'Ohne Netz geschrieben' }, link: { count: 1 } });
  });

  it('says how far it has got, and reads only while somebody can see it', async () => {
    const session = await inTheChat();
    host.show(false);
    host.connection.event({ is: 'message_stored', message: await fromAnna(1, 'eins') });
    await settle(session);
    expect(host.connection.of('mark').at(-1)).toMatchObject({ delivered: 1, read: 0 });
    host.show(true);
    expect(host.connection.of('mark').at(-1)).toMatchObject({ delivered: 1, read: 1 });
  });

  it('asks for a fresh snapshot when an event is missing', async () => {
    const session = await inTheChat();
    host.messages = [await fromAnna(1, 'eins')];
    host.connection.lose(1);
    host.connection.event({ is: 'typing', chat: host.requested.chat, by: { is: 'counsellor', id: ANNA.id } });
    expect(session.conversation?.typing).toBe(false);
    expect(host.connection.of('resync')).toHaveLength(1);
    host.connection.snapshot(host.time, { is: 'seeker', chat: chat(active(), 1) });
    await settle(session);
    expect(texts(session)).toEqual(['eins · read']);
  });

  it('notices a dead line, comes back by itself, and at once when the network does', async () => {
    const session = await inTheChat();
    host.advance(20_000);
    const ping = host.connection.of('ping').at(-1);
    host.connection.push({ type: 'answer', r: ping?.r ?? 0, answer: { is: 'done' } });
    host.advance(20_000);
    expect(session.connection).toBe('connected');
    host.advance(10_000);
    expect(session.connection).toBe('offline');
    const before = host.connections.length;
    host.advance(800);
    expect(host.connections.length).toBe(before + 1);
    host.connection.cut();
    host.comeOnline();
    expect(host.connections.length).toBe(before + 2);
  });

  it.each(['by_counsellor', 'time_limit'] as const)('is out at once when it ends (%s)', async (how) => {
    const session = await inTheChat();
    await session.conversation?.write('Hallo');
    const { conversation } = session;
    host.connection.event({ is: 'seeker_chat_changed', chat: chat({ state: 'ended', how }) });
    expect(session.screen).toEqual({ is: 'ended', how });
    expect(host.storage).toBeNull();
    await settle(session);
    expect(conversation?.items).toEqual([]);
  });

  it('is out when the server no longer knows the token', async () => {
    const session = await inTheChat();
    host.connection.push({ type: 'bye', why: 'signed_out' });
    expect(session.screen).toEqual({ is: 'ended', how: 'signed_out' });
    const lines = host.connections.length;
    host.advance(60_000);
    expect(host.connections.length).toBe(lines);
  });

  it('keeps the chat when ending it did not reach the server', async () => {
    const session = await inTheChat();
    host.failures.push(new RequestFailed('offline'));
    await session.finish();
    expect(session).toMatchObject({ trouble: 'offline', screen: { is: 'active' } });
    // Whether the page is connected is asked, and not assumed.
    expect(host.connection.of('ping')).toHaveLength(1);
    await session.finish();
    const [first, second] = host.asked.filter(({ what }) => what === 'end');
    expect(second).toEqual(first);
    expect(session.screen).toEqual({ is: 'ended', how: 'by_seeker' });
  });

  it('leaves at once: page and storage empty, the end sent without waiting', async () => {
    const session = await inTheChat();
    session.leaveNow();
    expect(session.screen).toEqual({ is: 'left' });
    expect(host.storage).toBeNull();
    expect(host.asked.at(-1)).toMatchObject({ what: 'while leaving' });
    expect(host.neutral).toBe(true);
  });
});
