/**
 * Envelopes, version 1: a chat key for one device, sealed with HPKE (RFC 9180) in base mode with DHKEM(P-256,
 * HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. 0x01 ‖ enc(65) ‖ ciphertext(48).
 */
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import type { ChatId, DeviceId } from '../generated/protocol';
import { idBytes, join, utf8, type Bytes } from './bytes';

const VERSION = 1;
const ENC_BYTES = 65;

function suite(): CipherSuite {
  return new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
}

/** Seals a chat key to a device's public key (uncompressed point, 65 bytes). */
export async function sealKey(key: Bytes, publicKey: Bytes, chat: ChatId, device: DeviceId): Promise<Bytes> {
  const hpke = suite();
  const recipientPublicKey = await hpke.kem.deserializePublicKey(publicKey.slice().buffer);
  const sender = await hpke.createSenderContext({ recipientPublicKey, info: info(chat, device).buffer });
  const sealed = await sender.seal(key.slice().buffer);
  return join(Uint8Array.of(VERSION), new Uint8Array(sender.enc), new Uint8Array(sealed));
}

/** Opens an envelope with the device's private key (32-byte scalar). Pages never do; the vectors' tests do. */
export async function openKey(envelope: Bytes, privateKey: Bytes, chat: ChatId, device: DeviceId): Promise<Bytes> {
  if (envelope[0] !== VERSION) throw new Error('unknown version');
  const hpke = suite();
  const recipientKey = await hpke.kem.deserializePrivateKey(privateKey.slice().buffer);
  const enc = envelope.slice(1, 1 + ENC_BYTES).buffer;
  const recipient = await hpke.createRecipientContext({ recipientKey, enc, info: info(chat, device).buffer });
  return new Uint8Array(await recipient.open(envelope.slice(1 + ENC_BYTES).buffer));
}

function info(chat: ChatId, device: DeviceId): Bytes {
  return join(utf8('beistand/envelope/v1\0'), idBytes(chat), idBytes(device));
}
