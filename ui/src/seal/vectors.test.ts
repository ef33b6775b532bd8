/** Both sides open each other's vectors: those of `crates/seal` here, those of this folder over there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Audience, Sender } from '../generated/protocol';
import { fromText, newId, toText, utf8, type Bytes } from './bytes';
import { Chain, type ChainRow, type ChainStart } from './chain';
import type { Content } from './content';
import { openKey, sealKey } from './envelope';
import { openBytes, readBody, sealBytes } from './message';
import { ChatKeys, importKey } from './keys';
import type { MessageContext } from './sealed';

type MessageVector = {
  key: string;
  nonce: string;
  chat: string;
  message: string;
  sender: Sender;
  audience: Audience;
  device: string;
  epoch: number;
  plaintext: string;
  sealed: string;
};
type EnvelopeVector = {
  private_key: string;
  public_key: string;
  chat: string;
  device: string;
  audience: Audience;
  epoch: number;
  day: number;
  key: string;
  envelope: string;
};
type Vectors = { messages: MessageVector[]; envelopes: EnvelopeVector[] };

const OURS = new URL('./vectors-from-typescript.json', import.meta.url);
const THEIRS = new URL('../../../crates/seal/vectors/v2.json', import.meta.url);

const random = (count: number): Bytes => crypto.getRandomValues(new Uint8Array(count));
const id = (): string => newId(1_795_000_000_000, random(10));

async function keysOf({ audience, epoch, key }: { audience: Audience; epoch: number; key: string }): Promise<ChatKeys> {
  const keys = new ChatKeys();
  keys.insert(audience, epoch, await importKey(fromText(key)));
  return keys;
}

async function makeMessage(sender: Sender, audience: Audience, plaintext: string): Promise<MessageVector> {
  const [key, nonce, origin] = [toText(random(32)), random(12), { device: id(), epoch: random(1)[0] ?? 0 }];
  const context: MessageContext = { chat: id(), message: id(), sender, audience };
  const keys = await keysOf({ audience, epoch: origin.epoch, key });
  const sealed = await sealBytes(keys, context, origin, nonce, utf8(plaintext));
  const bytes = { key, nonce: toText(nonce), plaintext: toText(utf8(plaintext)), sealed: toText(sealed) };
  return { ...context, ...origin, ...bytes };
}

async function makeEnvelope(audience: Audience): Promise<EnvelopeVector> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const secret = await crypto.subtle.exportKey('jwk', pair.privateKey);
  const [chat, device, key] = [id(), id(), random(32)];
  const name = { audience, epoch: random(1)[0] ?? 0, day: 20_786 };
  const envelope = toText(await sealKey(name, key, publicKey, chat, device));
  return {
    private_key: secret.d ?? '',
    public_key: toText(publicKey),
    chat,
    device,
    ...name,
    key: toText(key),
    envelope,
  };
}

/** Written once, and again only when the format gets a new version: `BEISTAND_BLESS=1 npx vitest run src/seal`. */
async function write(): Promise<void> {
  const counsellor: Sender = { is: 'counsellor', id: id() };
  const messages = [
    await makeMessage({ is: 'seeker' }, 'everyone', '{"kind":"text","fallback":"Hallo, ist da jemand?"}'),
    await makeMessage(counsellor, 'everyone', '{"kind":"text","fallback":"Ja, ich bin hier. Grüße 🌻"}'),
    await makeMessage(counsellor, 'counsellors', '{"kind":"text","fallback":"Ben, kannst du kurz mitlesen?"}'),
    await makeMessage({ is: 'seeker' }, 'everyone', '{"kind":"later","fallback":"Später","data":[1,2,3]}'),
    await makeMessage({ is: 'seeker' }, 'everyone', ''),
  ];
  const vectors: Vectors = { messages, envelopes: [await makeEnvelope('everyone'), await makeEnvelope('counsellors')] };
  writeFileSync(OURS, `${JSON.stringify(vectors, null, 2)}\n`);
}

if (process.env.BEISTAND_BLESS !== undefined) await write();

describe.each([
  ['of the Rust side', THEIRS],
  ['of this side', OURS],
])('the vectors %s', (_name, url) => {
  const read = (): Vectors => JSON.parse(readFileSync(url, 'utf8')) as Vectors;

  it('are there in some number', () => {
    expect(read().messages.length).toBeGreaterThan(2);
    expect(read().envelopes.length).toBeGreaterThan(0);
  });

  it('seal to the same bytes and open again', async () => {
    for (const vector of read().messages) {
      const { device, epoch } = vector;
      const keys = await keysOf(vector);
      const plaintext = fromText(vector.plaintext);
      const sealed = await sealBytes(keys, vector, { device, epoch }, fromText(vector.nonce), plaintext);
      expect(toText(sealed)).toBe(vector.sealed);
      expect(await openBytes(keys, vector, sealed)).toEqual({ origin: { device, epoch }, plaintext });
    }
  });

  it('hold envelopes that open with the private key', async () => {
    for (const vector of read().envelopes) {
      const envelope = fromText(vector.envelope);
      expect(envelope).toHaveLength(10 + 65 + 48);
      const { name, key } = await openKey(envelope, fromText(vector.private_key), vector.chat, vector.device);
      expect(name).toEqual({ audience: vector.audience, epoch: vector.epoch, day: vector.day });
      expect(toText(key)).toBe(vector.key);
    }
  });
});

describe('what both sides read alike', () => {
  it('is every content as it is written down', () => {
    const cases = shared('contents') as { what: string; plaintext: string; reads: object | null }[];
    expect(cases.length).toBeGreaterThan(8);
    for (const { what, plaintext, reads } of cases) {
      const body = readBody(utf8(plaintext));
      expect(body === null ? null : { ...asVector(body.content), count: body.link.count }, what).toEqual(reads);
    }
  });

  it('is every chain as it is written down', () => {
    const cases = shared('chain') as ChainCase[];
    expect(cases.length).toBeGreaterThan(10);
    for (const { what, start, rows, findings } of cases) {
      const chain = new Chain(start);
      expect(
        rows.map((row) => chain.take(chainRow(row)).map(({ is }) => is)),
        what,
      ).toEqual(findings);
    }
  });
});

type RowVector = {
  message: number;
  device: number;
  count: number;
  seen: number | null;
  sent: number;
  at: number;
  opens?: boolean;
  hash?: number;
};
type ChainCase = { what: string; start: ChainStart; rows: RowVector[]; findings: string[][] };

const shared = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../crates/seal/vectors/${name}.json`, import.meta.url), 'utf8'));

function asVector(content: Content): object {
  return content.is === 'deletion' ? { is: 'deletion', removes: content.removes.replaceAll('-', '') } : content;
}

function chainRow({ message, device, count, seen, sent, at, opens = true, hash }: RowVector): ChainRow {
  const link = { count, seen: seen === null ? null : String(seen), written: sent, sent };
  const opened = opens ? { device: String(device), link } : null;
  return { message: String(message), hash: String(hash ?? message), at, opened };
}
