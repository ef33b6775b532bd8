/** Bytes on the wire: base64url without padding (RFC 4648, section 5), ids as the 16 bytes of a UUID. */

export type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes to base64url text. */
export function toText(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Base64url text to bytes; throws when the text is not of that form. */
export function fromText(text: string): Bytes {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Error('not base64url');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** Whether a text is a UUID as RFC 9562 writes it. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

/** The 16 bytes of a UUID in text form. */
export function idBytes(id: string): Bytes {
  if (!isId(id)) throw new Error('not an id');
  const hex = id.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}

/** A new UUID of version 7 from the moment of its birth (milliseconds) and ten random bytes. */
export function newId(at: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  let rest = Math.max(0, Math.floor(at));
  for (let context = 5; context >= 0; context -= 1) {
    bytes[context] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return fromIdBytes(bytes);
}

/** The text form of 16 bytes. */
export function fromIdBytes(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Parts one behind the other. */
export function join(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * The text with a replacement character for half a sign: a field that is cut inside an emoji leaves one, and programs in
 * Rust read no text with one in it.
 */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** ASCII or any other text as UTF-8. */
export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text) as Bytes;
}
