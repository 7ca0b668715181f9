import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import sharp from 'sharp';
import { decodeImage } from '../../../src/images/index.js';
import type { Decoded } from '../../../src/images/index.js';
import { pictureOf, noisePixels, pngThatClaims } from './pictures.js';

const target = { width: 32, height: 32 };
const photo = pictureOf(noisePixels(200, 150), 200, 150).blur(1);

async function answer(bytes: string | Uint8Array, maximumPixels?: number): Promise<Decoded> {
  const content = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  const decoded = await decodeImage(content, target, maximumPixels === undefined ? {} : { maximumPixels });
  const said = decoded.kind === 'unusable' ? decoded.reason : decoded.flag?.reason;
  if (said) {
    assert.match(said.en, /^\S.*\p{L}{2}.*[^.]$/u);
    assert.match(said.ja, /[\u3040-\u30ff]/);
  }
  return decoded;
}

async function refusal(bytes: string | Uint8Array, maximumPixels?: number): Promise<string> {
  const decoded = await answer(bytes, maximumPixels);
  assert.ok(decoded.kind === 'unusable', 'it was decoded');
  return `${decoded.code}: ${decoded.reason.en}`;
}

async function flagOf(bytes: Uint8Array): Promise<string | undefined> {
  const decoded = await answer(bytes);
  assert.ok(decoded.kind === 'decoded', decoded.kind === 'unusable' ? decoded.reason.en : '');
  return decoded.flag?.code;
}

const part = (bytes: Buffer, share: number): Buffer => bytes.subarray(0, Math.floor(bytes.length * share));

void test('empty files and text', async () => {
  assert.equal(await refusal(''), 'empty: empty file');
  for (const text of ['This is no image.\n', 'x', 'BM of course', '<html><body></body></html>', '\0'.repeat(300)]) {
    assert.equal(await refusal(text), 'not-an-image: not an image', text.slice(0, 20));
  }
});

void test('formats that are not read are named', async () => {
  assert.equal(await refusal('%PDF-1.7\n'), 'format: format not read: PDF is no raster image');
  assert.equal(await refusal('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), 'format: format not read: HEIC');
  assert.equal(await refusal('\0\0\0\x0cJXL \r\n\x87\n'), 'format: format not read: JPEG XL');
  assert.equal(await refusal('\0\0\0\x0cjP  \r\n\x87\n'), 'format: format not read: JPEG 2000');
  assert.equal(await refusal(`${'\0'.repeat(128)}DICM`), 'format: format not read: DICOM');
  assert.equal(await refusal('P6 1 1 255 abc'), 'format: format not read: PNM');
  const dng = 'II*\0\x08\0\0\0\x01\0\x12\xc6\x01\0\x04\0\0\0\x01\x04\0\0\0\0\0\0';
  assert.equal(await refusal(dng), 'format: format not read: raw data of a camera (DNG)');
  const preview = 'MM\0*\0\0\0\x08\0\x01\0\xfe\0\x04\0\0\0\x01\0\0\0\x01\0\0\0\0';
  assert.equal(await refusal(preview), 'format: format not read: raw data of a camera');
});

void test('SVG is refused, and nothing that it names is read or fetched', async (t) => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked++;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.png`;
  const svg = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e SYSTEM "${address}">]>
    <svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><image href="${address}" width="8" height="8"/><text>&e;</text></svg>`;
  assert.equal(await refusal(svg), 'format: format not read: SVG is no raster image');
  assert.equal(await refusal(`\xef\xbb\xbf  <svg/>`), 'format: format not read: SVG is no raster image');
  assert.equal(asked, 0);
});

void test('loaders of other formats, and of files, are blocked', async () => {
  await assert.rejects(sharp(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>')).metadata());
  await assert.rejects(sharp(import.meta.filename).metadata());
});

void test('the header alone decides over too many pixels', { timeout: 10_000 }, async () => {
  const before = process.memoryUsage.rss();
  assert.equal(await refusal(pngThatClaims(30_000, 30_000)), 'too-many-pixels: 900 megapixels, the limit is 268');
  assert.ok(process.memoryUsage.rss() - before < 200e6);
  assert.equal(await refusal(pngThatClaims(3000, 1001), 3e6), 'too-many-pixels: 3.003 megapixels, the limit is 3');
  assert.equal(await refusal(pngThatClaims(100, 100), 5000), 'too-many-pixels: 0.01 megapixels, the limit is 0.005');
});

void test('a truncated file is used as far as it goes, and flagged', async () => {
  assert.equal(await flagOf(part(await photo.clone().jpeg().toBuffer(), 0.6)), 'truncated');
  assert.equal(await flagOf(part(await photo.clone().jpeg({ progressive: true }).toBuffer(), 0.6)), 'truncated');
  assert.equal(await flagOf(part(await photo.clone().png().toBuffer(), 0.6)), 'truncated');
  assert.equal(await flagOf(part(await photo.clone().gif().toBuffer(), 0.6)), 'truncated');
});

void test('what is damaged in the middle is used and flagged', async () => {
  const png = await photo.clone().png().toBuffer();
  png[Math.floor(png.length / 2)] = (png[Math.floor(png.length / 2)] ?? 0) ^ 255;
  assert.equal(await flagOf(png), 'damaged');
});

void test('garbage after the end does no harm', async () => {
  for (const bytes of [
    await photo.clone().jpeg().toBuffer(),
    await photo.clone().png().toBuffer(),
    await photo.clone().webp().toBuffer(),
  ]) {
    assert.equal(await flagOf(Buffer.concat([bytes, Buffer.alloc(5000, 65)])), undefined);
  }
});

void test('a file of which nothing can be decoded is damaged', async () => {
  const jpeg = await photo.clone().jpeg().toBuffer();
  const png = await photo.clone().png().toBuffer();
  for (const bytes of [
    jpeg.subarray(0, 100),
    jpeg.subarray(0, jpeg.indexOf(Buffer.from([0xff, 0xda])) + 14),
    png.subarray(0, 33),
    png.subarray(0, 60),
  ]) {
    assert.equal(await refusal(bytes), 'damaged: damaged: it cannot be decoded');
  }
  assert.equal(await refusal(part(await photo.clone().webp().toBuffer(), 0.5)), 'damaged: damaged: it cannot be decoded');
  assert.equal(await refusal('RIFF\x10\0\0\0WEBPVP8 '), 'damaged: damaged: it cannot be decoded');
  assert.equal(await refusal(pngThatClaims(500, 500)), 'damaged: damaged: it cannot be decoded');
});

void test('the name of a file does not count, its content does', async () => {
  assert.equal(await flagOf(await photo.clone().avif().toBuffer()), undefined);
});

void test('floating point has no white: refused', async () => {
  // One pixel of 32 bit: width, height, bits, compression, photometric, strip offset, samples, rows, strip length, sample format.
  const tags = [
    [256, 1],
    [257, 1],
    [258, 32],
    [259, 1],
    [262, 1],
    [273, 134],
    [277, 1],
    [278, 1],
    [279, 4],
    [339, 3],
  ] as const;
  const float = Buffer.alloc(138);
  float.write('II*\0\x08\0\0\0', 0, 'latin1');
  float.writeUInt16LE(tags.length, 8);
  for (const [i, [tag, value]] of tags.entries()) {
    float.writeUInt16LE(tag, 10 + 12 * i);
    float.writeUInt16LE(3, 12 + 12 * i);
    float.writeUInt32LE(1, 14 + 12 * i);
    float.writeUInt16LE(value, 18 + 12 * i);
  }
  float.writeFloatLE(0.5, 134);
  assert.equal((await sharp(float).metadata()).depth, 'float');
  assert.match(await refusal(float), /^format: format not read: samples/);
});
