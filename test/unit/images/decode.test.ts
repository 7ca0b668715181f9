import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { decodeImage } from '../../../src/images/index.js';
import type { DecodedImage, Size } from '../../../src/images/index.js';
import { meanDifference, pictureOf, roughPixels, smoothPixels } from './pictures.js';

async function decoded(bytes: Uint8Array, target: Size = { width: 16, height: 16 }): Promise<DecodedImage> {
  const answer = await decodeImage(bytes, target);
  assert.ok(answer.kind === 'decoded', answer.kind === 'unusable' ? answer.reason.en : '');
  assert.equal(answer.pixels.length, target.width * target.height * 3);
  return answer;
}

async function colourOf(bytes: Uint8Array): Promise<number[]> {
  const { pixels } = await decoded(bytes, { width: 1, height: 1 });
  return [...pixels];
}

for (const [width, height, target] of [
  [12, 8, { width: 24, height: 20 }],
  [120, 80, { width: 20, height: 30 }],
  [60, 10, { width: 20, height: 30 }],
  [12, 8, { width: 12, height: 8 }],
] as const) {
  void test(`${width} x ${height} to ${target.width} x ${target.height}: orientations 1 to 8 look like the upright image`, async () => {
    const stored = pictureOf(smoothPixels(width, height), width, height);
    for (let orientation = 1; orientation <= 8; orientation++) {
      const tagged = await stored.clone().withMetadata({ orientation }).png().toBuffer();
      const upright = await sharp(tagged).autoOrient().png().toBuffer();
      const [a, b] = [await decoded(tagged, target), await decoded(upright, target)];
      assert.deepEqual([a.width, a.height], orientation < 5 ? [width, height] : [height, width]);
      assert.deepEqual([b.width, b.height], [a.width, a.height]);
      const difference = meanDifference(a.pixels, b.pixels);
      assert.ok(difference < 0.5, `orientation ${orientation}: ${difference} grey levels`);
    }
  });
}

void test('alpha lies over white, 8 bit', async () => {
  const png = async (...rgba: number[]): Promise<number[]> => colourOf(await pictureOf(Uint8Array.from(rgba), 1, 1, 4).png().toBuffer());
  assert.deepEqual(await png(255, 0, 0, 128), [255, 127, 127]);
  assert.deepEqual(await png(9, 9, 9, 0), [255, 255, 255]);
  assert.deepEqual(await png(10, 20, 30, 255), [10, 20, 30]);
  assert.deepEqual(await png(10, 20, 30, 77), [181, 184, 187]);
});

void test('16 bit is scaled to 8 and rounded, with and without alpha', async () => {
  const png = async (...samples: number[]): Promise<number[]> => {
    const channels = samples.length as 1 | 3 | 4;
    const image = sharp(Uint16Array.from(samples), { raw: { width: 1, height: 1, channels } });
    return colourOf(
      await image
        .toColourspace(channels === 1 ? 'grey16' : 'rgb16')
        .png()
        .toBuffer(),
    );
  };
  assert.deepEqual(await png(65535, 0, 257), [255, 0, 1]);
  assert.deepEqual(await png(128, 129, 32767), [0, 1, 127]);
  assert.deepEqual(await png(65535, 0, 0, 32896), [255, 127, 127]);
  assert.deepEqual(await png(1000, 1000, 1000, 0), [255, 255, 255]);
  assert.deepEqual(await png(40000), [156, 156, 156]);
});

void test('grey, one bit and palette become RGB', async () => {
  const grey = Uint8Array.from([0, 255, 255, 0]);
  const image = pictureOf(grey, 2, 2, 1).toColourspace('b-w');
  for (const bytes of [
    await image.clone().png().toBuffer(),
    await image.clone().png({ palette: true, colours: 2 }).toBuffer(),
    await image.clone().tiff({ bitdepth: 1, compression: 'ccittfax4' }).toBuffer(),
  ]) {
    const { pixels } = await decoded(bytes, { width: 2, height: 2 });
    assert.deepEqual([...pixels], [0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0]);
  }
});

void test('CMYK without a profile gets the default one', async () => {
  const jpeg = async (r: number, g: number, b: number): Promise<number[]> =>
    colourOf(
      await pictureOf(Uint8Array.from([r, g, b]), 1, 1)
        .toColourspace('cmyk')
        .jpeg({ quality: 100 })
        .toBuffer(),
    );
  assert.ok((await jpeg(255, 255, 255)).every((value) => value > 245));
  assert.ok((await jpeg(0, 0, 0)).every((value) => value < 60));
  const [red, green, blue] = await jpeg(200, 60, 60);
  assert.ok((red ?? 0) > 150 && (green ?? 255) < 110 && (blue ?? 255) < 110);
});

void test('a colour profile is applied', async () => {
  const p3 = await pictureOf(Uint8Array.from([200, 60, 60]), 1, 1)
    .withIccProfile('p3')
    .png()
    .toBuffer();
  const stored = [...(await sharp(p3, { ignoreIcc: true }).raw().toBuffer())];
  assert.notDeepEqual(stored, [200, 60, 60]);
  const colour = await colourOf(p3);
  assert.ok(meanDifference(Uint8Array.from(colour), Uint8Array.from([200, 60, 60])) <= 1, String(colour));
});

void test('1 x 1 and 1 x 5000', async () => {
  const one = await decoded(
    await pictureOf(Uint8Array.from([9, 99, 199]), 1, 1)
      .png()
      .toBuffer(),
    { width: 224, height: 224 },
  );
  assert.ok(one.pixels.every((value, i) => value === [9, 99, 199][i % 3]));
  const sliver = await decoded(await pictureOf(smoothPixels(1, 5000), 1, 5000).png().toBuffer(), { width: 224, height: 224 });
  assert.deepEqual([sliver.width, sliver.height], [1, 5000]);
  const green = (y: number): number => sliver.pixels[y * 224 * 3 + 1] ?? -1;
  assert.ok(green(0) < 3 && Math.abs(green(112) - 128) < 3 && green(223) > 252);
});

void test('the first frame of an animation, the first page of a TIFF', async () => {
  const frames = Buffer.concat([Buffer.alloc(8 * 8 * 3, 250), Buffer.alloc(8 * 8 * 3, 10)]);
  const gif = await sharp(frames, { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } })
    .gif({ delay: [100, 100] })
    .toBuffer();
  const webp = await sharp(frames, { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } })
    .webp({ lossless: true })
    .toBuffer();
  for (const bytes of [gif, webp]) {
    assert.equal((await sharp(bytes).metadata()).pages, 2);
    const { pixels, width, height } = await decoded(bytes, { width: 4, height: 4 });
    assert.deepEqual([width, height], [8, 8]);
    assert.ok(pixels.every((value) => value > 245));
  }
});

void test('every format that is read gives the picture', async () => {
  const picture = pictureOf(smoothPixels(40, 30), 40, 30).blur(2);
  const plain = await decoded(await picture.clone().png().toBuffer());
  for (const bytes of [
    await picture.clone().jpeg({ quality: 95 }).toBuffer(),
    await picture.clone().jpeg({ quality: 95, progressive: true }).toBuffer(),
    await picture.clone().webp({ quality: 95 }).toBuffer(),
    await picture.clone().tiff({ compression: 'lzw' }).toBuffer(),
    await picture.clone().avif({ quality: 90 }).toBuffer(),
    await picture.clone().png({ progressive: true }).toBuffer(),
  ]) {
    const { pixels, flag } = await decoded(bytes);
    assert.equal(flag, undefined);
    const difference = meanDifference(pixels, plain.pixels);
    assert.ok(difference < 6, `${difference} grey levels`);
  }
});

void test('the same bytes give the same pixels, whatever runs beside', async () => {
  const files = await Promise.all([300, 200, 50].map((side) => pictureOf(roughPixels(side, side), side, side).jpeg().toBuffer()));
  const target = { width: 96, height: 96 };
  const alone: Uint8Array[] = [];
  for (const file of files) alone.push((await decoded(file, target)).pixels);
  const together = await Promise.all(Array.from({ length: 24 }, (_, i) => decoded(files[i % files.length] ?? Buffer.alloc(0), target)));
  for (const [i, { pixels }] of together.entries()) assert.deepEqual(pixels, alone[i % files.length]);
});

void test('an aborted signal rejects with its reason', async () => {
  const png = await pictureOf(smoothPixels(4, 4), 4, 4).png().toBuffer();
  await assert.rejects(decodeImage(png, { width: 4, height: 4 }, { signal: AbortSignal.abort(new Error('enough')) }), /enough/);
});
