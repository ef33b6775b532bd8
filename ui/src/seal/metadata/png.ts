/** PNG without what it says about where, when and with what it was made (W3C PNG, third edition). */
import { join, utf8, type Bytes } from '../bytes';
import { orientationOf, tiffWith } from './exif';

const SIGNATURE = 8;
/** Length and type before, checksum behind the content of a chunk. */
const [HEAD, TAIL] = [8, 4];
/** The picture, its colours, its size on paper and its animation. Any other chunk may tell more. */
const KEPT = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs hIST sPLT acTL fcTL fdAT'.split(' '),
);

/** Keeps the picture and which way up it is; null for what is no whole PNG. */
export function cleanPng(bytes: Bytes): Bytes | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Bytes[] = [bytes.subarray(0, SIGNATURE)];
  let orientation = 1;
  for (let at = SIGNATURE; at + HEAD + TAIL <= bytes.length;) {
    const end = at + HEAD + view.getUint32(at) + TAIL;
    if (end > bytes.length) return null;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + HEAD));
    if (kept.length === 1 && type !== 'IHDR') return null;
    if (type === 'eXIf') orientation = orientationOf(bytes.subarray(at + HEAD, end - TAIL));
    // It has to come before the picture.
    if (type === 'IDAT' && orientation !== 1) {
      kept.push(chunk('eXIf', tiffWith(orientation)));
      orientation = 1;
    }
    if (KEPT.has(type)) kept.push(bytes.subarray(at, end));
    if (type === 'IEND') return join(...kept);
    at = end;
  }
  return null;
}

function chunk(type: string, content: Bytes): Bytes {
  const named = join(utf8(type), content);
  return join(big(content.length), named, big(checksum(named)));
}

function big(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** CRC-32 (ISO 3309), as PNG has it. */
function checksum(bytes: Bytes): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return ~rest >>> 0;
}
