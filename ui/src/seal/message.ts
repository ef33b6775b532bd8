/**
 * Sealed messages, version 1; the twin of `crates/seal`.
 *
 * 0x01 ‖ nonce(12) ‖ AES-256-GCM ciphertext and tag. The associated data binds chat, message id, sender and audience,
 * so a message that was changed, moved or ascribed to somebody else does not open.
 */
import type { Audience, ChatId, MessageId, Sender } from '../generated/protocol';
import { idBytes, join, utf8, type Bytes } from './bytes';
import { readFiles, type Attachment } from './file';

/** Random bytes of a chat key. */
export const KEY_BYTES = 32;
/** Random bytes of a nonce; never used twice with one key. */
export const NONCE_BYTES = 12;
/** Longest text of one message in characters; checked by the sender and again by the receiver. */
export const MESSAGE_CHARS = 10_000;

const VERSION = 1;

/** Where a message belongs. */
export type Place = { chat: ChatId; message: MessageId; sender: Sender; audience: Audience };

/** What was in a sealed body. `unknown`: genuine, but of a kind or version this program cannot show. */
export type Opened =
  { is: 'text'; text: string } | { is: 'files'; text: string; files: Attachment[] } | { is: 'unknown' };

/** Length of a text as the limit counts it: Unicode characters, as in Rust. */
export function characters(text: string): number {
  return Array.from(text).length;
}

/** Makes a chat key usable; it cannot be read out of the result. */
export async function importKey(key: Bytes): Promise<CryptoKey> {
  if (key.length !== KEY_BYTES) throw new Error('a chat key has 32 bytes');
  return crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Seals a text. Throws when it is longer than {@link MESSAGE_CHARS}. */
export async function sealText(key: CryptoKey, nonce: Bytes, place: Place, text: string): Promise<Bytes> {
  if (characters(text) > MESSAGE_CHARS) throw new Error('text too long');
  return sealBytes(key, nonce, place, utf8(JSON.stringify({ v: VERSION, kind: 'text', text })));
}

/** Seals the names of files with a text, which may be empty. */
export async function sealFiles(
  key: CryptoKey,
  nonce: Bytes,
  place: Place,
  text: string,
  files: Attachment[],
): Promise<Bytes> {
  if (characters(text) > MESSAGE_CHARS || readFiles(files) === null) throw new Error('not a message');
  const named = files.map(({ id, name, size }) => ({ id, name, size }));
  const content = { v: VERSION, kind: 'files', text: text.trim(), files: named };
  return sealBytes(key, nonce, place, utf8(JSON.stringify(content)));
}

/** Seals any plaintext. */
export async function sealBytes(key: CryptoKey, nonce: Bytes, place: Place, plaintext: Bytes): Promise<Bytes> {
  return sealBound(key, nonce, associated(place), plaintext);
}

/** Seals a plaintext bound to whatever `bound` says. */
export async function sealBound(key: CryptoKey, nonce: Bytes, bound: Bytes, plaintext: Bytes): Promise<Bytes> {
  if (nonce.length !== NONCE_BYTES) throw new Error('a nonce has 12 bytes');
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: bound };
  const sealed = await crypto.subtle.encrypt(algorithm, key, plaintext);
  return join(Uint8Array.of(VERSION), nonce, new Uint8Array(sealed));
}

/** Opens a sealed body. Rejects when a byte, the chat, the message id, the sender, the audience or the key is another. */
export async function openBytes(key: CryptoKey, place: Place, sealed: Bytes): Promise<Bytes> {
  return openBound(key, associated(place), sealed);
}

/** Opens what was bound to the same. */
export async function openBound(key: CryptoKey, bound: Bytes, sealed: Bytes): Promise<Bytes> {
  if (sealed[0] !== VERSION) throw new Error('unknown version');
  const iv = sealed.slice(1, 1 + NONCE_BYTES);
  const algorithm = { name: 'AES-GCM', iv, additionalData: bound };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.slice(1 + NONCE_BYTES)));
}

/** Opens a message and reads what is in it. */
export async function openMessage(key: CryptoKey, place: Place, sealed: Bytes): Promise<Opened> {
  const plaintext = await openBytes(key, place, sealed);
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plaintext));
  if (typeof value !== 'object' || value === null) return { is: 'unknown' };
  const { v, kind, text, files } = value as Record<string, unknown>;
  if (v !== VERSION || typeof text !== 'string' || characters(text) > MESSAGE_CHARS) return { is: 'unknown' };
  if (kind === 'text') return { is: 'text', text };
  const named = kind === 'files' ? readFiles(files) : null;
  return named === null ? { is: 'unknown' } : { is: 'files', text, files: named };
}

/** The bytes that bind something to a message. */
export function associated(place: Place, name = 'beistand/message/v1\0'): Bytes {
  const sender = place.sender.is === 'seeker' ? new Uint8Array(17) : join(Uint8Array.of(1), idBytes(place.sender.id));
  const audience = Uint8Array.of(place.audience === 'everyone' ? 0 : 1);
  return join(utf8(name), idBytes(place.chat), idBytes(place.message), sender, audience);
}
