/** Both sides open each other's vectors: those of `crates/seal` here, those of this folder over there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Audience, Sender } from '../generated/protocol';
import { fromText, newId, toText, utf8, type Bytes } from './bytes';
import { openKey, sealKey } from './envelope';
import { openBytes, sealBytes } from './message';
import { importKey, type MessageContext } from './sealed';

type MessageVector = {
  key: string;
  nonce: string;
  chat: string;
  message: string;
  sender: Sender;
  audience: Audience;
  plaintext: string;
  sealed: string;
};
type EnvelopeVector = {
  private_key: string;
  public_key: string;
  chat: string;
  device: string;
  key: string;
  envelope: string;
};
type Vectors = { messages: MessageVector[]; envelopes: EnvelopeVector[] };

const OURS = new URL('./vectors-from-typescript.json', import.meta.url);
const THEIRS = new URL('../../../crates/seal/vectors/v1.json', import.meta.url);

const random = (count: number): Bytes => crypto.getRandomValues(new Uint8Array(count));
const id = (): string => newId(1_795_000_000_000, random(10));

async function makeMessage(sender: Sender, audience: Audience, plaintext: string): Promise<MessageVector> {
  const [key, nonce] = [random(32), random(12)];
  const context: MessageContext = { chat: id(), message: id(), sender, audience };
  const sealed = await sealBytes(await importKey(key), nonce, context, utf8(plaintext));
  const bytes = { key: toText(key), nonce: toText(nonce), plaintext: toText(utf8(plaintext)), sealed: toText(sealed) };
  return { ...context, ...bytes };
}

async function makeEnvelope(): Promise<EnvelopeVector> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const secret = await crypto.subtle.exportKey('jwk', pair.privateKey);
  const [chat, device, key] = [id(), id(), random(32)];
  const envelope = toText(await sealKey(key, publicKey, chat, device));
  return { private_key: secret.d ?? '', public_key: toText(publicKey), chat, device, key: toText(key), envelope };
}

/** Written once, and again only when the format gets a new version: `BEISTAND_BLESS=1 npx vitest run src/seal`. */
async function write(): Promise<void> {
  const counsellor: Sender = { is: 'counsellor', id: id() };
  const messages = [
    await makeMessage({ is: 'seeker' }, 'everyone', '{"v":1,"kind":"text","text":"Hallo, ist da jemand?"}'),
    await makeMessage(counsellor, 'everyone', '{"v":1,"kind":"text","text":"Ja, ich bin hier. Grüße 🌻"}'),
    await makeMessage(counsellor, 'counsellors', '{"v":1,"kind":"text","text":"Ben, kannst du kurz mitlesen?"}'),
    await makeMessage({ is: 'seeker' }, 'everyone', '{"v":2,"kind":"later","data":[1,2,3]}'),
    await makeMessage({ is: 'seeker' }, 'everyone', ''),
  ];
  const vectors: Vectors = { messages, envelopes: [await makeEnvelope(), await makeEnvelope()] };
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
      const key = await importKey(fromText(vector.key));
      const plaintext = fromText(vector.plaintext);
      expect(toText(await sealBytes(key, fromText(vector.nonce), vector, plaintext))).toBe(vector.sealed);
      expect(await openBytes(key, vector, fromText(vector.sealed))).toEqual(plaintext);
    }
  });

  it('hold envelopes that open with the private key', async () => {
    for (const vector of read().envelopes) {
      const envelope = fromText(vector.envelope);
      expect(envelope).toHaveLength(1 + 65 + 48);
      const key = await openKey(envelope, fromText(vector.private_key), vector.chat, vector.device);
      expect(toText(key)).toBe(vector.key);
    }
  });
});
