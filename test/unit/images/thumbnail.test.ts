import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { Problem } from '../../../src/core/problem.js';
import { thumbnailOf } from '../../../src/images/index.js';
import { pictureOf, pngThatClaims, smoothPixels } from './pictures.js';

void test('upright, within the longest side, in its own proportions, without metadata', async () => {
  const jpeg = await pictureOf(smoothPixels(400, 200), 400, 200).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  for (const format of ['webp', 'jpeg'] as const) {
    const {
      width,
      height,
      format: made,
      exif,
      orientation,
    } = await sharp(await thumbnailOf(jpeg, { longestSide: 100, format, quality: 80 })).metadata();
    assert.deepEqual([width, height, made, exif, orientation], [50, 100, format, undefined, undefined]);
  }
});

void test('a small image keeps its size, alpha lies over white', async () => {
  const png = await pictureOf(new Uint8Array(5 * 4 * 4), 5, 4, 4)
    .png()
    .toBuffer();
  const { data, info } = await sharp(await thumbnailOf(png, { longestSide: 100, format: 'webp', quality: 90 }))
    .raw()
    .toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height, info.channels], [5, 4, 3]);
  assert.ok(data.every((value) => value > 252));
});

void test('16 bit white is white', async () => {
  const png = await sharp(new Uint16Array(4 * 4 * 3).fill(65535), { raw: { width: 4, height: 4, channels: 3 } })
    .toColourspace('rgb16')
    .png()
    .toBuffer();
  const data = await sharp(await thumbnailOf(png, { longestSide: 10, format: 'webp', quality: 90 }))
    .raw()
    .toBuffer();
  assert.ok(data.every((value) => value > 252));
});

void test('what cannot be used is a problem with its reason', async () => {
  for (const bytes of [Buffer.from('text'), pngThatClaims(30_000, 30_000), Buffer.from('<svg/>')]) {
    await assert.rejects(
      thumbnailOf(bytes, { longestSide: 10, format: 'jpeg', quality: 80 }),
      (error) => error instanceof Problem && error.code === 'no-thumbnail',
    );
  }
});
