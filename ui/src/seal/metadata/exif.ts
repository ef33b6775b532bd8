/** The one thing of a photo's Exif data that is kept: which way up it is (CIPA DC-008, tag 0x0112). */
import type { Bytes } from '../bytes';

const ORIENTATION = 0x0112;
/** The type of a whole number of two bytes. */
const SHORT = 3;
const ENTRY = 12;

/** Which way up the picture of this TIFF data is, 1 to 8; 1 where nothing is said. */
export function orientationOf(tiff: Bytes): number {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (tiff.length < 8) return 1;
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const little = order === 0x4949;
  const start = view.getUint32(4, little);
  if (start + 2 > tiff.length) return 1;
  const entries = view.getUint16(start, little);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = start + 2 + entry * ENTRY;
    if (at + ENTRY > tiff.length) return 1;
    if (view.getUint16(at, little) !== ORIENTATION || view.getUint16(at + 2, little) !== SHORT) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** TIFF data that says which way up a picture is, and nothing else. */
export function tiffWith(orientation: number): Bytes {
  const head = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8];
  const entry = [0x01, 0x12, 0, SHORT, 0, 0, 0, 1, 0, orientation, 0, 0];
  return Uint8Array.from([...head, 0, 1, ...entry, 0, 0, 0, 0]);
}
