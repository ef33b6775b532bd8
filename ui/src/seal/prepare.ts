/**
 * What becomes of a chosen file before it is sealed, on either side: a photo loses its place, time and device, a picture
 * gets the ending of what it is, and text the encoding that everybody reads.
 */
import { utf8, wellFormed, type Bytes } from './bytes';
import { cleanGif } from './metadata/gif';
import { cleanJpeg } from './metadata/jpeg';
import { cleanPng } from './metadata/png';
import { cleanWebp } from './metadata/webp';

/** `heic`: a photo that many devices cannot show; `damaged`: a picture that is cut off or broken. */
export type Unprepared = 'heic' | 'damaged';

type PictureType = { endings: string[]; is: (bytes: Bytes) => boolean; clean: (bytes: Bytes) => Bytes | null };

const text = (bytes: Bytes, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));

const PICTURES: PictureType[] = [
  {
    endings: ['jpg', 'jpeg'],
    is: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff,
    clean: cleanJpeg,
  },
  { endings: ['png'], is: (bytes) => text(bytes, 0, 8) === '\x89PNG\r\n\x1a\n', clean: cleanPng },
  { endings: ['gif'], is: (bytes) => /^GIF8[79]a$/.test(text(bytes, 0, 6)), clean: cleanGif },
  {
    endings: ['webp'],
    is: (bytes) => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP',
    clean: cleanWebp,
  },
];
/** Endings that pictures have and that another one may stand for. */
const PICTURE_ENDINGS = ['jpg', 'jpeg', 'jfif', 'jpe', 'pjpeg', 'pjp', 'png', 'gif', 'webp', 'heic', 'heif', 'bmp'];
const HEIC = /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1)$/;

/** Gives the name and the bytes that are sealed, or why there are none. */
export function prepareFile(chosen: string, bytes: Bytes): { name: string; bytes: Bytes } | Unprepared {
  const name = wellFormed(chosen);
  if (bytes.length === 0) return { name, bytes };
  const type = PICTURES.find(({ is }) => is(bytes));
  if (type !== undefined) {
    const clean = type.clean(bytes);
    return clean === null ? 'damaged' : { name: withEnding(name, type.endings), bytes: clean };
  }
  const ending = endingOf(name);
  if (text(bytes, 4, 8) === 'ftyp' && HEIC.test(text(bytes, 8, 12))) return 'heic';
  if (ending === 'txt') return { name, bytes: asUtf8(bytes) };
  return { name, bytes };
}

function endingOf(name: string): string | null {
  const dot = name.lastIndexOf('.');
  return dot < 1 ? null : name.slice(dot + 1).toLowerCase();
}

/** The name with an ending that tells what it is; one that no picture has stays, and is refused. */
function withEnding(name: string, endings: string[]): string {
  const ending = endingOf(name);
  if (ending === null) return `${name}.${endings[0] ?? ''}`;
  if (endings.includes(ending) || !PICTURE_ENDINGS.includes(ending)) return name;
  return `${name.slice(0, -ending.length)}${endings[0] ?? ''}`;
}

/** Text in two bytes a letter says so in its first two. */
function asUtf8(bytes: Bytes): Bytes {
  const first = text(bytes, 0, 2);
  const encoding = first === '\xff\xfe' ? 'utf-16le' : first === '\xfe\xff' ? 'utf-16be' : null;
  return encoding === null ? bytes : utf8(new TextDecoder(encoding).decode(bytes));
}
