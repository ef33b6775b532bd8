import { describe, expect, it } from 'vitest';
import { fromText, idBytes, newId, toText, utf8, type Bytes } from './bytes';
import { openKey, sealKey } from './envelope';
import { MESSAGE_CHARS } from '../generated/protocol';
import { openBytes, openMessage, sealBytes, sealText } from './message';
import { importKey, type MessageContext } from './sealed';

const CHAT = '01930000-0000-7000-8000-000000000001';
const OTHER = '01930000-0000-7000-8000-000000000002';
const PERSON = '01930000-0000-7000-8000-00000000000a';
const context: MessageContext = {
  chat: CHAT,
  message: OTHER,
  sender: { is: 'counsellor', id: PERSON },
  audience: 'everyone',
};
const nonce = new Uint8Array(12).fill(7);
const key = (fill = 1): Promise<CryptoKey> => importKey(new Uint8Array(32).fill(fill));
const changed = (bytes: Bytes, at: number): Bytes => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

describe('a sealed message', () => {
  it('opens for whoever has the key', async () => {
    const sealed = await sealText(await key(), nonce, context, 'Hallo 🌻');
    expect(await openMessage(await key(), context, sealed)).toEqual({ is: 'text', text: 'Hallo 🌻' });
  });

  it('does not open when any byte was changed', async () => {
    const sealed = await sealText(await key(), nonce, context, 'Hallo');
    for (let at = 0; at < sealed.length; at += 1) {
      await expect(openMessage(await key(), context, changed(sealed, at))).rejects.toThrow();
    }
  });

  it.each<[string, Partial<MessageContext>]>([
    ['chat', { chat: OTHER }],
    ['message id', { message: CHAT }],
    ['sender, of the other kind', { sender: { is: 'seeker' } }],
    ['sender, another person', { sender: { is: 'counsellor', id: CHAT } }],
    ['audience', { audience: 'counsellors' }],
  ])('does not open for another %s', async (_name, other) => {
    const sealed = await sealText(await key(), nonce, context, 'Hallo');
    await expect(openMessage(await key(), { ...context, ...other }, sealed)).rejects.toThrow();
  });

  it('does not open with another key', async () => {
    const sealed = await sealText(await key(), nonce, context, 'Hallo');
    await expect(openMessage(await key(2), context, sealed)).rejects.toThrow();
  });

  it('of a kind nobody knows yet is named as such', async () => {
    const later = new TextEncoder().encode('{"v":2,"kind":"voice"}') as Bytes;
    const sealed = await sealBytes(await key(), nonce, context, later);
    expect(await openMessage(await key(), context, sealed)).toEqual({ is: 'unknown' });
  });

  it('holds 10,000 characters and not one more, counted as a person counts', async () => {
    const sealed = await sealText(await key(), nonce, context, '🌻'.repeat(MESSAGE_CHARS));
    expect(await openMessage(await key(), context, sealed)).toMatchObject({ is: 'text' });
    await expect(sealText(await key(), nonce, context, 'a'.repeat(MESSAGE_CHARS + 1))).rejects.toThrow('too long');
    const long = new TextEncoder().encode(
      JSON.stringify({ v: 1, kind: 'text', text: 'a'.repeat(MESSAGE_CHARS + 1) }),
    ) as Bytes;
    const smuggled = await sealBytes(await key(), nonce, context, long);
    expect(await openMessage(await key(), context, smuggled)).toEqual({ is: 'unknown' });
  });
});

describe('half an emoji', () => {
  it('is a replacement character for both sides, and a whole one stays', async () => {
    const text = 'a\uD83D b\uDE00 \u{1F600}';
    const right = 'a\uFFFD b\uFFFD \u{1F600}';
    const sealed = await sealText(await key(), nonce, context, text);
    const plain = new TextDecoder().decode(await openBytes(await key(), context, sealed));
    expect(plain).toContain(right);
    expect(plain).not.toMatch(/\\ud83d/i);
    const earlier = await sealBytes(await key(), nonce, context, utf8(JSON.stringify({ v: 1, kind: 'text', text })));
    expect(await openMessage(await key(), context, earlier)).toEqual({ is: 'text', text: right });
  });
});

describe('an envelope', () => {
  const device = PERSON;
  async function pair(): Promise<{ secret: Bytes; point: Bytes }> {
    const made = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const secret = fromText((await crypto.subtle.exportKey('jwk', made.privateKey)).d ?? '');
    return { secret, point: new Uint8Array(await crypto.subtle.exportKey('raw', made.publicKey)) };
  }

  it('opens for its device, chat and key, and for nothing else', async () => {
    const [mine, other] = [await pair(), await pair()];
    const chatKey = new Uint8Array(32).fill(9);
    const envelope = await sealKey(chatKey, mine.point, CHAT, device);
    expect(await openKey(envelope, mine.secret, CHAT, device)).toEqual(chatKey);
    await expect(openKey(envelope, other.secret, CHAT, device)).rejects.toThrow();
    await expect(openKey(envelope, mine.secret, OTHER, device)).rejects.toThrow();
    await expect(openKey(envelope, mine.secret, CHAT, OTHER)).rejects.toThrow();
    await expect(openKey(changed(envelope, 100), mine.secret, CHAT, device)).rejects.toThrow();
    await expect(openKey(changed(envelope, 0), mine.secret, CHAT, device)).rejects.toThrow();
  });
});

describe('bytes and ids', () => {
  it('go to text and back', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(fromText(toText(bytes))).toEqual(bytes);
    expect(() => fromText('ab+/')).toThrow();
    expect(() => fromText('YQ==')).toThrow();
  });

  it('are UUIDs of version 7 that sort by time', () => {
    const early = newId(1_000, new Uint8Array(10).fill(255));
    const late = newId(1_001, new Uint8Array(10));
    expect(early).toBe('00000000-03e8-7fff-bfff-ffffffffffff');
    expect(early < late).toBe(true);
    expect(idBytes(late)).toHaveLength(16);
    expect(() => idBytes('anna')).toThrow();
  });
});
