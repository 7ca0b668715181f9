import { decodeBmp } from './bmp.js';
import { recogniseFormat } from './format.js';
import type { Format } from './format.js';
import { openSource, readHeader } from './loader.js';
import type { Damage, Header, Source } from './loader.js';
import { isTurned, turnUpright } from './orient.js';
import { formatDetails } from '../core/image-reasons.js';
import { damaged, flags, formatNotRead, tooManyPixels } from './reasons.js';
import type { Flag, Unusable } from './reasons.js';
import { resampleBicubic } from './resample.js';

/** Of the way from a file to pixels; a stored result that came by another version has to be computed again. */
export const preprocessingVersion = 1;

/** 0x3fff x 0x3fff, 268 megapixels. */
export const defaultMaximumPixels = 268_402_689;

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface DecodeOptions {
  /** Larger images are not decoded; `defaultMaximumPixels` by default. */
  readonly maximumPixels?: number;
  readonly signal?: AbortSignal;
}

export interface DecodedImage {
  readonly kind: 'decoded';
  /** sRGB, [target height x target width x 3], 0 to 255. */
  readonly pixels: Uint8Array;
  /** Of the original, upright. */
  readonly width: number;
  readonly height: number;
  /** What is wrong with the image, if anything is. */
  readonly flag?: Flag;
}

export type Decoded = DecodedImage | Unusable;

const tooManyChannels = formatNotRead(formatDetails.manyChannels);

/** An image that passed all checks that need no pixels. */
export interface Opened {
  readonly kind: 'opened';
  readonly source: Source;
  readonly header: Header;
  readonly format: Format;
  readonly flag?: Flag;
}

/**
 * Decodes one image to sRGB of exactly the target's size, squashed with the bicubic filter of Pillow: upright by EXIF, first frame or page, profile applied,
 * alpha over white, 16 bit scaled to 8. The same bytes give the same pixels, whatever else runs. What cannot be used is an answer, not an error:
 * `empty`, `not-an-image`, `format`, `damaged`, `too-many-pixels`. Rejects only with the signal's reason.
 */
export async function decodeImage(bytes: Uint8Array, target: Size, options: DecodeOptions = {}): Promise<Decoded> {
  const { maximumPixels = defaultMaximumPixels, signal } = options;
  signal?.throwIfAborted();
  const opened = await openImage(bytes, maximumPixels);
  signal?.throwIfAborted();
  if (opened.kind === 'unusable') return opened;
  const upright = uprightSize(opened.header);
  const decoded = await decodeBearing(opened, (damage) => decodeSmall(opened, target, damage, maximumPixels));
  signal?.throwIfAborted();
  if (decoded.kind === 'unusable') return decoded;
  const { pixels, width, height } = decoded.value;
  const enlarged = resampleBicubic(pixels, width, height, 3, target.width, target.height);
  const image: DecodedImage = { kind: 'decoded', pixels: enlarged, ...upright };
  return decoded.flag ? { ...image, flag: decoded.flag } : image;
}

/** Recognises the format, reads the header and checks the limits; a BMP, which sharp does not know, is decoded. */
export async function openImage(bytes: Uint8Array, maximumPixels: number): Promise<Opened | Unusable> {
  const recognised = recogniseFormat(bytes);
  if (recognised.kind === 'unusable') return recognised;
  const { format } = recognised;
  if (format === 'bmp') {
    const decoded = decodeBmp(bytes, maximumPixels);
    if (decoded.kind === 'unusable') return decoded;
    const { bitmap, flag } = decoded;
    const header: Header = { width: bitmap.width, height: bitmap.height, orientation: 1, hasAlpha: bitmap.channels === 4, depth: 'uchar' };
    const opened: Opened = { kind: 'opened', source: { kind: 'bitmap', bitmap }, header, format };
    return flag ? { ...opened, flag } : opened;
  }
  let header: Header;
  try {
    header = await readHeader(bytes);
  } catch (error) {
    return error instanceof Error && error.message.endsWith('exceeds channel limit') ? tooManyChannels : damaged;
  }
  const pixels = header.width * header.height;
  if (pixels > maximumPixels) return tooManyPixels(pixels, maximumPixels);
  // Which of their values is white is a matter of convention: to guess would turn some images black without a word.
  if (header.depth !== 'uchar' && header.depth !== 'ushort') {
    return formatNotRead(formatDetails.samples);
  }
  return { kind: 'opened', source: { kind: 'file', bytes }, header, format };
}

/** Strictly first; where that fails, whatever can be decoded, with a flag. */
export async function decodeBearing<Value>(
  opened: Opened,
  decode: (damage: Damage) => Promise<Value | undefined>,
): Promise<{ readonly kind: 'decoded'; readonly value: Value; readonly flag?: Flag } | Unusable> {
  let flag = opened.flag;
  let value: Value | undefined;
  try {
    value = await decode('refuse');
  } catch (error) {
    flag = isTruncated(opened, error) ? flags.truncated : flags.damaged;
    try {
      value = await decode('bear');
    } catch {
      return damaged;
    }
  }
  if (value === undefined) return damaged;
  return flag ? { kind: 'decoded', value, flag } : { kind: 'decoded', value };
}

export function uprightSize({ width, height, orientation }: Header): Size {
  return isTurned(orientation) ? { width: height, height: width } : { width, height };
}

interface SmallImage extends Size {
  /** [height x width x 3], upright. */
  readonly pixels: Uint8Array;
}

/**
 * The image at the smaller of its own and the target's size in each dimension: sharp shrinks like Pillow, but enlarges half a pixel off. It is turned upright
 * after it was shrunk, since a large image cannot be turned row by row. Undefined where next to nothing of a damaged image could be decoded.
 */
async function decodeSmall(opened: Opened, target: Size, damage: Damage, maximumPixels: number): Promise<SmallImage | undefined> {
  const { header, source } = opened;
  const turned = isTurned(header.orientation);
  const width = Math.min(header.width, turned ? target.height : target.width);
  const height = Math.min(header.height, turned ? target.width : target.height);
  const shrunk = openSource(source, damage, maximumPixels).resize(width, height, { fit: 'fill', kernel: 'cubic', fastShrinkOnLoad: false });
  const stored = header.depth === 'ushort' ? await toBytes16(shrunk) : await toBytes8(shrunk, header.hasAlpha);
  if (damage === 'bear' && isMostlyFiller(stored)) return undefined;
  const pixels = turnUpright(stored, width, height, 3, header.orientation);
  return turned ? { pixels, width: height, height: width } : { pixels, width, height };
}

type Pipeline = ReturnType<typeof openSource>;

async function toBytes8(image: Pipeline, hasAlpha: boolean): Promise<Uint8Array> {
  const opaque = hasAlpha ? image.flatten({ background: '#ffffff' }) : image;
  return await opaque.toColourspace('srgb').raw().toBuffer();
}

/** Sharp would cut the lower byte off, and takes 65280 for white: both are done here instead. */
async function toBytes16(image: Pipeline): Promise<Uint8Array> {
  const { data, info } = await image.toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  const out = new Uint8Array(info.width * info.height * 3);
  const alphaAt = info.channels === 4 ? 3 : undefined;
  for (let i = 0, to = 0; i < samples.length; i += info.channels) {
    const alpha = alphaAt === undefined ? 65535 : (samples[i + alphaAt] as number);
    for (let channel = 0; channel < 3; channel++, to++) {
      const value = samples[i + channel] as number;
      out[to] = Math.round((value * alpha + 65535 * (65535 - alpha)) / 65535 / 257);
    }
  }
  return out;
}

/** Whether more than nine tenths are the filler that a decoder leaves where it found nothing. Up to a block of a JPEG may differ though nothing was decoded. */
function isMostlyFiller(pixels: Uint8Array): boolean {
  const [red, green, blue] = pixels.subarray(-3);
  let same = 0;
  for (let i = 0; i < pixels.length; i += 3) if (pixels[i] === red && pixels[i + 1] === green && pixels[i + 2] === blue) same++;
  return same > (0.9 * pixels.length) / 3;
}

function isTruncated({ source, format }: Opened, error: unknown): boolean {
  // The decoder of PNG says "read error" whatever happened.
  if (format === 'png' && source.kind === 'file')
    return !Buffer.from(source.bytes.buffer, source.bytes.byteOffset, source.bytes.length).includes('IEND');
  return error instanceof Error && /premature|unexpected end|truncated|not enough data/i.test(error.message);
}
