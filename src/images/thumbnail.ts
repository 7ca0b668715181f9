import { Problem } from '../core/problem.js';
import { decodeBearing, defaultMaximumPixels, openImage } from './decode.js';
import { openSource } from './loader.js';
import type { Unusable } from './reasons.js';

export interface ThumbnailOptions {
  /** Pixels; smaller images keep their size. */
  readonly longestSide: number;
  readonly format: 'webp' | 'jpeg';
  /** 1 to 100. */
  readonly quality: number;
  readonly maximumPixels?: number;
}

/**
 * A small picture of one image for people: upright, first frame or page, in its own proportions, sRGB, alpha over white, without metadata. The limits are those of
 * `decodeImage`. Throws the problem `no-thumbnail` with the reason where the image cannot be used.
 */
export async function thumbnailOf(bytes: Uint8Array, options: ThumbnailOptions): Promise<Buffer> {
  const { longestSide, format, quality, maximumPixels = defaultMaximumPixels } = options;
  const opened = await openImage(bytes, maximumPixels);
  if (opened.kind === 'unusable') throw noThumbnail(opened);
  const made = await decodeBearing(opened, (damage) => {
    const small = openSource(opened.source, damage, maximumPixels)
      .autoOrient()
      .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb');
    return (format === 'webp' ? small.webp({ quality }) : small.jpeg({ quality })).toBuffer();
  });
  if (made.kind === 'unusable') throw noThumbnail(made);
  return made.value;
}

function noThumbnail({ reason }: Unusable): Problem {
  return new Problem('no-thumbnail', { en: `There is no thumbnail: ${reason.en}.`, ja: `サムネイルを作れません: ${reason.ja}。` });
}
