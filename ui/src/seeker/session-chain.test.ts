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
