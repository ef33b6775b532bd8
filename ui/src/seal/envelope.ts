/**
 * Envelopes, version 2: a key of a chat for one device, sealed with HPKE (RFC 9180) in base mode with DHKEM(P-256,
 * HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. header 10 (version, audience, epoch 4, day 4) ‖ enc 65 ‖ ciphertext 48.
 */
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import type { Audience, ChatId, DeviceId } from '../generated/protocol';
import { idBytes, join, utf8, type Bytes } from './bytes';
import { VERSION, audienceByte } from './sealed';

const HEADER = 10;
const ENC_BYTES = 65;

/** Which key of a chat an envelope holds, and for the device's key of which day (counted from 1970) it was made. */
export type KeyName = { audience: Audience; epoch: number; day: number };

function suite(): CipherSuite {
  return new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
}

/** Seals a key of a chat to a device's public key (uncompressed point, 65 bytes). */
export async function sealKey(
  name: KeyName,
  key: Bytes,
  publicKey: Bytes,
  chat: ChatId,
  device: DeviceId,
): Promise<Bytes> {
  const hpke = suite();
  const header = headerOf(name);
  const recipientPublicKey = await hpke.kem.deserializePublicKey(publicKey.slice().buffer);
  const sender = await hpke.createSenderContext({ recipientPublicKey, info: info(chat, device, header).buffer });
  const sealed = await sender.seal(key.slice().buffer);
  return join(header, new Uint8Array(sender.enc), new Uint8Array(sealed));
}

/** Opens an envelope with the device's private key (32-byte scalar). Pages never do; the vectors' tests do. */
export async function openKey(
  envelope: Bytes,
  privateKey: Bytes,
  chat: ChatId,
  device: DeviceId,
): Promise<{ name: KeyName; key: Bytes }> {
  const header = envelope.slice(0, HEADER);
  const name = nameOf(header);
  const hpke = suite();
  const recipientKey = await hpke.kem.deserializePrivateKey(privateKey.slice().buffer);
  const enc = envelope.slice(HEADER, HEADER + ENC_BYTES).buffer;
  const recipient = await hpke.createRecipientContext({ recipientKey, enc, info: info(chat, device, header).buffer });
  return { name, key: new Uint8Array(await recipient.open(envelope.slice(HEADER + ENC_BYTES).buffer)) };
}

function headerOf({ audience, epoch, day }: KeyName): Bytes {
  const header = new Uint8Array(HEADER);
  header.set([VERSION, audienceByte(audience)]);
  const numbers = new DataView(header.buffer);
  numbers.setUint32(2, epoch);
  numbers.setUint32(6, day);
  return header;
}

function nameOf(header: Bytes): KeyName {
  if (header[0] !== VERSION) throw new Error('unknown version');
  const numbers = new DataView(header.buffer);
  const audience = header[1] === audienceByte('everyone') ? 'everyone' : 'counsellors';
  return { audience, epoch: numbers.getUint32(2), day: numbers.getUint32(6) };
}

function info(chat: ChatId, device: DeviceId, header: Bytes): Bytes {
  return join(utf8('beistand/envelope/v2\0'), idBytes(chat), idBytes(device), header);
}
