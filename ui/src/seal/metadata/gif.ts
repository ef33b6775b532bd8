/** GIF without comments and what programs have added (GIF89a, sections 17 to 27). */
import { join, type Bytes } from '../bytes';

const SIGNATURE = 13;
const [EXTENSION, IMAGE, END] = [0x21, 0x2c, 0x3b] as const;
const [COMMENT, APPLICATION] = [0xfe, 0xff] as const;
/** How often it is repeated, and its colours. */
const KEPT = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012']);

/** Keeps the pictures; null for what is no whole GIF. */
export function cleanGif(bytes: Bytes): Bytes | null {
  const start = SIGNATURE + colours(bytes[10] ?? 0);
  if (start >= bytes.length) return null;
  const kept: Bytes[] = [bytes.subarray(0, start)];
  let pictured = false;
  for (let at = start; at < bytes.length;) {
    const kind = bytes[at];
    if (kind === END) break;
    const data = kind === EXTENSION ? at + 2 : kind === IMAGE ? at + 10 + colours(bytes[at + 9] ?? 0) + 1 : null;
    const end = data === null ? null : endOfBlocks(bytes, data);
    if (end === null) return null;
    pictured ||= kind === IMAGE;
    if (kind === IMAGE || isPicture(bytes, at)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  // Not every program writes the end.
  return pictured ? join(...kept, Uint8Array.of(END)) : null;
}

/** The length of a table of colours, by the flags before it. */
function colours(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Whether an extension belongs to the picture. */
function isPicture(bytes: Bytes, at: number): boolean {
  const label = bytes[at + 1];
  if (label === APPLICATION) return KEPT.has(String.fromCharCode(...bytes.subarray(at + 3, at + 14)));
  return label !== COMMENT;
}

/** Behind blocks that each begin with their length, up to an empty one. */
function endOfBlocks(bytes: Bytes, from: number): number | null {
  for (let at = from; at < bytes.length;) {
    const length = bytes[at] ?? 0;
    at += length + 1;
    if (length === 0) return at;
  }
  return null;
}
