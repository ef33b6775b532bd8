import { describe, expect, it } from 'vitest';
import { openFile, sealFile } from './file';
import { fromText, idBytes, newId, toText, utf8, type Bytes } from './bytes';
import { openKey, sealKey } from './envelope';
import { MESSAGE_CHARS } from '../generated/protocol';
import type { ChainLink } from './chain';
import { ChatKeys } from './keys';
import { openBytes, openMessage, sealBytes, sealMessage } from './message';
import type { MessageContext } from './sealed';

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
const keys = (fill = 1): Promise<ChatKeys> => ChatKeys.first(new Uint8Array(32).fill(fill));
const origin = { device: OTHER, epoch: 0 };
const link: ChainLink = { count: 1, seen: null, written: 1, sent: 2 };
const sealText = async (text: string): Promise<Bytes> =>
  sealMessage(await keys(), context, origin, nonce, { content: { is: 'text', text }, link });
const sealPlain = async (plain: object): Promise<Bytes> =>
  sealBytes(await keys(), context, origin, nonce, utf8(JSON.stringify(plain)));
const changed = (bytes: Bytes, at: number): Bytes => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

describe('a sealed message', () => {
  it('opens for whoever has the key', async () => {
    const content = { is: 'text', text: 'Hallo 🌻' };
    expect(await openMessage(await keys(), context, await sealText('Hallo 🌻'))).toEqual({ origin, content, link });
  });

  it('does not open when any byte was changed', async () => {
    const sealed = await sealText('Hallo');
    expect(await openMessage(await keys(), context, changed(sealed, 0))).toBe('other_version');
    for (let at = 1; at < sealed.length; at += 1) {
      expect(await openMessage(await keys(), context, changed(sealed, at))).toBeNull();
      expect(await openMessage(await keys(), context, sealed.slice(0, at))).toBeNull();
    }
  });

  it.each<[string, Partial<MessageContext>]>([
    ['chat', { chat: OTHER }],
    ['message id', { message: CHAT }],
    ['sender, of the other kind', { sender: { is: 'seeker' } }],
    ['sender, another person', { sender: { is: 'counsellor', id: CHAT } }],
    ['audience', { audience: 'counsellors' }],
  ])('does not open for another %s', async (_name, other) => {
    expect(await openMessage(await keys(), { ...context, ...other }, await sealText('Hallo'))).toBeNull();
  });

  it('does not open with another key', async () => {
    expect(await openMessage(await keys(2), context, await sealText('Hallo'))).toBeNull();
  });

  it('has one of six lengths', async () => {
    for (const [text, step] of [
      ['a', 256],
      ['a'.repeat(90), 256],
      ['a'.repeat(300), 1_024],
      ['🌻'.repeat(MESSAGE_CHARS), 65_536],
    ] as const) {
      expect(await sealText(text)).toHaveLength(step + 50);
    }
  });

  it('of a kind nobody knows yet shows its plain text', async () => {
    const sealed = await sealPlain({ kind: 'voice', fallback: 'Sprachnachricht', chain: link });
    const content = { is: 'unknown', fallback: 'Sprachnachricht' };
    expect(await openMessage(await keys(), context, sealed)).toMatchObject({ content });
  });

  it('holds 10,000 characters and not one more, counted as a person counts', async () => {
    const sealed = await sealText('🌻'.repeat(MESSAGE_CHARS));
    expect(await openMessage(await keys(), context, sealed)).toMatchObject({ content: { is: 'text' } });
    const long = 'a'.repeat(MESSAGE_CHARS + 1);
    await expect(sealText(long)).rejects.toThrow('not a message');
    const smuggled = await sealPlain({ kind: 'text', fallback: long, chain: link });
    expect(await openMessage(await keys(), context, smuggled)).toBeNull();
  });
});

describe('half an emoji', () => {
  it('is a replacement character for both sides, and a whole one stays', async () => {
    const text = 'a\uD83D b\uDE00 \u{1F600}';
    const right = 'a\uFFFD b\uFFFD \u{1F600}';
    const sealed = await sealText(text);
    const { plaintext } = await openBytes(await keys(), context, sealed);
    expect(new TextDecoder().decode(plaintext)).toContain(right);
    const careless = await sealPlain({ kind: 'text', fallback: text, chain: link });
    expect(await openMessage(await keys(), context, careless)).toMatchObject({ content: { is: 'text', text: right } });
  });
});

describe('a file', () => {
  it('opens for its message and id only, and is at most 5 % longer', async () => {
    const bytes = new Uint8Array(12_345).fill(7);
    const sealed = await sealFile(await keys(), context, origin, nonce, PERSON, bytes);
    expect(sealed.length).toBeLessThanOrEqual((12_345 + 4) * 1.05 + 50);
    expect(await openFile(await keys(), context, PERSON, sealed)).toEqual(bytes);
    await expect(openFile(await keys(), context, OTHER, sealed)).rejects.toThrow();
    await expect(openFile(await keys(), { ...context, message: CHAT }, PERSON, sealed)).rejects.toThrow();
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
    const name = { audience: 'everyone', epoch: 2, day: 20_786 } as const;
    const envelope = await sealKey(name, chatKey, mine.point, CHAT, device);
    expect(await openKey(envelope, mine.secret, CHAT, device)).toEqual({ name, key: chatKey });
    await expect(openKey(envelope, other.secret, CHAT, device)).rejects.toThrow();
    await expect(openKey(envelope, mine.secret, OTHER, device)).rejects.toThrow();
    await expect(openKey(envelope, mine.secret, CHAT, OTHER)).rejects.toThrow();
    await expect(openKey(changed(envelope, 100), mine.secret, CHAT, device)).rejects.toThrow();
    await expect(openKey(changed(envelope, 0), mine.secret, CHAT, device)).rejects.toThrow();
  });
});

describe('an id or a hash in a message', () => {
  const id = '01930000-0000-7000-8000-00000000abcd';
  const file = (id: string): object => ({ id, name: 'Brief.pdf', size: 9 });
  const opens = async (plain: object): Promise<boolean> => {
    const sealed = await sealPlain({ fallback: 'x', chain: link, ...plain });
    return (await openMessage(await keys(), context, sealed)) !== null;
  };

  it.each([
    ['a sign before a digit', id.replace('-00000000', '-+0000000')],
    ['no hyphens', id.replaceAll('-', '')],
    ['hyphens elsewhere', '0193-00000000-7000-8000-00000000abcd'],
    ['a hyphen more', `${id}-`],
    ['a space', ` ${id.slice(1)}`],
  ])('is refused with %s', async (_name, wrong) => {
    expect(() => idBytes(wrong)).toThrow('not an id');
    expect(await opens({ kind: 'deletion', removes: wrong })).toBe(false);
    expect(await opens({ kind: 'files', files: [file(wrong)] })).toBe(false);
  });

  it('is read in either case, and a hash only as 64 digits', async () => {
    for (const one of [id, id.toUpperCase()]) {
      expect(await opens({ kind: 'deletion', removes: one })).toBe(true);
      expect(await opens({ kind: 'files', files: [file(one)] })).toBe(true);
    }
    const seen = (hash: string): object => ({ kind: 'text', chain: { ...link, seen: hash } });
    expect(await opens(seen('aF'.repeat(32)))).toBe(true);
    for (const wrong of ['+f'.repeat(32), 'a'.repeat(63), `${'a'.repeat(63)}-`]) {
      expect(await opens(seen(wrong))).toBe(false);
    }
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
