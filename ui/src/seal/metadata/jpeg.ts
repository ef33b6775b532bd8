/** JPEG without what it says about where, when and with what it was taken (ITU-T T.81, annex B). */
import { join, utf8, type Bytes } from '../bytes';
import { orientationOf, tiffWith } from './exif';

const [SOI, EOI, SOS, APP0, APP1, APP2, APP14] = [0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xe2, 0xee] as const;
const JFIF = utf8('JFIF\0');
const EXIF = utf8('Exif\0\0');
const ICC = utf8('ICC_PROFILE\0');
const ADOBE = utf8('Adobe');
/** Marker and length of a segment. */
const HEAD = 4;

type Found = { orientation: number; kept: Bytes[] };

/**
 * Keeps the picture, its colours and which way up it is. What comes behind the end of the picture (a second one, a film)
 * goes as well. Null for what is no whole JPEG.
 */
export function cleanJpeg(bytes: Bytes): Bytes | null {
  const found: Found = { orientation: 1, kept: [] };
  let pictured = false;
  for (let at = 2; at < bytes.length;) {
    // Some cameras leave bytes between segments, which every decoder skips.
    if (bytes[at] !== 0xff) {
      const next = bytes.indexOf(0xff, at);
      at = next < 0 ? bytes.length : next;
      continue;
    }
    const marker = bytes[at + 1];
    if (marker === undefined) break;
    if (marker === EOI) break;
    // Bytes to fill up, and markers without a length.
    const bare = marker === 0xff ? 1 : marker === 0x01 || isRestart(marker) ? 2 : 0;
    if (bare > 0) {
      at += bare;
      continue;
    }
    const end = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    if (end < at + HEAD || end > bytes.length) return null;
    take(found, marker, bytes.subarray(at, end));
    at = end;
    if (marker !== SOS) continue;
    pictured = true;
    at = endOfScan(bytes, at);
    found.kept.push(bytes.subarray(end, at));
  }
  if (!pictured) return null;
  const exif = found.orientation === 1 ? [] : [segment(APP1, join(EXIF, tiffWith(found.orientation)))];
  return join(Uint8Array.of(0xff, SOI), ...exif, ...found.kept, Uint8Array.of(0xff, EOI));
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

/** Where the next marker stands that is not part of the coded picture. */
function endOfScan(bytes: Bytes, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next !== undefined && next !== 0 && next !== 0xff && !isRestart(next)) return at;
  }
  return bytes.length;
}

function take(found: Found, marker: number, whole: Bytes): void {
  const content = whole.subarray(HEAD);
  if (marker === APP1 && startsWith(content, EXIF)) {
    const orientation = orientationOf(content.subarray(EXIF.length));
    if (orientation !== 1) found.orientation = orientation;
  }
  if (marker === APP0 && startsWith(content, JFIF)) return void found.kept.push(withoutThumbnail(content));
  const colours = (marker === APP2 && startsWith(content, ICC)) || (marker === APP14 && startsWith(content, ADOBE));
  // Frames, tables and scans; everything else is about the picture and not the picture.
  const picture = (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8) || (marker >= SOS && marker <= 0xdf);
  if (colours || picture) found.kept.push(whole);
}

/** A JFIF header may hold the picture as it was before it was cut. */
function withoutThumbnail(content: Bytes): Bytes {
  const plain = new Uint8Array(14);
  plain.set(content.subarray(0, 12));
  return segment(APP0, plain);
}

function segment(marker: number, content: Bytes): Bytes {
  const length = content.length + 2;
  return join(Uint8Array.of(0xff, marker, length >> 8, length & 0xff), content);
}

function startsWith(bytes: Bytes, start: Bytes): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}
