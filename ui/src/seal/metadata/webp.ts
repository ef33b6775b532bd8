/** WebP without what it says about where, when and with what it was taken (RFC 9649). */
import { join, utf8, type Bytes } from '../bytes';
import { orientationOf, tiffWith } from './exif';

/** "RIFF", a length, "WEBP". */
const SIGNATURE = 12;
const HEAD = 8;
const [HAS_EXIF, HAS_XMP] = [0x08, 0x04];
const KEPT = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);

/** Keeps the picture and which way up it is; null for what is no whole WebP. */
export function cleanWebp(bytes: Bytes): Bytes | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Bytes[] = [];
  let orientation = 1;
  for (let at = SIGNATURE; at + HEAD <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    const end = at + HEAD + size;
    if (end > bytes.length) return null;
    const type = String.fromCharCode(...bytes.subarray(at, at + 4));
    const content = bytes.subarray(at + HEAD, end);
    if (type === 'EXIF') orientation = orientationOf(withoutName(content));
    if (KEPT.has(type)) kept.push(chunk(type, content));
    at = end + (size % 2);
  }
  if (kept.length === 0) return null;
  const exif = orientation !== 1 && isExtended(kept[0]);
  if (exif) kept.push(chunk('EXIF', tiffWith(orientation)));
  tellWhatIsIn(kept[0], exif);
  const whole = join(utf8('WEBP'), ...kept);
  return join(utf8('RIFF'), little(whole.length), whole);
}

function isExtended(first: Bytes | undefined): boolean {
  return first !== undefined && first[3] === 0x58 && first.length > HEAD;
}

/** The first chunk of an extended file names what else is in it. */
function tellWhatIsIn(first: Bytes | undefined, exif: boolean): void {
  if (first === undefined || !isExtended(first)) return;
  const flags = (first[HEAD] ?? 0) & ~(HAS_EXIF | HAS_XMP);
  first[HEAD] = exif ? flags | HAS_EXIF : flags;
}

/** Some programs write the name that JPEG has before it. */
function withoutName(content: Bytes): Bytes {
  return content[0] === 0x45 ? content.subarray(6) : content;
}

function chunk(type: string, content: Bytes): Bytes {
  return join(utf8(type), little(content.length), content, new Uint8Array(content.length % 2));
}

function little(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
