/**
 * What locks a tab's storage: a key of two random halves. One lies in the tab, the other one with the server, which destroys
 * it with the chat; so the browser's files alone open nothing.
 */
import { join, utf8, type Bytes } from './bytes';
import { decrypt, encrypt } from './sealed';

/** Random bytes of each half, and of the id that the server's half is asked for with. */
export const HALF_BYTES = 32;

/** Locks bytes: nonce ‖ ciphertext ‖ tag. */
export async function lock(halves: Halves, nonce: Bytes, bytes: Bytes): Promise<Bytes> {
  return encrypt(await keyOf(halves), nonce, LABEL, bytes);
}

/** Opens what was locked. Rejects with other halves. */
export async function unlock(halves: Halves, locked: Bytes): Promise<Bytes> {
  return decrypt(await keyOf(halves), LABEL, locked);
}

export type Halves = { tab: Bytes; server: Bytes };

const LABEL = utf8('beistand/tab-lock/v2\0');

async function keyOf({ tab, server }: Halves): Promise<CryptoKey> {
  const raw = await crypto.subtle.digest('SHA-256', join(LABEL, tab, server));
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
