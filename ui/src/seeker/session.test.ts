import { beforeEach, describe, expect, it } from 'vitest';
import type { AdmissionView, MessageView, PageView, SeekerChatView, SeekerStateView } from '../generated/protocol';
import { MemorySeekerHost } from '../host/memory';
import { RequestFailed } from '../host/seeker';
import { fromText, newId, toText } from '../seal/bytes';
import { openKey } from '../seal/envelope';
import { importKey, openMessage, sealText } from '../seal/message';
import type { KeptChat } from './kept';
import { SeekerSession } from './session.svelte';

const ANNA = { id: newId(1, new Uint8Array(10)), name: 'Anna' };
const TOPIC = { id: newId(2, new Uint8Array(10)), slug: 'sucht', name: 'Sucht' };
const HERE = { is: 'here' } as const;

let host: MemorySeekerHost;
let revision = 0;

const page = (admission: AdmissionView): PageView => ({
  centre: { id: newId(3, new Uint8Array(10)), slug: 'demo', name: 'Beratungsstelle Demo' },
  topics: [{ topic: TOPIC, admission }],
});
const open = page({ state: 'open', place: 1 });

function chat(state: SeekerStateView, last_seq = 0): SeekerChatView {
  revision += 1;
  const marks = { seeker_marks: { delivered: 0, read: 0 }, counsellor_marks: { delivered: 0, read: 0 } };
  return { id: host.requested.chat, revision, number: 1, topic: TOPIC, requested: 1, state, last_seq, ...marks };
}
const waiting = (): SeekerStateView => ({
  state: 'waiting',
  admission: { state: 'open', place: 2 },
  offer_written_at: host.time + 300_000,
});
const active = (): SeekerStateView => ({
  state: 'active',
  counsellor: ANNA,
  counsellor_presence: HERE,
  started: host.time,
  ends: host.time + 10_800_000,
});

/** Lets every answer that is under way arrive. */
async function settle(session: SeekerSession): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    await session.talk?.settled();
  }
}

async function atTopic(): Promise<SeekerSession> {
  host.pageView = open;
  const session = new SeekerSession(host);
  await settle(session);
  host.line.opened();
  host.line.snapshot(host.time, { is: 'visitor', page: open });
  return session;
}

async function inTheWaitingRoom(): Promise<SeekerSession> {
  const session = await atTopic();
  session.begin();
  await session.confirm();
  host.line.opened();
  host.line.snapshot(host.time, { is: 'seeker', chat: chat(waiting()) });
  return session;
}

async function inTheChat(): Promise<SeekerSession> {
  const session = await inTheWaitingRoom();
  host.line.event({ is: 'seeker_chat_changed', chat: chat(active()) });
  await settle(session);
  return session;
}

const kept = (): KeptChat => JSON.parse(host.storage ?? 'null') as KeptChat;

async function fromAnna(seq: number, text: string): Promise<MessageView> {
  const id = newId(seq, host.random(10));
  const sender = { is: 'counsellor', id: ANNA.id } as const;
  const place = { chat: host.requested.chat, message: id, sender, audience: 'everyone' } as const;
  const body = toText(await sealText(await importKey(fromText(kept().key)), host.random(12), place, text));
  return { id, chat: place.chat, seq, at: host.time, sender, audience: 'everyone', body };
}
const own = (id: string, seq: number, body: string): MessageView => ({
  id,
  chat: host.requested.chat,
  seq,
  at: host.time,
  sender: { is: 'seeker' },
  audience: 'everyone',
  body,
});
/** The server has stored what was sent last; its sender hears of it by this answer alone. */
function stored(seq: number): void {
  const r = host.line.of('send').at(-1)?.r ?? 0;
  host.line.push({ type: 'answer', r, answer: { is: 'stored', seq, at: host.time } });
}
function counsellorGot(delivered: number, read: number): void {
  const seeker = { delivered: 0, read: 0 };
  host.line.event({ is: 'marks_changed', chat: host.requested.chat, seeker, counsellor: { delivered, read } });
}
const texts = (session: SeekerSession): string[] =>
  (session.talk?.entries ?? []).map((entry) =>
    entry.is === 'message' ? `${entry.body.is === 'text' ? entry.body.text : '?'} · ${entry.state}` : entry.is,
  );

beforeEach(() => {
  host = new MemorySeekerHost();
  revision = 0;
});

describe('before the chat', () => {
  it('opens by itself when somebody becomes available, and closes again', async () => {
    host.pageView = page({ state: 'nobody_available' });
    const session = new SeekerSession(host);
    await settle(session);
    expect(session.step).toMatchObject({ is: 'topic', topic: { admission: { state: 'nobody_available' } } });
    host.line.opened();
    expect(host.line.sent[0]).toMatchObject({ type: 'hello', version: 1, who: { is: 'visitor', centre: 'demo' } });
    host.line.snapshot(host.time, { is: 'visitor', page: host.pageView });
    session.begin();
    expect(session.step.is).toBe('topic');
    host.line.event({ is: 'page_changed', page: open });
    expect(session.step).toMatchObject({ is: 'topic', topic: { admission: { state: 'open' } } });
    host.line.event({ is: 'page_changed', page: page({ state: 'nobody_available' }) });
    expect(session.step).toMatchObject({ is: 'topic', topic: { admission: { state: 'nobody_available' } } });
  });

  it('stores and asks nothing before the consent', async () => {
    const session = await atTopic();
    session.begin();
    expect(session.step.is).toBe('consent');
    expect(host.storage).toBeNull();
    session.back();
    expect(session.step.is).toBe('topic');
    expect(host.asked).toEqual([]);
  });

  it('repeats a request whose answer got lost with the same command and token', async () => {
    const session = await atTopic();
    session.begin();
    host.failures.push(new RequestFailed('offline'));
    await session.confirm();
    expect(session).toMatchObject({ trouble: 'offline', step: { is: 'consent' } });
    await session.confirm();
    const [first, second] = host.asked;
    expect(second).toEqual(first);
    expect(session.trouble).toBeNull();
  });

  it('goes back with a plain word when admission has closed meanwhile', async () => {
    const session = await atTopic();
    session.begin();
    host.failures.push(new RequestFailed('not_admitted'));
    await session.confirm();
    expect(session).toMatchObject({ trouble: 'not_admitted', step: { is: 'topic' } });
    expect(host.storage).toBeNull();
  });

  it('forgets a request that was cancelled: a reload asks for nothing', async () => {
    const session = await atTopic();
    session.begin();
    host.failures.push(new RequestFailed('offline'));
    await session.confirm();
    session.back();
    expect(session).toMatchObject({ trouble: null, step: { is: 'topic' } });
    expect(host.storage).toBeNull();
    session.stop();
    const reloaded = new SeekerSession(host);
    await settle(reloaded);
    expect(reloaded.step.is).toBe('topic');
    expect(host.asked).toHaveLength(1);
  });

  it('withdraws when the answer to a cancelled request comes late, and does not follow it', async () => {
    const session = await atTopic();
    session.begin();
    const answer = host.hold();
    const confirmed = session.confirm();
    const { token } = kept();
    session.back();
    expect(session).toMatchObject({ busy: false, step: { is: 'topic' } });
    session.begin();
    answer();
    await confirmed;
    expect(session).toMatchObject({ busy: false, trouble: null, step: { is: 'consent' } });
    expect(host.asked.at(-1)).toMatchObject({ what: 'on the way out', step: 'withdraw', token });
    expect(host.storage).toBeNull();
    expect(host.lines).toHaveLength(1);
  });

  it('lets the late answer to a cancelled request leave a newer one alone', async () => {
    const session = await atTopic();
    session.begin();
    const late = host.hold();
    const first = session.confirm();
    session.back();
    session.begin();
    const answer = host.hold();
    const second = session.confirm();
    late();
    await first;
    expect(session.busy).toBe(true);
    const newer = kept().token;
    expect(host.asked.at(-1)).not.toMatchObject({ token: newer });
    answer();
    await second;
    expect(kept()).toMatchObject({ token: newer, chat: host.requested.chat });
  });

  it('withdraws a request that is cancelled after its answer and before its snapshot', async () => {
    const session = await atTopic();
    session.begin();
    await session.confirm();
    const { token } = kept();
    const seekers = host.line;
    session.back();
    expect(host.asked.at(-1)).toMatchObject({ what: 'on the way out', step: 'withdraw', token });
    expect(host.storage).toBeNull();
    seekers.snapshot(host.time, { is: 'seeker', chat: chat(waiting()) });
    host.line.opened();
    expect(host.line.sent[0]).toMatchObject({ who: { is: 'visitor' } });
    host.line.snapshot(host.time, { is: 'visitor', page: open });
    expect(session).toMatchObject({ talk: null, step: { is: 'topic' } });
  });

  it('stays away when the page is left while it loads', async () => {
    host.pageView = open;
    const answer = host.hold();
    const session = new SeekerSession(host);
    session.leaveNow();
    answer();
    await settle(session);
    expect(session.step).toEqual({ is: 'left' });
    expect(host.lines).toHaveLength(0);
  });

  it('offers no chat where nothing can be sealed', () => {
    host.secure = false;
    expect(new SeekerSession(host).step).toEqual({ is: 'insecure' });
    expect(host.lines).toHaveLength(0);
  });

  it('tells an unknown centre from an unreachable server, which it asks again', async () => {
    const unknown = new SeekerSession(host);
    await settle(unknown);
    expect(unknown.step.is).toBe('not_found');
    host.failures.push(new RequestFailed('offline'));
    const session = new SeekerSession(host);
    await settle(session);
    expect(session.step.is).toBe('unreachable');
    host.pageView = open;
    host.advance(3_000);
    await settle(session);
    expect(session.step.is).toBe('topic');
  });
});

describe('in the waiting room', () => {
  it('keeps place and early words over a reload', async () => {
    const session = await inTheWaitingRoom();
    expect(session.step).toMatchObject({ is: 'waiting', chat: { number: 1 } });
    session.talk?.keepDraft('Mein Bruder trinkt wieder.');
    await settle(session);
    expect(host.storage).not.toContain('Bruder');
    session.stop();
    const reloaded = new SeekerSession(host);
    host.line.opened();
    expect(host.line.sent[0]).toMatchObject({ who: { is: 'seeker', token: kept().token } });
    host.line.snapshot(host.time, { is: 'seeker', chat: chat(waiting()) });
    await settle(reloaded);
    expect(reloaded.step.is).toBe('waiting');
    expect(reloaded.talk?.draft).toBe('Mein Bruder trinkt wieder.');
  });

  it('leaves the line when asked to, and forgets everything', async () => {
    const session = await inTheWaitingRoom();
    await session.finish();
    expect(host.asked.at(-1)).toMatchObject({ what: 'withdraw' });
    expect(session.step).toEqual({ is: 'ended', how: 'withdrawn' });
    expect(host.storage).toBeNull();
    expect(host.line.open).toBe(false);
  });

  it('seals the key to each device with "Jetzt chatten", and repeats the same envelopes after silence', async () => {
    const session = await inTheWaitingRoom();
    const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const public_key = toText(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)));
    const device = { id: newId(5, new Uint8Array(10)), public_key };
    const accepted = { state: 'accepted', counsellor: ANNA, devices: [device], answer_until: 0 } as const;
    host.line.event({ is: 'seeker_chat_changed', chat: chat({ ...accepted, devices: [device] }) });
    host.failures.push(new RequestFailed('offline'));
    await session.join();
    expect(session.trouble).toBe('offline');
    await session.join();
    const [first, second] = host.asked.filter((asked) => asked.what === 'begin');
    expect(second).toEqual(first);
    const secret = fromText((await crypto.subtle.exportKey('jwk', pair.privateKey)).d ?? '');
    const envelope = fromText(second?.body.envelopes[0]?.envelope ?? '');
    expect(toText(await openKey(envelope, secret, host.requested.chat, device.id))).toBe(kept().key);
  });
});

describe('in the chat', () => {
  it('shows each message once, in order, whatever comes twice or too late', async () => {
    const session = await inTheChat();
    const [one, two, three] = [await fromAnna(1, 'eins'), await fromAnna(2, 'zwei'), await fromAnna(3, 'drei')];
    host.messages = [one, two, three];
    host.line.event({ is: 'message_stored', message: one });
    host.line.event({ is: 'message_stored', message: three });
    host.line.event({ is: 'message_stored', message: two });
    host.line.event({ is: 'message_stored', message: one });
    await settle(session);
    expect(texts(session)).toEqual(['eins · read', 'zwei · read', 'drei · read']);
    expect(session.talk?.arrived).toBe(3);
  });

  it('shows a message that was changed on the way as such', async () => {
    const session = await inTheChat();
    const message = await fromAnna(1, 'eins');
    host.line.event({ is: 'message_stored', message: { ...message, sender: { is: 'seeker' } } });
    await settle(session);
    expect(texts(session)).toEqual(['? · stored']);
  });

  it('sends one after the other, again with the same ids after a cut, and shows the delivery', async () => {
    const session = await inTheChat();
    await session.talk?.write('Hallo');
    await session.talk?.write('Sind Sie da?');
    expect(texts(session)).toEqual(['Hallo · waiting', 'Sind Sie da? · waiting']);
    const first = host.line.of('send');
    expect(first).toHaveLength(1);
    host.line.cut();
    expect(session.line).toBe('offline');
    host.advance(1_000);
    host.line.opened();
    host.line.snapshot(host.time, { is: 'seeker', chat: chat(active()) });
    const again = host.line.of('send')[0];
    expect(again).toMatchObject({ id: first[0]?.id, body: first[0]?.body });
    stored(1);
    expect(texts(session)).toEqual(['Hallo · stored', 'Sind Sie da? · waiting']);
    expect(host.line.of('send')).toHaveLength(2);
    await settle(session);
    counsellorGot(1, 0);
    expect(texts(session)[0]).toBe('Hallo · delivered');
    counsellorGot(1, 1);
    expect(texts(session)).toEqual(['Hallo · read', 'Sind Sie da? · waiting']);
    expect(kept().outbox).toMatchObject([{ id: host.line.of('send')[1]?.id }]);
  });

  it('takes an own message by its answer: the reply that follows needs no fetch', async () => {
    const session = await inTheChat();
    await session.talk?.write('Hallo');
    stored(1);
    host.line.event({ is: 'message_stored', message: await fromAnna(2, 'Guten Abend') });
    await settle(session);
    expect(texts(session)).toEqual(['Hallo · stored', 'Guten Abend · read']);
    expect(kept().outbox).toEqual([]);
    expect(host.fetched).toEqual([]);
  });

  it('fetches what came before an own message when its answer is first, and shows each once', async () => {
    const session = await inTheChat();
    await session.talk?.write('Hallo');
    const sent = host.line.of('send')[0];
    const anna = await fromAnna(1, 'Guten Abend');
    host.messages = [anna, own(sent?.id ?? '', 2, sent?.body ?? '')];
    host.failures.push(new RequestFailed('offline'));
    stored(2);
    await settle(session);
    expect(texts(session)).toEqual(['Hallo · stored']);
    expect(kept().outbox).toEqual([]);
    host.advance(3_000);
    await settle(session);
    host.line.event({ is: 'message_stored', message: anna });
    await settle(session);
    expect(texts(session)).toEqual(['Guten Abend · read', 'Hallo · stored']);
    expect(host.line.of('mark').at(-1)).toMatchObject({ delivered: 2, read: 2 });
  });

  it('shows and sends what is written while the tab can keep nothing', async () => {
    const session = await inTheChat();
    host.refuseToKeep(1);
    await session.talk?.write('eins');
    await session.talk?.write('zwei');
    stored(1);
    expect(texts(session)).toEqual(['eins · stored', 'zwei · waiting']);
    host.refuseToKeep(1);
    session.talk?.keepDraft('Entwurf');
    host.line.event({ is: 'message_stored', message: await fromAnna(2, 'drei') });
    await settle(session);
    expect(texts(session)).toEqual(['eins · stored', 'drei · read', 'zwei · waiting']);
  });

  it('goes on writing after a text that could not be sealed', async () => {
    const session = await inTheChat();
    await expect(session.talk?.write('a'.repeat(1_000_000))).rejects.toThrow();
    await session.talk?.write('kurz');
    expect(texts(session)).toEqual(['kurz · waiting']);
  });

  it('goes on reading after a fetch that broke', async () => {
    const session = await inTheChat();
    const [one, two] = [await fromAnna(1, 'eins'), await fromAnna(2, 'zwei')];
    host.failures.push(new TypeError('the answer was cut short'));
    host.line.event({ is: 'message_stored', message: two });
    host.line.event({ is: 'message_stored', message: one });
    await settle(session);
    expect(texts(session)).toEqual(['eins · read']);
  });

  it('keeps sealed what was written without a line over a reload, and sends it then', async () => {
    const session = await inTheChat();
    host.line.cut();
    await session.talk?.write('Ohne Netz geschrieben');
    expect(host.storage).not.toContain('Netz');
    session.stop();
    const reloaded = new SeekerSession(host);
    host.line.opened();
    host.line.snapshot(host.time, { is: 'seeker', chat: chat(active()) });
    await settle(reloaded);
    expect(texts(reloaded)).toEqual(['Ohne Netz geschrieben · waiting']);
    const sent = host.line.of('send')[0];
    const place = { chat: host.requested.chat, message: sent?.id ?? '', sender: { is: 'seeker' } as const };
    const key = await importKey(fromText(kept().key));
    const opened = await openMessage(key, { ...place, audience: 'everyone' }, fromText(sent?.body ?? ''));
    expect(opened).toEqual({ is: 'text', text: 'Ohne Netz geschrieben' });
  });

  it('says how far it has got, and reads only while somebody can see it', async () => {
    const session = await inTheChat();
    host.show(false);
    host.line.event({ is: 'message_stored', message: await fromAnna(1, 'eins') });
    await settle(session);
    expect(host.line.of('mark').at(-1)).toMatchObject({ delivered: 1, read: 0 });
    host.show(true);
    expect(host.line.of('mark').at(-1)).toMatchObject({ delivered: 1, read: 1 });
  });

  it('asks for a fresh snapshot when an event is missing', async () => {
    const session = await inTheChat();
    host.messages = [await fromAnna(1, 'eins')];
    host.line.lose(1);
    host.line.event({ is: 'typing', chat: host.requested.chat, by: { is: 'counsellor', id: ANNA.id } });
    expect(session.talk?.typing).toBe(false);
    expect(host.line.of('resync')).toHaveLength(1);
    host.line.snapshot(host.time, { is: 'seeker', chat: chat(active(), 1) });
    await settle(session);
    expect(texts(session)).toEqual(['eins · read']);
  });

  it('notices a dead line, comes back by itself, and at once when the network does', async () => {
    const session = await inTheChat();
    host.advance(20_000);
    const ping = host.line.of('ping').at(-1);
    host.line.push({ type: 'answer', r: ping?.r ?? 0, answer: { is: 'done' } });
    host.advance(20_000);
    expect(session.line).toBe('connected');
    host.advance(10_000);
    expect(session.line).toBe('offline');
    const before = host.lines.length;
    host.advance(800);
    expect(host.lines.length).toBe(before + 1);
    host.line.cut();
    host.comeOnline();
    expect(host.lines.length).toBe(before + 2);
  });

  it.each(['by_counsellor', 'time_limit'] as const)('is out at once when it ends (%s)', async (how) => {
    const session = await inTheChat();
    await session.talk?.write('Hallo');
    const { talk } = session;
    host.line.event({ is: 'seeker_chat_changed', chat: chat({ state: 'ended', how }) });
    expect(session.step).toEqual({ is: 'ended', how });
    expect(host.storage).toBeNull();
    expect(talk?.entries).toEqual([]);
  });

  it('is out when the server no longer knows the token', async () => {
    const session = await inTheChat();
    host.line.push({ type: 'bye', why: 'signed_out' });
    expect(session.step).toEqual({ is: 'ended', how: 'signed_out' });
    const lines = host.lines.length;
    host.advance(60_000);
    expect(host.lines.length).toBe(lines);
  });

  it('keeps the chat when ending it did not reach the server', async () => {
    const session = await inTheChat();
    host.failures.push(new RequestFailed('offline'));
    await session.finish();
    expect(session).toMatchObject({ trouble: 'offline', step: { is: 'active' } });
    await session.finish();
    expect(session.step).toEqual({ is: 'ended', how: 'by_seeker' });
  });

  it('leaves at once: page and storage empty, the end sent without waiting', async () => {
    const session = await inTheChat();
    session.leaveNow();
    expect(session.step).toEqual({ is: 'left' });
    expect(host.storage).toBeNull();
    expect(host.asked.at(-1)).toMatchObject({ what: 'on the way out' });
    expect(host.neutral).toBe(true);
  });
});
