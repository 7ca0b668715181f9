import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { decodeImage, listImages, readImage } from '../../../src/images/index.js';
import type { Decoded } from '../../../src/images/index.js';
import { meanDifference } from './pictures.js';

const odd = resolve(import.meta.dirname, '../../../../shared/data/odd');
const target = { width: 224, height: 224 };

// What the README beside the files says, as code or flag.
const expected: Readonly<Record<string, string>> = {
  'UPPER.JPG': 'used',
  'animated.gif': 'used',
  'bomb.png': 'too-many-pixels',
  'cmyk.jpg': 'used',
  'exif6-upright.jpg': 'used',
  'exif6.jpg': 'used',
  'external.svg': 'format',
  'float.tif': 'format',
  'grey16.png': 'used',
  'header-only.jpg': 'damaged',
  'icc-broken.jpg': 'used',
  'one-bit.png': 'used',
  'pages.tif': 'used',
  'palette-transparent.png': 'used',
  'photo.avif': 'used',
  'photo.bmp': 'used',
  'photo.webp': 'used',
  'pixel.png': 'used',
  'progressive.jpg': 'used',
  'really-png.jpg': 'used',
  'rgba.png': 'used',
  'riff.webp': 'damaged',
  'sliver.png': 'used',
  'tail.jpg': 'used',
  'text.jpg': 'not-an-image',
  'truncated.jpg': 'used, truncated',
  'zero.jpg': 'empty',
};

async function decode(path: string): Promise<Decoded> {
  const read = await readImage(odd, path);
  return read.kind === 'read' ? decodeImage(read.bytes, target) : read;
}

void test('the folder of nasty files', async (t) => {
  if (!existsSync(odd)) {
    t.skip(`no ${odd} here`);
    return;
  }
  const { files } = await listImages(odd, { include: [], exclude: [] });
  const found: Record<string, string> = {};
  for (const { path } of files) {
    const decoded = await decode(path);
    found[path] = decoded.kind === 'unusable' ? decoded.code : decoded.flag ? `used, ${decoded.flag.code}` : 'used';
  }
  assert.deepEqual(found, expected);
});

void test('the same picture in other clothes looks the same', async (t) => {
  if (!existsSync(odd)) {
    t.skip(`no ${odd} here`);
    return;
  }
  const difference = async (one: string, other: string): Promise<number> => {
    const [a, b] = [await decode(one), await decode(other)];
    return a.kind === 'decoded' && b.kind === 'decoded' ? meanDifference(a.pixels, b.pixels) : Infinity;
  };
  assert.ok((await difference('exif6.jpg', 'exif6-upright.jpg')) < 3);
  for (const name of ['icc-broken.jpg', 'tail.jpg', 'progressive.jpg', 'really-png.jpg', 'pages.tif', 'photo.webp', 'photo.avif']) {
    const seen = await difference('UPPER.JPG', name);
    assert.ok(seen < 6, `${name}: ${seen} grey levels`);
  }
});
