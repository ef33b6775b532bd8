/**
 * What somebody says with a message: a tagged kind, each with a plain text that stands for it where the kind is not known;
 * the twin of `crates/seal` (content.rs). A new kind is a case here and one over there.
 */
import { MESSAGE_CHARS, type MessageId } from '../generated/protocol';
import { isId, wellFormed } from './bytes';
import { readFiles, type Attachment } from './file';

/** `unknown`: of a kind of a later version, which shows its plain text. */
export type Content =
  | { is: 'text'; text: string }
  | { is: 'files'; text: string; files: Attachment[] }
  | { is: 'deletion'; removes: MessageId; fallback: string }
  | { is: 'unknown'; fallback: string };

/** Length of a text as the limit counts it: Unicode characters, as in Rust. */
export function characters(text: string): number {
  return Array.from(text).length;
}

/** The form in JSON; throws for what no message may hold. */
export function writeContent(content: Content): Record<string, unknown> {
  const written = wireOf(content);
  if (readContent(written) === null) throw new Error('not a message');
  return written;
}

/** Reads the form in JSON; null where no sender may have made it. */
export function readContent(value: Record<string, unknown>): Content | null {
  const { kind, caption = false, files, removes } = value;
  if (typeof kind !== 'string' || typeof value.fallback !== 'string' || typeof caption !== 'boolean') return null;
  const fallback = wellFormed(value.fallback);
  if (characters(fallback) > MESSAGE_CHARS) return null;
  const empty = fallback.trim() === '';
  switch (kind) {
    case 'text':
      return empty ? null : { is: 'text', text: fallback };
    case 'files': {
      const named = readFiles(files);
      return named === null ? null : { is: 'files', text: caption ? fallback.trim() : '', files: named };
    }
    case 'deletion':
      return empty || typeof removes !== 'string' || !isId(removes) ? null : { is: 'deletion', removes, fallback };
    default:
      return empty ? null : { is: 'unknown', fallback };
  }
}

function wireOf(content: Content): Record<string, unknown> {
  switch (content.is) {
    case 'text':
      return { kind: 'text', fallback: wellFormed(content.text) };
    case 'files': {
      const text = wellFormed(content.text).trim();
      const files = content.files.map(({ id, name, size }) => ({ id, name, size }));
      const names = files.map(({ name }) => name).join(', ');
      return text === ''
        ? { kind: 'files', fallback: names, files }
        : { kind: 'files', fallback: text, caption: true, files };
    }
    case 'deletion':
      return { kind: 'deletion', fallback: content.fallback, removes: content.removes };
    case 'unknown':
      return { kind: 'unknown', fallback: content.fallback };
  }
}
