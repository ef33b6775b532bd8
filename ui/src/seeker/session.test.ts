import { beforeEach, describe, expect, it } from 'vitest';
import type { DeviceKey } from '../generated/protocol';
import { RequestFailed } from '../host/seeker';
import { fromText, idBytes, join, newId, toText, utf8, type Bytes } from '../seal/bytes';
import { openKey } from '../seal/envelope';
import { SeekerSession } from './session.svelte';
import {
  ANNA,
  atTopic,
  begin,
  chat,
  host,
  inTheWaitingRoom,
  confirming,
  opened,
  reloaded,
  open,
  page,
  settle,
  waiting,
} from './session.fixture';

beforeEach(begin);

describe('before the chat', () => {
  it('opens by itself when somebody becomes available, and closes again', async () => {
    host.pageView = page({ state: 'nobody_available' });
    const session = new SeekerSession(host);
    await settle(session);
    expect(session.screen).toMatchObject({ is: 'topic', topic: { admission: { state: 'nobody_available' } } });
    host.connection.opened();
    expect(host.connection.sent[0]).toMatchObject({
      type: 'hello',
      version: 1,
      who: { is: 'visitor', centre: 'demo' },
    });
    host.connection.snapshot(host.time, { is: 'visitor', page: host.pageView });
    session.begin();
    expect(session.screen.is).toBe('topic');
    host.connection.event({ is: 'page_changed', page: open });
    expect(session.screen).toMatchObject({ is: 'topic', topic: { admission: { state: 'open' } } });
    host.connection.event({ is: 'page_changed', page: page({ state: 'nobody_available' }) });
    expect(session.screen).toMatchObject({ is: 'topic', topic: { admission: { state: 'nobody_available' } } });
  });

  it('stores and asks nothing before the consent', async () => {
    const session = await atTopic();
    session.begin();
    expect(session.screen.is).toBe('consent');
    expect(host.storage).toBeNull();
    session.back();
    expect(session.screen.is).toBe('topic');
    expect(host.asked).toEqual([]);
  });

  it('repeats a request whose answer got lost with the same command and token', async () => {
    const session = await atTopic();
    session.begin();
    host.failures.push(new RequestFailed('offline'));
    await session.confirm();
    expect(session).toMatchObject({ trouble: 'offline', screen: { is: 'consent' } });
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
    expect(session).toMatchObject({ trouble: 'not_admitted', screen: { is: 'topic' } });
    expect(host.storage).toBeNull();
  });

  it('forgets a request that was cancelled: a reload asks for nothing', async () => {
    const session = await atTopic();
    session.begin();
    host.failures.push(new RequestFailed('offline'));
    await session.confirm();
    session.back();
    expect(session).toMatchObject({ trouble: null, screen: { is: 'topic' } });
    expect(host.storage).toBeNull();
    session.stop();
    const reloaded = new SeekerSession(host);
    await settle(reloaded);
    expect(reloaded.screen.is).toBe('topic');
    expect(host.asked).toHaveLength(1);
  });

  it('withdraws when the answer to a cancelled request comes late, and does not follow it', async () => {
    const session = await atTopic();
    session.begin();
    const answer = host.hold();
    const confirmed = await confirming(session);
    const { token } = await opened();
    session.back();
    expect(session).toMatchObject({ busy: false, screen: { is: 'topic' } });
    session.begin();
    answer();
    await confirmed.done;
    expect(session).toMatchObject({ busy: false, trouble: null, screen: { is: 'consent' } });
    expect(host.asked.at(-1)).toMatchObject({ what: 'while leaving', transition: 'withdraw', token });
    expect(host.storage).toBeNull();
    expect(host.connections).toHaveLength(1);
  });

  it('lets the late answer to a cancelled request leave a newer one alone', async () => {
    const session = await atTopic();
    session.begin();
    const late = host.hold();
    const first = await confirming(session);
    session.back();
    session.begin();
    const answer = host.hold();
    const second = await confirming(session);
    late();
    await first.done;
    expect(session.busy).toBe(true);
    const newer = (await opened()).token;
    expect(host.asked.at(-1)).not.toMatchObject({ token: newer });
    answer();
    await second.done;
    expect(await opened()).toMatchObject({ token: newer, chat: host.requested.chat });
  });

  it('withdraws a request that is cancelled after its answer and before its snapshot', async () => {
    const session = await atTopic();
    session.begin();
    await session.confirm();
    const { token } = await opened();
    const seekers = host.connection;
    session.back();
    expect(host.asked.at(-1)).toMatchObject({ what: 'while leaving', transition: 'withdraw', token });
    expect(host.storage).toBeNull();
    seekers.snapshot(host.time, { is: 'seeker', chat: chat(waiting()) });
    host.connection.opened();
    expect(host.connection.sent[0]).toMatchObject({ who: { is: 'visitor' } });
    host.connection.snapshot(host.time, { is: 'visitor', page: open });
    expect(session).toMatchObject({ conversation: null, screen: { is: 'topic' } });
  });

  it('stays away when the page is left while it loads', async () => {
    host.pageView = open;
    const answer = host.hold();
    const session = new SeekerSession(host);
    session.leaveNow();
    answer();
    await settle(session);
    expect(session.screen).toEqual({ is: 'left' });
    expect(host.connections).toHaveLength(0);
  });

  it('offers no chat where nothing can be sealed', () => {
    host.secure = false;
    expect(new SeekerSession(host).screen).toEqual({ is: 'insecure' });
    expect(host.connections).toHaveLength(0);
  });

  it('tells an unknown centre from an unreachable server, which it asks again', async () => {
    const unknown = new SeekerSession(host);
    await settle(unknown);
    expect(unknown.screen.is).toBe('not_found');
    host.failures.push(new RequestFailed('offline'));
    const session = new SeekerSession(host);
    await settle(session);
    expect(session.screen.is).toBe('unreachable');
    host.pageView = open;
    host.advance(3_000);
    await settle(session);
    expect(session.screen.is).toBe('topic');
  });
});

/** A device whose newest day key is this one. */
async function signedDevice(key: CryptoKey): Promise<DeviceKey> {
  const id = newId(5, new Uint8Array(10));
  const signer = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
  const raw = async (one: CryptoKey): Promise<Bytes> => new Uint8Array(await crypto.subtle.exportKey('raw', one));
  const public_key = await raw(key);
  const signed = join(utf8('beistand/day-key/v2\0'), idBytes(id), Uint8Array.of(0, 0, 0, 9), public_key);
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, signer.privateKey, signed);
  const day_key = { day: 9, public_key: toText(public_key), signature: toText(new Uint8Array(signature)) };
  return { id, signing_key: toText(await raw(signer.publicKey)), day_key };
}

describe('in the waiting room', () => {
  it('keeps place and early words over a reload', async () => {
    const session = await inTheWaitingRoom();
    expect(session.screen).toMatchObject({ is: 'waiting', chat: { number: 1 } });
    session.conversation?.keepDraft('Mein Bruder trinkt wieder.');
    await settle(session);
    expect(host.storage).not.toContain('Bruder');
    const again = await reloaded(session);
    expect(host.connection.sent[0]).toMatchObject({ who: { is: 'seeker', token: (await opened()).token } });
    host.connection.snapshot(host.time, { is: 'seeker', chat: chat(waiting()) });
    await settle(again);
    expect(again.screen.is).toBe('waiting');
    expect(again.conversation?.draft).toBe('Mein Bruder trinkt wieder.');
  });

  it('leaves the line when asked to, and forgets everything', async () => {
    const session = await inTheWaitingRoom();
    await session.finish();
    expect(host.asked.at(-1)).toMatchObject({ what: 'withdraw' });
    expect(session.screen).toEqual({ is: 'ended', how: 'withdrawn' });
    expect(host.storage).toBeNull();
    expect(host.connection.open).toBe(false);
  });

  it('seals the key to each device with "Jetzt chatten", and repeats the same envelopes after silence', async () => {
    const session = await inTheWaitingRoom();
    const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const device = await signedDevice(pair.publicKey);
    // One device that says nothing of its own does not stop the others.
    const wrong = { ...device, id: newId(6, new Uint8Array(10)) };
    const accepted = { state: 'accepted', counsellor: ANNA, devices: [device], answer_until: 0 } as const;
    host.connection.event({ is: 'seeker_chat_changed', chat: chat({ ...accepted, devices: [wrong, device] }) });
    host.failures.push(new RequestFailed('offline'));
    await session.join();
    expect(session.trouble).toBe('offline');
    await session.join();
    const [first, second] = host.asked.filter((asked) => asked.what === 'begin');
    expect(second).toEqual(first);
    // What the tab keeps of it is locked, and opens again after a reload.
    for (const word of [host.requested.chat, device.id, first?.body.command]) expect(host.storage).not.toContain(word);
    const again = await reloaded(session);
    host.connection.snapshot(host.time, { is: 'seeker', chat: chat({ ...accepted, devices: [device] }) });
    await again.join();
    expect(host.asked.at(-1)).toEqual(first);
    const secret = fromText((await crypto.subtle.exportKey('jwk', pair.privateKey)).d ?? '');
    const envelope = fromText(second?.body.envelopes[0]?.envelope ?? '');
    expect(second?.body.envelopes.map((one) => one.device)).toEqual([device.id]);
    const { key, name } = await openKey(envelope, secret, host.requested.chat, device.id);
    expect(toText(key)).toBe((await opened()).key);
    expect(name).toEqual({ audience: 'everyone', epoch: 0, day: device.day_key.day });
  });
});
