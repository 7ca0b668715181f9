import { formatDetails } from '../core/image-reasons.js';
import type { Text } from '../core/language.js';
import { cameraRaw } from './tiff.js';
import { empty, formatNotRead, notAnImage } from './reasons.js';
import type { Unusable } from './reasons.js';

/** The formats that are read. */
export type Format = 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'avif' | 'bmp';

export type Recognised = { readonly kind: 'format'; readonly format: Format } | Unusable;

/** What a file is by its first bytes; its name does not count. Nothing but the formats that are read goes on to a decoder. */
export function recogniseFormat(bytes: Uint8Array): Recognised {
  if (bytes.length === 0) return empty;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096));
  const format = readableFormat(head);
  if (format === 'tiff') {
    const raw = cameraRaw(bytes);
    if (raw) return formatNotRead(raw);
  }
  if (format) return { kind: 'format', format };
  const refused = refusedFormat(head);
  return refused ? formatNotRead(refused) : notAnImage;
}

function readableFormat(head: Buffer): Format | undefined {
  if (startsWith(head, 0xff, 0xd8, 0xff)) return 'jpeg';
  if (startsWith(head, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  if (text(head, 0, 4) === 'RIFF' && text(head, 8, 12) === 'WEBP') return 'webp';
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(text(head, 0, 4))) return 'tiff';
  if (['GIF87a', 'GIF89a'].includes(text(head, 0, 6))) return 'gif';
  if (brands(head).some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  // "BM" alone is too short a mark: the size of the header that follows has to be one of BMP's.
  if (text(head, 0, 2) === 'BM' && head.length >= 18 && [12, 16, 40, 52, 56, 64, 108, 124].includes(head.readUInt32LE(14))) return 'bmp';
  return undefined;
}

const named = (name: string): Text => ({ en: name, ja: name });
const { raw } = formatDetails;

const signatures: readonly (readonly [offset: number, mark: string, name: Text])[] = [
  [0, '%PDF', formatDetails.pdf],
  [0, '%!PS', formatDetails.postScript],
  [0, '\xff\x0a', named('JPEG XL')],
  [4, 'JXL \r\n\x87\n', named('JPEG XL')],
  [4, 'jP  \r\n\x87\n', named('JPEG 2000')],
  [0, '\xff\x4f\xff\x51', named('JPEG 2000')],
  [0, 'II\xbc', named('JPEG XR')],
  [0, '8BPS', named('Photoshop (PSD)')],
  [0, 'v/1\x01', named('OpenEXR')],
  [0, '#?RADIANCE', named('Radiance HDR')],
  [0, '#?RGBE', named('Radiance HDR')],
  [0, 'DDS ', named('DDS')],
  [0, 'qoif', named('QOI')],
  [0, '\0\0\x01\0', named('ICO')],
  [0, 'SIMPLE  =', named('FITS')],
  [128, 'DICM', named('DICOM')],
  [0, 'IIRO', raw],
  [0, 'IIU\0', raw],
  [0, 'FUJIFILMCCD-RAW', raw],
];

function refusedFormat(head: Buffer): Text | undefined {
  const signature = signatures.find(([offset, mark]) => text(head, offset, offset + mark.length) === mark);
  if (signature) return signature[2];
  const all = brands(head);
  if (all.some((brand) => brand.startsWith('crx'))) return raw;
  if (all.some((brand) => ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'].includes(brand))) return named('HEIC');
  const beginning = text(head, 0, head.length);
  if (/^P[1-7][\s#]/.test(beginning)) return named('PNM');
  // An XML declaration, comments and a document type may stand before the element.
  if (/^(\xef\xbb\xbf)?\s*</.test(beginning) && /<(\w+:)?svg[\s/>]/i.test(beginning)) return formatDetails.svg;
  return undefined;
}

/** The brands of an ISO media file: what its content may be. */
function brands(head: Buffer): string[] {
  if (text(head, 4, 8) !== 'ftyp') return [];
  const end = Math.min(head.readUInt32BE(0), head.length);
  const found = [text(head, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) found.push(text(head, at, at + 4));
  return found;
}

function startsWith(head: Buffer, ...mark: readonly number[]): boolean {
  return mark.every((byte, i) => head[i] === byte);
}

function text(head: Buffer, from: number, to: number): string {
  return head.toString('latin1', from, to);
}
