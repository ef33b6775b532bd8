/** Day keys: what a chat's keys are sealed to, signed by its device; the twin of `crates/seal` (device.rs). */
import type { DeviceKey } from '../generated/protocol';
import { fromText, idBytes, join, utf8, type Bytes } from './bytes';

/** The public key of a device's newest day. Rejects where that device has not signed it. */
export async function verifiedDayKey({ id, signing_key, day_key }: DeviceKey): Promise<Bytes> {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const signer = await crypto.subtle.importKey('raw', fromText(signing_key), curve, false, ['verify']);
  const publicKey = fromText(day_key.public_key);
  const day = new Uint8Array(4);
  new DataView(day.buffer).setUint32(0, day_key.day);
  const signed = join(utf8('beistand/day-key/v2\0'), idBytes(id), day, publicKey);
  const how = { name: 'ECDSA', hash: 'SHA-256' };
  if (!(await crypto.subtle.verify(how, signer, fromText(day_key.signature), signed))) throw new Error('not its key');
  return publicKey;
}
