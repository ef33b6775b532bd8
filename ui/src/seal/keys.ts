/** The keys of one chat that a reader holds: one for each audience and key epoch; the twin of `crates/seal` (keys.rs). */
import type { Audience } from '../generated/protocol';
import type { Bytes } from './bytes';

/** Random bytes of a chat key. */
export const KEY_BYTES = 32;

/** Makes a key usable; it cannot be read out of the result. */
export async function importKey(key: Bytes): Promise<CryptoKey> {
  if (key.length !== KEY_BYTES) throw new Error('a chat key has 32 bytes');
  return crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

export class ChatKeys {
  private readonly keys = new Map<string, { audience: Audience; epoch: number; key: CryptoKey }>();

  /** The first key for everyone, made in the seeker's page. */
  static async first(key: Bytes): Promise<ChatKeys> {
    const keys = new ChatKeys();
    keys.insert('everyone', 0, await importKey(key));
    return keys;
  }

  /** Takes a key of an epoch; the first one stays. */
  insert(audience: Audience, epoch: number, key: CryptoKey): void {
    const name = `${audience} ${epoch}`;
    if (!this.keys.has(name)) this.keys.set(name, { audience, epoch, key });
  }

  get(audience: Audience, epoch: number): CryptoKey | null {
    return this.keys.get(`${audience} ${epoch}`)?.key ?? null;
  }

  /** The newest epoch: what is sealed now is sealed with it. Throws when there is none. */
  newest(audience: Audience): number {
    const epochs = [...this.keys.values()].filter((one) => one.audience === audience).map(({ epoch }) => epoch);
    if (epochs.length === 0) throw new Error('no key');
    return Math.max(...epochs);
  }
}
