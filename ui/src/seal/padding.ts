/** Lengths that say little: length (4 bytes, big endian) ‖ content ‖ zeros up to a step; the twin of `crates/seal` (padding.rs). */
import { FILE_BYTES } from '../generated/protocol';
import type { Bytes } from './bytes';

const LENGTH = 4;
const FIRST_BODY = 64;
const BODY_FACTOR = 4;
const LONGEST_BODY = 65_536;
const FIRST_FILE = 1_024;
const FILE_PART = 20;

/** `body`: 64, 256, 1,024 … 65,536 bytes; `file`: 1,024 bytes, and from there steps of 5 %. */
export type Steps = 'body' | 'file';

/** Fills content up to a step; throws when it is longer than the longest. */
export function pad(content: Uint8Array, steps: Steps): Bytes {
  const padded = new Uint8Array(stepOf(content.length, steps));
  new DataView(padded.buffer).setUint32(0, content.length);
  padded.set(content, LENGTH);
  return padded;
}

/** The content of padded bytes; throws when their length lies. */
export function unpad(padded: Bytes): Bytes {
  if (padded.length < LENGTH) throw new Error('not padded');
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  if (length > padded.length - LENGTH) throw new Error('not padded');
  return padded.slice(LENGTH, LENGTH + length);
}

function stepOf(content: number, steps: Steps): number {
  const needed = content + LENGTH;
  if (steps === 'file' && content > FILE_BYTES) throw new Error('file too long');
  let step = steps === 'body' ? FIRST_BODY : FIRST_FILE;
  while (step < needed) step = steps === 'body' ? step * BODY_FACTOR : step + Math.floor(step / FILE_PART);
  if (steps === 'body' && step > LONGEST_BODY) throw new Error('body too long');
  return step;
}
