/** Sealed messages, version 2: content and link of the chain in JSON, padded and sealed; the twin of `crates/seal` (body.rs). */
import { utf8, type Bytes } from './bytes';
import { readLink, type ChainLink } from './chain';
import { readContent, writeContent, type Content } from './content';
import type { ChatKeys } from './keys';
import { pad, unpad } from './padding';
import { OtherVersion, openFor, sealFor, type Form, type MessageContext, type Origin } from './sealed';

const FORM: Form = { label: 'beistand/message/v2\0' };

/** A message that opened. */
export type Opened = { origin: Origin; content: Content; link: ChainLink };

/** Seals a content with its link. Throws for one that no message may hold. */
export async function sealMessage(
  keys: ChatKeys,
  context: MessageContext,
  origin: Origin,
  nonce: Bytes,
  { content, link }: Pick<Opened, 'content' | 'link'>,
): Promise<Bytes> {
  return sealBytes(keys, context, origin, nonce, utf8(JSON.stringify({ ...writeContent(content), chain: link })));
}

/**
 * Opens a message. Gives `other_version` for one of a later version of this program, and null where anything of it or of its
 * context is another, there is no key for it, or no sender may have made it.
 */
export async function openMessage(
  keys: ChatKeys,
  context: MessageContext,
  sealed: Bytes,
): Promise<Opened | 'other_version' | null> {
  try {
    const { origin, plaintext } = await openBytes(keys, context, sealed);
    const body = readBody(plaintext);
    return body === null ? null : { origin, ...body };
  } catch (failed) {
    return failed instanceof OtherVersion ? 'other_version' : null;
  }
}

/** Reads opened bytes; null where no sender may have made them. */
export function readBody(plaintext: Bytes): Pick<Opened, 'content' | 'link'> | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plaintext));
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Record<string, unknown>;
  const [content, link] = [readContent(fields), readLink(fields.chain)];
  return content === null || link === null ? null : { content, link };
}

/** Seals any plaintext as a message. */
export async function sealBytes(
  keys: ChatKeys,
  context: MessageContext,
  origin: Origin,
  nonce: Bytes,
  plaintext: Bytes,
): Promise<Bytes> {
  return sealFor(keys, context, origin, FORM, nonce, pad(plaintext, 'body'));
}

/** Opens the plaintext of a message. */
export async function openBytes(
  keys: ChatKeys,
  context: MessageContext,
  sealed: Bytes,
): Promise<{ origin: Origin; plaintext: Bytes }> {
  const { origin, padded } = await openFor(keys, context, FORM, sealed);
  return { origin, plaintext: unpad(padded) };
}

/** What other messages name a sealed message by: SHA-256 in hex. */
export async function hashOf(sealed: Bytes): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', sealed));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
