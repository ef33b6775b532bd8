import { describe, expect, it } from 'vitest';
import { join, utf8, type Bytes } from './bytes';
import { checkFile } from './file';
import { orientationOf } from './metadata/exif';
import {
  GIF,
  JPEG,
  PNG,
  PROGRESSIVE,
  TRACES,
  WEBP,
  photo,
  photoGif,
  photoPng,
  photoWebp,
  tiff,
} from './metadata/pictures.fixture';
import { sizeOf } from './metadata/size';
import { prepareFile } from './prepare';

function prepared(name: string, bytes: Bytes): { name: string; bytes: Bytes } {
  const made = prepareFile(name, bytes);
  if (typeof made === 'string') throw new Error(made);
  return made;
}
const latin = (bytes: Bytes): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
/** What the Exif data of a file says about which way up it is; null where there is none. */
function turned(bytes: Bytes): number | null {
  const at = latin(bytes).indexOf('MM\0*\0\0\0\b');
  return at < 0 ? null : orientationOf(bytes.subarray(at));
}

describe('a photo loses place, time and device before it is sealed', () => {
  const files: [string, Bytes][] = [
    ['foto.jpg', photo(1)],
    ['foto.jpg', photo(6)],
    ['foto.jpg', photo(8, JPEG, false)],
    ['foto.jpg', photo(3, PROGRESSIVE)],
    ['bild.png', PNG],
    ['bild.png', photoPng(6)],
    ['bild.webp', photoWebp(6)],
    ['bild.gif', photoGif()],
  ];
  it.each(files)('%s', (name, bytes) => {
    const said = latin(bytes);
    expect(TRACES.some((trace) => said.includes(trace))).toBe(true);
    const made = prepared(name, bytes);
    for (const trace of TRACES) expect(latin(made.bytes)).not.toContain(trace);
    expect(checkFile('1', made.name, made.bytes)).toMatchObject({ name });
    // What is clean stays as it is.
    expect(prepared(name, made.bytes).bytes).toEqual(made.bytes);
  });

  it('and still stands the right way up', () => {
    expect(turned(prepared('a.jpg', photo(1)).bytes)).toBeNull();
    expect(turned(prepared('a.jpg', photo(6)).bytes)).toBe(6);
    expect(turned(prepared('a.jpg', photo(8, JPEG, false)).bytes)).toBe(8);
    expect(turned(prepared('a.png', photoPng(6)).bytes)).toBe(6);
    expect(turned(prepared('a.webp', photoWebp(6)).bytes)).toBe(6);
  });

  it('and keeps its picture to the byte', () => {
    for (const picture of [JPEG, PROGRESSIVE]) {
      expect(prepared('a.jpg', photo(1, picture)).bytes).toEqual(picture);
    }
    expect(prepared('a.gif', GIF).bytes).toEqual(GIF);
    expect(prepared('a.webp', WEBP).bytes).toEqual(WEBP);
  });

  it('also where a program was careless: bytes between segments, no end', () => {
    const careless = join(JPEG.subarray(0, 20), utf8('Kamera-X9\0'), JPEG.subarray(20));
    expect(prepared('a.jpg', careless).bytes).toEqual(JPEG);
    expect(prepared('a.gif', GIF.slice(0, -1)).bytes).toEqual(GIF);
    expect(prepared('a.jpg', JPEG.slice(0, -2)).bytes).toEqual(JPEG);
  });

  it('also when its thumbnail is in the oldest place', () => {
    const header = join(utf8('JFIF\0'), Uint8Array.of(1, 2, 0, 0, 1, 0, 1, 1, 1), utf8('THU'));
    const old = join(JPEG.subarray(0, 2), Uint8Array.of(0xff, 0xe0, 0, header.length + 2), header, JPEG.subarray(20));
    expect(latin(old)).toContain('THU');
    expect(latin(prepared('a.jpg', old).bytes)).not.toContain('THU');
  });

  it('whatever its Exif data says', () => {
    for (const orientation of [0, 9, 65_535]) expect(orientationOf(tiff(orientation))).toBe(1);
    for (let length = 0; length < tiff(6).length; length += 1) {
      expect([1, 6]).toContain(orientationOf(tiff(6).slice(0, length)));
    }
  });
});

describe('a picture that is cut off', () => {
  it.each([
    ['foto.jpg', photo(6), 100],
    ['foto.jpg', JPEG, 100],
    ['bild.png', photoPng(6), 100],
    ['bild.webp', WEBP, 40],
    ['bild.gif', GIF, 30],
  ])('is named as such: %s', (name, bytes, length) => {
    expect(prepareFile(name, bytes.slice(0, length))).toBe('damaged');
  });

  it('is never sent on with what was to be taken out, wherever it was cut', () => {
    for (const [name, bytes] of [
      ['a.jpg', photo(6)],
      ['a.png', photoPng(6)],
      ['a.webp', photoWebp(6)],
      ['a.gif', photoGif()],
    ] as const) {
      for (let length = 16; length < bytes.length; length += 1) {
        const made = prepareFile(name, bytes.slice(0, length));
        if (typeof made === 'string') continue;
        for (const trace of TRACES) expect(latin(made.bytes)).not.toContain(trace);
      }
    }
  });
});

it('a picture with bytes turned at random is cleaned or refused, and never stops the page', () => {
  // Any numbers will do, but the same ones every time (Numerical Recipes, chapter 7.1).
  let seed = 1;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (const picture of [photo(6), photo(3, PROGRESSIVE), photoPng(6), photoWebp(6), photoGif()]) {
    for (let round = 0; round < 400; round += 1) {
      const turned = picture.slice();
      for (let change = 0; change < 4; change += 1) turned[next(turned.length)] = next(256);
      const made = prepareFile('bild.jpg', turned);
      if (typeof made !== 'string') expect(sizeOf(made.bytes)).toBeDefined();
    }
  }
});

describe('a name', () => {
  it.each([
    ['foto.jfif', JPEG, 'foto.jpg'],
    ['FOTO.JPEG', JPEG, 'FOTO.JPEG'],
    ['foto.jpg', WEBP, 'foto.webp'],
    ['foto.heic', JPEG, 'foto.jpg'],
    ['bildschirmfoto', PNG, 'bildschirmfoto.png'],
    ['.png', PNG, '.png.png'],
    ['programm.exe', JPEG, 'programm.exe'],
    ['brief.pdf', utf8('%PDF-1.7'), 'brief.pdf'],
  ])('tells what the file is: %s', (name, bytes, becomes) => {
    expect(prepared(name, bytes).name).toBe(becomes);
  });
});

describe('other files', () => {
  it('are refused as photos of a kind that many devices cannot show', () => {
    const heic = join(new Uint8Array([0, 0, 0, 24]), utf8('ftypheic'), new Uint8Array(12));
    expect(prepareFile('foto.heic', heic)).toBe('heic');
    expect(prepareFile('foto.jpg', heic)).toBe('heic');
  });

  it('get the encoding that everybody reads', () => {
    const two = (text: string, first: number[], at: 0 | 1): Bytes =>
      Uint8Array.from([
        ...first,
        ...Array.from(text).flatMap((sign) => {
          const code = sign.charCodeAt(0);
          return at === 0 ? [code & 255, code >> 8] : [code >> 8, code & 255];
        }),
      ]);
    const text = 'Grüße aus Łódź';
    expect(prepared('brief.txt', two(text, [0xff, 0xfe], 0)).bytes).toEqual(utf8(text));
    expect(prepared('brief.txt', two(text, [0xfe, 0xff], 1)).bytes).toEqual(utf8(text));
    expect(prepared('brief.txt', utf8(text)).bytes).toEqual(utf8(text));
    expect(prepared('leer.txt', new Uint8Array()).bytes.length).toBe(0);
  });
});
