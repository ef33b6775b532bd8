/** Sealed files and which files are taken, version 2; the twin of `crates/seal` (file.rs, attachment.rs). */
import { FILES_PER_MESSAGE, FILE_BYTES } from '../generated/protocol';
import { idBytes, isId, wellFormed, type Bytes } from './bytes';
import type { ChatKeys } from './keys';
import { pad, unpad } from './padding';
import { openFor, sealFor, type Form, type MessageContext, type Origin } from './sealed';

/** Longest name in characters. */
const MAX_NAME = 120;

/** A file as its message names it. */
export type Attachment = { id: string; name: string; size: number };
/** Why a file is not taken. */
export type FileRefusal = 'empty' | 'too_large' | 'forbidden_type' | 'bad_name';

type FileType = { endings: string[]; media: string; picture: boolean; fits: (bytes: Bytes) => boolean };

const ascii = (text: string): number[] => Array.from(text, (sign) => sign.charCodeAt(0));
const begins = (bytes: Bytes, start: number[], at = 0): boolean => start.every((byte, i) => bytes[at + i] === byte);
const zip = (bytes: Bytes): boolean => begins(bytes, [0x50, 0x4b, 3, 4]);

/**
 * How a PDF begins, in bytes: the desk's program tells the type of its own pages' files by their first bytes, and took a script
 * with this text near its beginning for a PDF.
 */
const PDF = [0x25, 0x50, 0x44, 0x46, 0x2d];

/** Pictures and documents that run nothing when they are opened. */
const TYPES: FileType[] = [
  { endings: ['jpg', 'jpeg'], media: 'image/jpeg', picture: true, fits: (bytes) => begins(bytes, [0xff, 0xd8, 0xff]) },
  {
    endings: ['png'],
    media: 'image/png',
    picture: true,
    fits: (bytes) => begins(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  },
  {
    endings: ['gif'],
    media: 'image/gif',
    picture: true,
    fits: (bytes) => begins(bytes, ascii('GIF87a')) || begins(bytes, ascii('GIF89a')),
  },
  {
    endings: ['webp'],
    media: 'image/webp',
    picture: true,
    fits: (bytes) => begins(bytes, ascii('RIFF')) && begins(bytes, ascii('WEBP'), 8),
  },
  { endings: ['pdf'], media: 'application/pdf', picture: false, fits: (bytes) => begins(bytes, PDF) },
  // Programs have bytes that no text has.
  { endings: ['txt'], media: 'text/plain', picture: false, fits: (bytes) => !bytes.includes(0) },
  {
    endings: ['docx'],
    media: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    picture: false,
    fits: zip,
  },
  { endings: ['odt'], media: 'application/vnd.oasis.opendocument.text', picture: false, fits: zip },
];

/** The file types that a file chooser offers. With the media types named, phones give a photo as one of these. */
export const ACCEPTED = [
  ...TYPES.flatMap(({ endings }) => endings.map((ending) => `.${ending}`)),
  '.jfif',
  ...TYPES.filter(({ picture }) => picture).map(({ media }) => media),
].join(',');

/** Seals the bytes of a file of the message at `context`, padded to 5 % steps. */
export async function sealFile(
  keys: ChatKeys,
  context: MessageContext,
  origin: Origin,
  nonce: Bytes,
  file: string,
  bytes: Bytes,
): Promise<Bytes> {
  return sealFor(keys, context, origin, form(file), nonce, pad(bytes, 'file'));
}

/** Opens a file. Rejects when it is another one, of another message, or was changed. */
export async function openFile(keys: ChatKeys, context: MessageContext, file: string, sealed: Bytes): Promise<Bytes> {
  return unpad((await openFor(keys, context, form(file), sealed)).padded);
}

/** The sender's check: the name and length it has in the message, or why it is not taken. */
export function checkFile(id: string, name: string, bytes: Bytes): Attachment | FileRefusal {
  const attachment = { id, name: plainName(name), size: bytes.length };
  const refusal = fits(attachment, bytes);
  return refusal ?? attachment;
}

/** Why these are not the bytes of such a file, or null when they are; both ends ask. */
export function fits(attachment: Attachment, bytes: Bytes): FileRefusal | null {
  const type = typeOf(attachment);
  if (typeof type === 'string') return type;
  return bytes.length === attachment.size && type.fits(bytes) ? null : 'forbidden_type';
}

/** Its media type; null for what no sender may have given. */
export function mediaOf(attachment: Attachment): string | null {
  const type = typeOf(attachment);
  return typeof type === 'string' ? null : type.media;
}

/** Whether it can be shown as a picture. */
export function isPicture(attachment: Attachment): boolean {
  const type = typeOf(attachment);
  return typeof type !== 'string' && type.picture;
}

/** The files in an opened message, or null where there is one that no sender may have given. */
export function readFiles(value: unknown): Attachment[] | null {
  if (!Array.isArray(value) || value.length < 1 || value.length > FILES_PER_MESSAGE) return null;
  const files: Attachment[] = [];
  for (const one of value as unknown[]) {
    if (typeof one !== 'object' || one === null) return null;
    const { id, name: named, size } = one as Record<string, unknown>;
    if (typeof id !== 'string' || !isId(id) || typeof named !== 'string' || typeof size !== 'number') return null;
    const name = wellFormed(named);
    if (typeof typeOf({ id, name, size }) === 'string') return null;
    files.push({ id, name, size });
  }
  return files;
}

function form(file: string): Form {
  return { label: 'beistand/file/v2\0', more: idBytes(file) };
}

function typeOf({ name, size }: Attachment): FileType | FileRefusal {
  if (size === 0) return 'empty';
  if (!Number.isInteger(size) || size < 0 || size > FILE_BYTES) return 'too_large';
  const length = Array.from(name).length;
  if (name !== plainName(name) || length < 1 || length > MAX_NAME) return 'bad_name';
  const dot = name.lastIndexOf('.');
  const ending = name.slice(dot + 1).toLowerCase();
  return (dot > 0 ? TYPES.find(({ endings }) => endings.includes(ending)) : undefined) ?? 'forbidden_type';
}

/** Control characters, and the ones that turn the direction of text or join it unseen. */
const HIDDEN = /[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/gu;

/** A name without folders, without signs that control how text runs, and without dots and spaces at its ends. */
function plainName(name: string): string {
  const last = name.split(/[/\\]/).pop() ?? '';
  return last
    .replace(HIDDEN, '')
    .replace(/[<>:"|?*]/g, '')
    .replace(/^[ .]+|[ .]+$/g, '');
}
