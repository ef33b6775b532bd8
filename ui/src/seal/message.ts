/** Sealed messages, version 1; the twin of `crates/seal`. */
import { MESSAGE_CHARS } from '../generated/protocol';
import { utf8, wellFormed, type Bytes } from './bytes';
import { readFiles, type Attachment } from './file';
import { VERSION, associated, openBound, sealBound, type MessageContext } from './sealed';

/** What was in a sealed body. `unknown`: genuine, but of a kind or version this program cannot show. */
export type Opened =
  { is: 'text'; text: string } | { is: 'files'; text: string; files: Attachment[] } | { is: 'unknown' };

/** Length of a text as the limit counts it: Unicode characters, as in Rust. */
export function characters(text: string): number {
  return Array.from(text).length;
}

/** Seals a text. Throws when it is longer than {@link MESSAGE_CHARS}. */
export async function sealText(key: CryptoKey, nonce: Bytes, context: MessageContext, text: string): Promise<Bytes> {
  if (characters(text) > MESSAGE_CHARS) throw new Error('text too long');
  return sealBytes(key, nonce, context, utf8(JSON.stringify({ v: VERSION, kind: 'text', text: wellFormed(text) })));
}

/** Seals the names of files with a text, which may be empty. */
export async function sealFiles(
  key: CryptoKey,
  nonce: Bytes,
  context: MessageContext,
  text: string,
  files: Attachment[],
): Promise<Bytes> {
  if (characters(text) > MESSAGE_CHARS || readFiles(files) === null) throw new Error('not a message');
  const named = files.map(({ id, name, size }) => ({ id, name, size }));
  const content = { v: VERSION, kind: 'files', text: wellFormed(text).trim(), files: named };
  return sealBytes(key, nonce, context, utf8(JSON.stringify(content)));
}

/** Seals any plaintext. */
export async function sealBytes(
  key: CryptoKey,
  nonce: Bytes,
  context: MessageContext,
  plaintext: Bytes,
): Promise<Bytes> {
  return sealBound(key, nonce, associated(context), plaintext);
}

/** Opens a sealed body. Rejects when a byte, the chat, the message id, the sender, the audience or the key is another. */
export async function openBytes(key: CryptoKey, context: MessageContext, sealed: Bytes): Promise<Bytes> {
  return openBound(key, associated(context), sealed);
}

/** Opens a message and reads what is in it. */
export async function openMessage(key: CryptoKey, context: MessageContext, sealed: Bytes): Promise<Opened> {
  const plaintext = await openBytes(key, context, sealed);
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plaintext));
  if (typeof value !== 'object' || value === null) return { is: 'unknown' };
  const { v, kind, text, files } = value as Record<string, unknown>;
  if (v !== VERSION || typeof text !== 'string' || characters(text) > MESSAGE_CHARS) return { is: 'unknown' };
  if (kind === 'text') return { is: 'text', text: wellFormed(text) };
  const named = kind === 'files' ? readFiles(files) : null;
  return named === null ? { is: 'unknown' } : { is: 'files', text: wellFormed(text), files: named };
}
