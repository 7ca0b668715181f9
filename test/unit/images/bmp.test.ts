import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBmp } from '../../../src/images/bmp.js';
import { decodeImage } from '../../../src/images/index.js';

interface BmpParts {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly rows: readonly (readonly number[])[];
  readonly palette?: readonly number[];
  readonly compression?: number;
  readonly masks?: readonly number[];
}

/** A BMP with a header of 40 bytes; rows as they are stored, without their padding. */
function bmp({ width, height, bits, rows, palette = [], compression = 0, masks = [] }: BmpParts): Buffer {
  const stride = Math.ceil((width * bits) / 32) * 4;
  const pixelsAt = 54 + masks.length * 4 + palette.length;
  const file = Buffer.alloc(pixelsAt + stride * rows.length);
  file.write('BM', 0, 'latin1');
  file.writeUInt32LE(pixelsAt, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  file.writeUInt32LE(compression, 30);
  for (const [i, mask] of masks.entries()) file.writeUInt32LE(mask, 54 + 4 * i);
  file.set(palette, 54 + masks.length * 4);
  for (const [i, row] of rows.entries()) file.set(row, pixelsAt + i * stride);
  return file;
}

function pixelsOf(parts: BmpParts): number[] {
  const decoded = decodeBmp(bmp(parts), 1e6);
  assert.ok(decoded.kind === 'bitmap' && decoded.flag === undefined);
  assert.equal(decoded.bitmap.pixels.length, decoded.bitmap.width * decoded.bitmap.height * decoded.bitmap.channels);
  return [...decoded.bitmap.pixels];
}

const palette = [0, 0, 0, 0, 30, 20, 10, 0];

void test('24 bit, rows from the bottom or from the top', () => {
  const rows = [
    [3, 2, 1],
    [6, 5, 4],
  ];
  assert.deepEqual(pixelsOf({ width: 1, height: 2, bits: 24, rows }), [4, 5, 6, 1, 2, 3]);
  assert.deepEqual(pixelsOf({ width: 1, height: -2, bits: 24, rows }), [1, 2, 3, 4, 5, 6]);
});

void test('1, 4 and 8 bit through the palette; entries that are missing are black', () => {
  assert.deepEqual(pixelsOf({ width: 3, height: 1, bits: 1, palette, rows: [[0b10100000]] }), [10, 20, 30, 0, 0, 0, 10, 20, 30]);
  assert.deepEqual(pixelsOf({ width: 3, height: 1, bits: 4, palette, rows: [[0x10, 0x10]] }), [10, 20, 30, 0, 0, 0, 10, 20, 30]);
  assert.deepEqual(pixelsOf({ width: 2, height: 1, bits: 8, palette, rows: [[1, 200]] }), [10, 20, 30, 0, 0, 0]);
});

void test('16 and 32 bit, with masks and without', () => {
  assert.deepEqual(pixelsOf({ width: 1, height: 1, bits: 16, rows: [[0xff, 0x7f]] }), [255, 255, 255]);
  assert.deepEqual(
    pixelsOf({ width: 1, height: 1, bits: 16, compression: 3, masks: [0xf800, 0x7e0, 0x1f], rows: [[0x00, 0xf8]] }),
    [255, 0, 0],
  );
  assert.deepEqual(pixelsOf({ width: 1, height: 1, bits: 32, rows: [[3, 2, 1, 77]] }), [1, 2, 3]);
  const masks = [0xff, 0xff00, 0xff0000, 0xff000000];
  assert.deepEqual(pixelsOf({ width: 1, height: 1, bits: 32, compression: 6, masks, rows: [[1, 2, 3, 128]] }), [1, 2, 3, 128]);
});

void test('an image is decoded from it, alpha over white', async () => {
  const file = bmp({
    width: 1,
    height: 1,
    bits: 32,
    compression: 6,
    masks: [0xff, 0xff00, 0xff0000, 0xff000000],
    rows: [[255, 0, 0, 128]],
  });
  const decoded = await decodeImage(file, { width: 2, height: 2 });
  assert.ok(decoded.kind === 'decoded');
  assert.deepEqual([...decoded.pixels.subarray(0, 3)], [255, 127, 127]);
});

void test('limits, damage and compression', () => {
  const claims = bmp({ width: 50_000, height: 50_000, bits: 24, rows: [] });
  assert.equal(decodeBmp(claims, 268e6).kind, 'unusable');
  const codeOf = (file: Uint8Array, limit = 1e6): string => {
    const decoded = decodeBmp(file, limit);
    return decoded.kind === 'unusable' ? decoded.code : (decoded.flag?.code ?? 'used');
  };
  assert.equal(codeOf(claims, 268e6), 'too-many-pixels');
  assert.equal(codeOf(bmp({ width: 500, height: 500, bits: 24, rows: [] })), 'damaged');
  assert.equal(codeOf(bmp({ width: 2, height: 3, bits: 8, palette, rows: [[1, 1]] })), 'truncated');
  assert.equal(codeOf(bmp({ width: 0, height: 3, bits: 8, rows: [] })), 'damaged');
  assert.equal(codeOf(bmp({ width: 2, height: 1, bits: 8, compression: 1, rows: [[1, 1]] })), 'format');
  assert.equal(codeOf(bmp({ width: 2, height: 1, bits: 7, rows: [[1, 1]] })), 'format');
  const whole = bmp({ width: 1, height: 1, bits: 24, rows: [[1, 2, 3]] });
  for (let length = 0; length < whole.length; length++) assert.equal(codeOf(whole.subarray(0, length)), 'damaged');
});
