import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { Bitmap } from './bmp.js';

// Images come from strangers: whatever a file claims to be, only these loaders run, and only on bytes in memory, so that no image makes this process open
// a file or an address. Parallelism is the caller's, and what is decoded is never wanted twice.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Tiff', 'Nsgif', 'Heif'].map((format) => `VipsForeignLoad${format}Buffer`),
});
sharp.cache(false);
sharp.concurrency(1);

/** What can be decoded: the bytes of a file in one of sharp's formats, or a bitmap decoded here. */
export type Source = { readonly kind: 'file'; readonly bytes: Uint8Array } | { readonly kind: 'bitmap'; readonly bitmap: Bitmap };

/** How much damage ends decoding: any, or only what leaves nothing. */
export type Damage = 'refuse' | 'bear';

/** A reader of the first frame or page, row by row, not yet turned upright. */
export function openSource(source: Source, damage: Damage, maximumPixels: number): Sharp {
  const failOn = damage === 'refuse' ? 'warning' : 'none';
  switch (source.kind) {
    case 'file':
      return sharp(source.bytes, { failOn, limitInputPixels: maximumPixels, sequentialRead: true });
    case 'bitmap': {
      const { pixels, width, height, channels } = source.bitmap;
      return sharp(pixels, { limitInputPixels: maximumPixels, raw: { width, height, channels } });
    }
  }
}

/** What the header of an image says. */
export interface Header {
  /** As stored, before it is turned upright. */
  readonly width: number;
  readonly height: number;
  /** EXIF, 1 to 8. */
  readonly orientation: number;
  readonly hasAlpha: boolean;
  /** Type of a sample: `uchar` and `ushort` are 8 and 16 bit. */
  readonly depth: string;
}

/** Reads no pixels. Rejects where the header is damaged. */
export async function readHeader(bytes: Uint8Array): Promise<Header> {
  const { width, height, orientation, hasAlpha, depth } = await sharp(bytes, { failOn: 'none', limitInputPixels: false }).metadata();
  return { width, height, orientation: orientation ?? 1, hasAlpha, depth };
}
