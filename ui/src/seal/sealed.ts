/**
 * The envelope around everything that is sealed, version 1; the twin of `crates/seal`.
 *
 * 0x01 ‖ nonce(12) ‖ AES-256-GCM ciphertext and tag. The associated data binds chat, message id, sender and audience,
 * so a message that was changed, moved or ascribed to another sender does not open.
 */
import type { Audience, ChatId, MessageId, Sender } from '../generated/protocol';
import { idBytes, join, utf8, type Bytes } from './bytes';

/** Random bytes of a chat key. */
export const KEY_BYTES = 32;
/** Random bytes of a nonce; never used twice with one key. */
export const NONCE_BYTES = 12;
/** The version of everything that is sealed. */
export const VERSION = 1;

/** Where a message belongs. */
export type MessageContext = { chat: ChatId; message: MessageId; sender: Sender; audience: Audience };

/** Makes a chat key usable; it cannot be read out of the result. */
export async function importKey(key: Bytes): Promise<CryptoKey> {
  if (key.length !== KEY_BYTES) throw new Error('a chat key has 32 bytes');
  return crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Seals a plaintext bound to `bound`. */
export async function sealBound(key: CryptoKey, nonce: Bytes, bound: Bytes, plaintext: Bytes): Promise<Bytes> {
  if (nonce.length !== NONCE_BYTES) throw new Error('a nonce has 12 bytes');
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: bound };
  const sealed = await crypto.subtle.encrypt(algorithm, key, plaintext);
  return join(Uint8Array.of(VERSION), nonce, new Uint8Array(sealed));
}

/** Opens what was bound to the same. */
export async function openBound(key: CryptoKey, bound: Bytes, sealed: Bytes): Promise<Bytes> {
  if (sealed[0] !== VERSION) throw new Error('unknown version');
  const iv = sealed.slice(1, 1 + NONCE_BYTES);
  const algorithm = { name: 'AES-GCM', iv, additionalData: bound };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.slice(1 + NONCE_BYTES)));
}

/** The bytes that bind something to a message. */
export function associated(context: MessageContext, name = 'beistand/message/v1\0'): Bytes {
  const sender =
    context.sender.is === 'seeker' ? new Uint8Array(17) : join(Uint8Array.of(1), idBytes(context.sender.id));
  const audience = Uint8Array.of(context.audience === 'everyone' ? 0 : 1);
  return join(utf8(name), idBytes(context.chat), idBytes(context.message), sender, audience);
}
