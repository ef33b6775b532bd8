/** What the page seals, and when: nothing that makes a counsellor read of a server that cheats where none does. */
import { beforeEach, describe, expect, it } from 'vitest';
import { RequestFailed } from '../host/seeker';
import { fromText } from '../seal/bytes';
import { hashOf, openMessage, type Opened } from '../seal/message';
import {
  active,
  begin,
  chat,
  chatKeys,
  fromAnna,
  host,
  inTheChat,
  kept,
  own,
  reloaded,
  settle,
  stored,
  texts,
} from './session.fixture';
import { SeekerSession } from './session.svelte';

beforeEach(begin);

/** What the newest frame on the present connection says inside. */
async function sent(): Promise<Opened> {
  const frame = host.connection.of('send').at(-1);
  const context = { chat: host.requested.chat, message: frame?.id ?? '', sender: { is: 'seeker' } as const };
  const opened = await openMessage(await chatKeys(), { ...context, audience: 'everyone' }, fromText(frame?.body ?? ''));
  if (opened === null || opened === 'other_version') throw new Error('it does not open');
  return opened;
}
const snapshot = (last_seq: number): void => {
  host.connection.snapshot(host.time, { is: 'seeker', chat: chat(active(), last_seq) });
};

describe('a message', () => {
  it('that was written without a connection is sealed when there is one', async () => {
    const session = await inTheChat();
    host.connection.cut();
    await session.conversation?.write('Hallo');
    host.advance(180_000);
    expect(kept().outbox[0]?.sealed).toBeUndefined();
    host.comeOnline();
    host.connection.opened();
    snapshot(0);
    await settle(session);
    expect((await sent()).link).toMatchObject({ count: 1, written: host.time - 180_000, sent: host.time });
  });

  it('names what the other side said last, also straight after a reload', async () => {
    const first = await inTheChat();
    await first.conversation?.write('Hallo');
    stored(1);
    const anna = await fromAnna(2, 'Guten Abend');
    host.messages = [own(host.connection.of('send')[0]?.id ?? '', 1, host.connection.of('send')[0]?.body ?? ''), anna];
    host.connection.event({ is: 'message_stored', message: anna });
    await settle(first);
    host.connection.cut();
    await first.conversation?.write('Sind Sie noch da?');

    const session = await reloaded(first);
    host.failures.push(new RequestFailed('offline'));
    snapshot(2);
    await settle(session);
    expect(host.connection.of('send')).toEqual([]);
    host.advance(3_000);
    await settle(session);
    expect((await sent()).link).toMatchObject({ count: 2, seen: await hashOf(fromText(anna.body)) });
  });

  it('waits while a view knows of a message that is not here', async () => {
    const session = await inTheChat();
    const anna = await fromAnna(1, 'Guten Abend');
    host.failures.push(new RequestFailed('offline'));
    host.connection.event({ is: 'seeker_chat_changed', chat: chat(active(), 1) });
    await session.conversation?.write('Hallo');
    await settle(session);
    expect(host.connection.of('send')).toEqual([]);
    host.messages = [anna];
    host.advance(3_000);
    await settle(session);
    expect((await sent()).link).toMatchObject({ seen: await hashOf(fromText(anna.body)) });
  });

  it('counts on where an earlier one is here only by a row, and the server gives none after a reload', async () => {
    const first = await inTheChat();
    host.connection.event({ is: 'message_stored', message: await fromAnna(1, 'Guten Abend') });
    await settle(first);
    await first.conversation?.write('Hallo');
    const [frame] = host.connection.of('send');
    const { seen } = (await sent()).link;
    host.connection.event({ is: 'message_stored', message: own(frame?.id ?? '', 2, frame?.body ?? '') });
    await settle(first);
    expect(texts(first)).toEqual(['Guten Abend · read', 'Hallo · stored']);
    expect(kept().counted).toBe(1);

    const session = await reloaded(first);
    snapshot(0);
    await settle(session);
    await session.conversation?.write('Sind Sie noch da?');
    expect((await sent()).link).toMatchObject({ count: 2, seen });
  });

  it('whose sealing outlasts the connection is sealed again', async () => {
    const session = await inTheChat();
    const writing = session.conversation?.write('Hallo');
    host.connection.cut();
    await writing;
    expect(kept().outbox).toMatchObject([{ body: expect.any(String) as string }]);
    expect(kept().outbox[0]?.sealed).toBeUndefined();
  });
});

describe('a tab that takes the chat over', () => {
  /** Another tab with what the first one had kept takes the chat. */
  async function takesOver(): Promise<SeekerSession> {
    const second = new SeekerSession(host);
    await settle(second);
    await second.goOn();
    host.connection.opened();
    return second;
  }

  it('knows a message again that the first one sealed, and begins its own count', async () => {
    const first = await inTheChat();
    await first.conversation?.write('Hallo');
    const [frame] = host.connection.of('send');
    const second = await takesOver();
    snapshot(0);
    await settle(second);
    expect(host.connection.of('send')).toMatchObject([{ id: frame?.id, body: frame?.body }]);
    host.connection.event({ is: 'message_stored', message: own(frame?.id ?? '', 1, frame?.body ?? '') });
    await settle(second);
    expect(texts(second)).toEqual(['Hallo · stored']);
    expect(kept()).toMatchObject({ outbox: [], counted: 0 });
    await second.conversation?.write('Sind Sie da?');
    expect((await sent()).link).toMatchObject({ count: 1, seen: await hashOf(fromText(frame?.body ?? '')) });
  });

  it('does not count what the first one sealed when its answer comes here', async () => {
    const first = await inTheChat();
    await first.conversation?.write('eins');
    await first.conversation?.write('zwei');
    const second = await takesOver();
    snapshot(0);
    stored(1);
    await settle(second);
    expect((await sent()).link.count).toBe(1);
    expect(texts(second)).toEqual(['eins · stored', 'zwei · waiting']);
  });

  it('knows a message again that was not sealed when the tab was copied', async () => {
    const first = await inTheChat();
    host.connection.cut();
    await first.conversation?.write('Hallo');
    const copied = host.storage ?? '';
    host.comeOnline();
    host.connection.opened();
    snapshot(0);
    await settle(first);
    const [frame] = host.connection.of('send');
    host.messages = [own(frame?.id ?? '', 1, frame?.body ?? '')];
    host.keep(copied);
    const second = await takesOver();
    snapshot(1);
    await settle(second);
    expect(texts(second)).toEqual(['Hallo · stored']);
    expect(host.connection.of('send')).toEqual([]);
  });
});
