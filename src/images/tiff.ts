import { filled, formatDetails } from '../core/image-reasons.js';
import type { Text } from '../core/language.js';

const newSubfileType = 254;
const dngVersion = 50706;

/**
 * Whether a file in a TIFF's clothes is raw data of a camera (DNG, NEF, ARW, CR2, ...): its first page is then a small preview, or undeveloped data, and to use
 * it as the image would be wrong. Gives the name for the reason, undefined of a plain TIFF.
 */
export function cameraRaw(bytes: Uint8Array): Text | undefined {
  if (bytes.length < 16) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = view.getUint8(0) === 0x49;
  if (view.getUint16(2, little) !== 42) return undefined;
  if (view.getUint8(8) === 0x43 && view.getUint8(9) === 0x52) return filled(formatDetails.rawOf, 'CR2');
  const directory = view.getUint32(4, little);
  if (directory + 2 > view.byteLength) return undefined;
  const entries = Math.min(view.getUint16(directory, little), Math.floor((view.byteLength - directory - 2) / 12));
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i;
    const tag = view.getUint16(entry, little);
    if (tag === dngVersion) return filled(formatDetails.rawOf, 'DNG');
    // The lowest bit: a smaller version of another image in the file.
    if (tag === newSubfileType && (view.getUint32(entry + 8, little) & 1) === 1) return formatDetails.raw;
  }
  return undefined;
}
