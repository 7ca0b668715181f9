import { filled, formatDetails } from '../core/image-reasons.js';
import { damaged, flags, formatNotRead, tooManyPixels } from './reasons.js';
import type { Flag, Unusable } from './reasons.js';

/** Pixels [height x width x channels], 8 bit, rows from the top; 4 channels where there is an alpha. */
export interface Bitmap {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

export type DecodedBmp = { readonly kind: 'bitmap'; readonly bitmap: Bitmap; readonly flag?: Flag } | Unusable;

interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  readonly pixelsAt: number;
  readonly paletteAt: number;
  readonly paletteStep: 3 | 4;
  /** Bit masks of red, green, blue, alpha of 16 and 32 bit pixels; alpha 0 if there is none. */
  readonly masks: readonly [number, number, number, number];
}

const masks16 = [0x7c00, 0x3e0, 0x1f, 0] as const;
const masks32 = [0xff0000, 0xff00, 0xff, 0] as const;

/** Decodes an uncompressed BMP of 1, 4, 8, 16, 24 or 32 bit. The size is checked before anything is allocated. */
export function decodeBmp(bytes: Uint8Array, maximumPixels: number): DecodedBmp {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readBmpHeader(view);
  if ('kind' in header) return header;
  const { width, height, bits } = header;
  if (width * height > maximumPixels) return tooManyPixels(width * height, maximumPixels);
  const stride = Math.ceil((width * bits) / 32) * 4;
  const rows = Math.min(height, Math.floor((bytes.length - header.pixelsAt) / stride));
  // A small file that claims a large picture would only fill memory with black.
  if (rows < 1) return damaged;
  const channels = header.masks[3] === 0 ? 3 : 4;
  const pixels = new Uint8Array(width * height * channels);
  const readRow = rowReader(view, header, channels);
  for (let row = 0; row < rows; row++) {
    const y = header.topDown ? row : height - 1 - row;
    readRow(header.pixelsAt + row * stride, pixels.subarray(y * width * channels, (y + 1) * width * channels));
  }
  const bitmap: Bitmap = { pixels, width, height, channels };
  return rows < height ? { kind: 'bitmap', bitmap, flag: flags.truncated } : { kind: 'bitmap', bitmap };
}

function readBmpHeader(view: DataView): BmpHeader | Unusable {
  if (view.byteLength < 26) return damaged;
  const pixelsAt = view.getUint32(10, true);
  const size = view.getUint32(14, true);
  if (size === 12) {
    const [width, height, bits] = [view.getUint16(18, true), view.getUint16(20, true), view.getUint16(24, true)];
    return checked({
      width,
      height,
      topDown: false,
      bits,
      pixelsAt,
      paletteAt: 26,
      paletteStep: 3,
      masks: bits === 16 ? masks16 : masks32,
    });
  }
  if (size < 40 || view.byteLength < 54) return damaged;
  const [width, height, bits] = [view.getInt32(18, true), view.getInt32(22, true), view.getUint16(28, true)];
  const compression = view.getUint32(30, true);
  const hasMasks = compression === 3 || compression === 6;
  if (compression !== 0 && !hasMasks) return formatNotRead(formatDetails.compressedBmp);
  if (hasMasks && view.byteLength < 70) return damaged;
  const mask = (i: number): number => view.getUint32(54 + 4 * i, true);
  const hasAlphaMask = size >= 56 || compression === 6;
  const masks = hasMasks ? ([mask(0), mask(1), mask(2), hasAlphaMask ? mask(3) : 0] as const) : bits === 16 ? masks16 : masks32;
  const masksAfterHeader = hasMasks && size === 40 ? (compression === 6 ? 16 : 12) : 0;
  return checked({
    width,
    height: Math.abs(height),
    topDown: height < 0,
    bits,
    pixelsAt,
    paletteAt: 14 + size + masksAfterHeader,
    paletteStep: 4,
    masks,
  });
}

function checked(header: BmpHeader): BmpHeader | Unusable {
  if (header.width < 1 || header.height < 1) return damaged;
  if (![1, 4, 8, 16, 24, 32].includes(header.bits)) return formatNotRead(filled(formatDetails.bmpBits, String(header.bits)));
  // Masks belong to pixels of 16 and 32 bit only.
  return header.bits === 16 || header.bits === 32 ? header : { ...header, masks: masks32 };
}

/** Writes one row, stored from `at` on, into `into` [width x channels]. */
function rowReader(view: DataView, header: BmpHeader, channels: 3 | 4): (at: number, into: Uint8Array) => void {
  const { width, bits } = header;
  if (bits === 24) {
    return (at, into) => {
      for (let x = 0; x < width; x++) {
        into[3 * x] = view.getUint8(at + 3 * x + 2);
        into[3 * x + 1] = view.getUint8(at + 3 * x + 1);
        into[3 * x + 2] = view.getUint8(at + 3 * x);
      }
    };
  }
  if (bits <= 8) {
    const palette = readPalette(view, header);
    const perByte = 8 / bits;
    return (at, into) => {
      for (let x = 0; x < width; x++) {
        const byte = view.getUint8(at + Math.floor(x / perByte));
        const entry = (byte >> (8 - bits * ((x % perByte) + 1))) & ((1 << bits) - 1);
        into.set(palette.subarray(3 * entry, 3 * entry + 3), 3 * x);
      }
    };
  }
  const scales = header.masks.slice(0, channels).map(maskReader);
  return (at, into) => {
    for (let x = 0; x < width; x++) {
      const pixel = bits === 16 ? view.getUint16(at + 2 * x, true) : view.getUint32(at + 4 * x, true);
      for (const [channel, read] of scales.entries()) into[channels * x + channel] = read(pixel);
    }
  };
}

/** RGB of 256 entries; what the file does not hold is black. */
function readPalette(view: DataView, { paletteAt, paletteStep, bits, pixelsAt }: BmpHeader): Uint8Array {
  const palette = new Uint8Array(3 * 256);
  const end = Math.min(pixelsAt, view.byteLength);
  for (let entry = 0; entry < 1 << bits && paletteAt + paletteStep * (entry + 1) <= end; entry++) {
    for (let channel = 0; channel < 3; channel++)
      palette[3 * entry + channel] = view.getUint8(paletteAt + paletteStep * entry + 2 - channel);
  }
  return palette;
}

/** Gives the bits of a mask scaled to 0..255. */
function maskReader(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return (pixel) => Math.round((((pixel & mask) >>> shift) * 255) / most);
}
