/** What a tab keeps of its own (drafts, messages to be sent): sealed under the chat's first key and bound to a name. */
import { idBytes, join, utf8, type Bytes } from './bytes';
import { decrypt, encrypt, VERSION } from './sealed';

/** Seals bytes under a name: version ‖ nonce ‖ ciphertext ‖ tag. */
export async function sealLocal(
  key: CryptoKey,
  nonce: Bytes,
  chat: string,
  name: string,
  bytes: Bytes,
): Promise<Bytes> {
  return join(Uint8Array.of(VERSION), await encrypt(key, nonce, bound(chat, name), bytes));
}

/** Opens what was sealed under the same name. */
export async function openLocal(key: CryptoKey, chat: string, name: string, sealed: Bytes): Promise<Bytes> {
  if (sealed[0] !== VERSION) throw new Error('unknown version');
  return decrypt(key, bound(chat, name), sealed.slice(1));
}

function bound(chat: string, name: string): Bytes {
  return join(utf8('beistand/tab/v2\0'), idBytes(chat), utf8(name));
}
