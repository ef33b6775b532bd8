/**
 * The form of everything that is sealed for a chat, version 2; the twin of `crates/seal` (message.rs).
 *
 * header 22 (version, audience, epoch 4, device 16) ‖ nonce 12 ‖ AES-256-GCM ciphertext and tag. The associated data binds
 * chat, message id, sender and header, so what was changed, moved or ascribed to another sender or device does not open.
 */
import type { Audience, ChatId, MessageId, Sender } from '../generated/protocol';
import { fromIdBytes, idBytes, join, utf8, type Bytes } from './bytes';
import type { ChatKeys } from './keys';

/** Random bytes of a nonce; never used twice with one key. */
export const NONCE_BYTES = 12;
/** The version of everything that is sealed. */
export const VERSION = 2;
const HEADER = 22;

/** Where a message belongs, as the server tells it. */
export type MessageContext = { chat: ChatId; message: MessageId; sender: Sender; audience: Audience };
/** Where it was sealed: the sending device or tab, and the epoch of the key. */
export type Origin = { device: string; epoch: number };
/** What is sealed: a label of its own, and more that it is bound to. */
export type Form = { label: string; more?: Bytes };

/** It was sealed by a newer version of this program. */
export class OtherVersion extends Error {}

/** Seals padded bytes. */
export async function sealFor(
  keys: ChatKeys,
  context: MessageContext,
  origin: Origin,
  form: Form,
  nonce: Bytes,
  padded: Bytes,
): Promise<Bytes> {
  const key = keys.get(context.audience, origin.epoch);
  if (key === null) throw new Error('no key');
  const header = headerOf(context.audience, origin);
  return join(header, await encrypt(key, nonce, bound(context, header, form), padded));
}

/** Opens what {@link sealFor} gave. Rejects when anything of it or of its context is another. */
export async function openFor(
  keys: ChatKeys,
  context: MessageContext,
  form: Form,
  sealed: Bytes,
): Promise<{ origin: Origin; padded: Bytes }> {
  if (sealed.length > 0 && sealed[0] !== VERSION) throw new OtherVersion();
  const header = sealed.slice(0, HEADER);
  if (header.length < HEADER || header[1] !== audienceByte(context.audience)) throw new Error('does not open');
  const origin = { device: fromIdBytes(header.slice(6)), epoch: new DataView(header.buffer).getUint32(2) };
  const key = keys.get(context.audience, origin.epoch);
  if (key === null) throw new Error('no key');
  return { origin, padded: await decrypt(key, bound(context, header, form), sealed.slice(HEADER)) };
}

/** nonce ‖ ciphertext ‖ tag. */
export async function encrypt(key: CryptoKey, nonce: Bytes, associated: Bytes, plaintext: Bytes): Promise<Bytes> {
  if (nonce.length !== NONCE_BYTES) throw new Error('a nonce has 12 bytes');
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: associated };
  return join(nonce, new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext)));
}

/** Opens what {@link encrypt} gave. */
export async function decrypt(key: CryptoKey, associated: Bytes, sealed: Bytes): Promise<Bytes> {
  const algorithm = { name: 'AES-GCM', iv: sealed.slice(0, NONCE_BYTES), additionalData: associated };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.slice(NONCE_BYTES)));
}

/** The byte of an audience in headers. */
export function audienceByte(audience: Audience): number {
  return audience === 'everyone' ? 0 : 1;
}

function headerOf(audience: Audience, { device, epoch }: Origin): Bytes {
  const header = new Uint8Array(HEADER);
  header.set([VERSION, audienceByte(audience)]);
  new DataView(header.buffer).setUint32(2, epoch);
  header.set(idBytes(device), 6);
  return header;
}

function bound(context: MessageContext, header: Bytes, { label, more }: Form): Bytes {
  const { sender } = context;
  const from = sender.is === 'seeker' ? new Uint8Array(17) : join(Uint8Array.of(1), idBytes(sender.id));
  return join(utf8(label), idBytes(context.chat), idBytes(context.message), from, header, more ?? new Uint8Array());
}
