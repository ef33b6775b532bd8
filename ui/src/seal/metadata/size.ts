/** How large a picture is, read from its first bytes: decoding one that is far too large takes the page with it. */
import type { Bytes } from '../bytes';

/** Width and height in pixels; null where they do not stand where they should. */
export function sizeOf(bytes: Bytes): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    switch (view.getUint16(0)) {
      case 0x8950:
        return { width: view.getUint32(16), height: view.getUint32(20) };
      case 0x4749:
        return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
      case 0x5249:
        return ofWebp(view);
      case 0xffd8:
        return ofJpeg(view);
      default:
        return null;
    }
  } catch {
    // The file ends before its size is told.
    return null;
  }
}

/** In the first frame's header. */
function ofJpeg(view: DataView): { width: number; height: number } {
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1);
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
  }
}

/** Lossy, lossless and extended files have it at different places. */
function ofWebp(view: DataView): { width: number; height: number } {
  const three = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
  switch (view.getUint8(15)) {
    case 0x58:
      return { width: three(24) + 1, height: three(27) + 1 };
    case 0x4c: {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    default:
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
}
