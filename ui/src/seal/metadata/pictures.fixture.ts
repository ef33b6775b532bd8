/** Small real pictures, and the same with a place, a time and a device in every part that can hold them. */
import { join, utf8, type Bytes } from '../bytes';

const decoded = (base64: string): Bytes => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));

/** 16 × 8, baseline and progressive. */
export const JPEG = decoded(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAIABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAb/xAAWEAEBAQAAAAAAAAAAAAAAAAAAFGH/xAAVAQEBAAAAAAAAAAAAAAAAAAAEBv/EABcRAAMBAAAAAAAAAAAAAAAAAAAEFVL/2gAMAwEAAhEDEQA/AJGzSzQVsZTIys1o/9k=',
);
export const PROGRESSIVE = decoded(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wgARCAAIABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAVAQEBAAAAAAAAAAAAAAAAAAADBf/aAAwDAQACEAMQAAABkCs3/8QAFRABAQAAAAAAAAAAAAAAAAAAABL/2gAIAQEAAQUCtb//xAAXEQADAQAAAAAAAAAAAAAAAAAAAxRR/9oACAEDAQE/Aa26f//EABcRAAMBAAAAAAAAAAAAAAAAAAADFFH/2gAIAQIBAT8BjVh//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQAGPwI//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQABPyEP/9oADAMBAAIAAwAAABAL/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPxAP/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEBPxBv/8QAFRABAQAAAAAAAAAAAAAAAAAAAHH/2gAIAQEAAT8QpT//2Q==',
);
/** 4 × 2 each; the program that made this one wrote down when. */
export const PNG = decoded(
  'iVBORw0KGgoAAAANSUhEUgAAAAQAAAACAQMAAABFZu8gAAAABGdBTUEAALGPC/xhBQAAACBjSFJNAAB6JgAAgIQAAPoAAACA6AAAdTAAAOpgAAA6mAAAF3CculE8AAAABlBMVEX/AAD///9BHTQRAAAAAWJLR0QB/wIt3gAAAAd0SU1FB+oLHggIJqja3bQAAAAMSURBVAjXY2BgYAAAAAQAASc0JwoAAAAldEVYdGRhdGU6Y3JlYXRlADIwMjYtMTEtMzBUMDg6MDg6MzgrMDA6MDBrxgb1AAAAJXRFWHRkYXRlOm1vZGlmeQAyMDI2LTExLTMwVDA4OjA4OjM4KzAwOjAwGpu+SQAAAABJRU5ErkJggg==',
);
export const GIF = decoded('R0lGODlhBAACAPAAAP8AAAAA/yH5BAAAAAAALAAAAAAEAAIAAAIEhBEZBQA7');
export const WEBP = decoded(
  'UklGRj4AAABXRUJQVlA4IDIAAAAwAgCdASoEAAIAAgA0JaACdLoB+AADISoiEAD++33iaLPl9/bsFnLq//G7cYb70AAAAA==',
);

/** What must not be in a file that is sent. */
export const TRACES = [
  'Kamera-X9',
  'Musterstadt',
  '2026:11:30',
  '52.5200',
  'Erika Mustermann',
  'date:create',
  'ftypmp42',
];
const SECRET = 'Kamera-X9 Musterstadt 2026:11:30 52.5200 Erika Mustermann';

/** TIFF data in either byte order: a device's name, a pointer to the place, and which way up it is. */
export function tiff(orientation: number, little = true): Bytes {
  const [start, entries, text] = [8, 3, utf8(`${SECRET}\0`)];
  const behind = start + 2 + entries * 12 + 4;
  const bytes = new Uint8Array(behind + text.length);
  const view = new DataView(bytes.buffer);
  bytes.set(utf8(little ? 'II' : 'MM'));
  view.setUint16(2, 42, little);
  view.setUint32(4, start, little);
  view.setUint16(start, entries, little);
  const entry = (at: number, tag: number, type: number, count: number): number => {
    const offset = start + 2 + at * 12;
    view.setUint16(offset, tag, little);
    view.setUint16(offset + 2, type, little);
    view.setUint32(offset + 4, count, little);
    return offset + 8;
  };
  view.setUint32(entry(0, 0x0110, 2, text.length), behind, little);
  view.setUint16(entry(1, 0x0112, 3, 1), orientation, little);
  view.setUint32(entry(2, 0x8825, 4, 1), behind, little);
  bytes.set(text, behind);
  return bytes;
}

function segment(marker: number, content: Bytes): Bytes {
  const length = content.length + 2;
  return join(Uint8Array.of(0xff, marker, length >> 8, length & 255), content);
}

/** A photo as a phone takes it: Exif, XMP, IPTC, a maker's own part, a comment, and a film behind its end. */
export function photo(orientation: number, picture = JPEG, little = true): Bytes {
  const parts = [
    segment(0xe1, join(utf8('Exif\0\0'), tiff(orientation, little))),
    segment(0xe1, utf8(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${SECRET}</x:xmpmeta>`)),
    segment(0xed, utf8(`Photoshop 3.0\0${SECRET}`)),
    segment(0xe2, utf8(`MPF\0${SECRET}`)),
    segment(0xe7, utf8(SECRET)),
    segment(0xfe, utf8(SECRET)),
  ];
  const film = utf8(`\0\0\0\x18ftypmp42${SECRET}`);
  return join(picture.subarray(0, 20), ...parts, picture.subarray(20), film);
}

function pngChunk(type: string, content: Bytes): Bytes {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, content.length);
  // Nobody checks the sums of what is taken out.
  return join(length, utf8(type), content, new Uint8Array(4));
}

export function photoPng(orientation: number): Bytes {
  const parts = [
    pngChunk('eXIf', tiff(orientation)),
    pngChunk('tEXt', utf8(`Author\0${SECRET}`)),
    pngChunk('zTXt', utf8(`Author\0\0${SECRET}`)),
    pngChunk('iTXt', utf8(`XML:com.adobe.xmp\0\0\0\0\0${SECRET}`)),
    pngChunk('caNv', utf8(SECRET)),
  ];
  return join(PNG.subarray(0, 33), ...parts, PNG.subarray(33), utf8(SECRET));
}

function webpChunk(type: string, content: Bytes): Bytes {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, content.length, true);
  return join(utf8(type), length, content, new Uint8Array(content.length % 2));
}

export function photoWebp(orientation: number): Bytes {
  // Exif and XMP are in it; 4 × 2.
  const extended = webpChunk('VP8X', Uint8Array.of(0x0c, 0, 0, 0, 3, 0, 0, 1, 0, 0));
  const exif = webpChunk('EXIF', join(utf8('Exif\0\0'), tiff(orientation)));
  const whole = join(utf8('WEBP'), extended, WEBP.subarray(12), exif, webpChunk('XMP ', utf8(SECRET)));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, whole.length, true);
  return join(utf8('RIFF'), length, whole);
}

export function photoGif(): Bytes {
  const block = (content: string): Bytes => join(Uint8Array.of(content.length), utf8(content));
  const comment = join(Uint8Array.of(0x21, 0xfe), block(SECRET), Uint8Array.of(0));
  const added = join(Uint8Array.of(0x21, 0xff), block('XMP DataXMP'), block(SECRET), Uint8Array.of(0));
  const repeats = join(Uint8Array.of(0x21, 0xff), block('NETSCAPE2.0'), Uint8Array.of(3, 1, 0, 0, 0));
  // Behind the table of two colours.
  return join(GIF.subarray(0, 19), repeats, comment, added, GIF.subarray(19), utf8(SECRET));
}
