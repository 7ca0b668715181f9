import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeImage } from '../../../src/images/index.js';
import { resampleBicubic } from '../../../src/images/resample.js';
import { meanDifference, pictureOf, roughPixels, smoothPixels } from './pictures.js';

// Width, height, target width, target height, and what Pillow 13 gives of roughPixels with resize((width, height), BICUBIC).
const pillow: readonly (readonly [number, number, number, number, string])[] = [
  [
    7,
    3,
    10,
    8,
    '001cb23a58cc8380cc7c619732dce522a9ff4c00fa1e9b9e586693aa00b20637aa4162c87d7dcf7e669f39cbd92e9efa5e06ed389796647092a509b5448891507dbf6c73dc8878b750a1bb5084c68c39c983877e878b8d926cc193e375689db2586ae58f8ad1686a93796185c67a9fd87764b0ac8880e1c9bedc7982a6a25877cb7a7eca5f3f77844b64dd9a91d67e6ab1b58391f8b0c8739da2978e6e9c8b4652a3341e63734061d59e9f7d9d918ca77ec6b373c818bcba897f80ba581d2e82100956623a65ca9bae2fb7b26b997af27342cc00c7c3857887c5450e21760400505d3664c79cb215c0be609579ff5e2f',
  ],
  [9, 8, 4, 3, '7373a28c99946f6c9b615e77909990756f7e6970856f75a58a908f7e5679a3bb756f6f85'],
  [
    7,
    9,
    4,
    12,
    '364dc06199c6336ae96b469d6395b16d7dc2906c9c9d9b989da19d575495ac737aa9c089b274852b3d616d70928e8f7069b85d3555945c3f6ebc64547e9d92616578422a64889c99af999977936e48438d87aeb7bdb0746db3996e6fcab078905474b76842e19661c7583c6868858e87569c737a9c826f35876f528d9a7269a47b71684388343179cd8784c67221237a',
  ],
  [1, 1, 3, 2, '0535af0535af0535af0535af0535af0535af'],
  [
    2,
    6,
    5,
    6,
    '002dab0c3ab23c5bc46c7cd67e89dd845a94756fa34ca7cc23dff514f4ff5d00fe560dec445bbc32a98c2bc77a9e00b7a012ada47794a8dc7baaff71476ad8516fd76c7bd48787d1918cd05837606a44689c677cce8a90e09798',
  ],
];
// Of smoothPixels(64, 48) at 8 x 6.
const pillowSmooth =
  '0f14112d14224e14356f14488f145ab0146dd11480ef14920f3d222d3d344e3d476f3d5a8f3d6cb03d7fd13d92ef3da30f69352d69474e695a6f696c8f697fb06992d169a5ef69b60f95482d955a4e956c6f957f8f9592b095a4d195b7ef95c90fc15b2dc16c4ec17f6fc1928fc1a4b0c1b7d1c1caefc1dc0feb6c2deb7e4eeb916feba48febb6b0ebc9d1ebdcefebed';

for (const [width, height, toWidth, toHeight, expected] of pillow) {
  void test(`${width} x ${height} to ${toWidth} x ${toHeight} gives the bytes that Pillow gives`, () => {
    const pixels = resampleBicubic(roughPixels(width, height), width, height, 3, toWidth, toHeight);
    assert.equal(Buffer.from(pixels).toString('hex'), expected);
  });
}

void test('each channel is resized by itself, however many there are', () => {
  const rgb = roughPixels(9, 8);
  const all = resampleBicubic(rgb, 9, 8, 3, 13, 5);
  for (let channel = 0; channel < 3; channel++) {
    const one = resampleBicubic(
      rgb.filter((_, i) => i % 3 === channel),
      9,
      8,
      1,
      13,
      5,
    );
    assert.deepEqual(
      one,
      all.filter((_, i) => i % 3 === channel),
    );
  }
});

void test('one colour stays that colour', () => {
  for (const value of [0, 1, 128, 255]) {
    const pixels = resampleBicubic(new Uint8Array(5 * 3 * 3).fill(value), 5, 3, 3, 224, 2);
    assert.ok(pixels.every((sample) => sample === value));
  }
});

void test('an image that is decoded at a larger size has the bytes that Pillow gives', async () => {
  for (const [width, height, toWidth, toHeight, expected] of pillow.filter(([w, h, tw, th]) => tw >= w && th >= h)) {
    const png = await pictureOf(roughPixels(width, height), width, height).png().toBuffer();
    const decoded = await decodeImage(png, { width: toWidth, height: toHeight });
    assert.equal(decoded.kind === 'decoded' && Buffer.from(decoded.pixels).toString('hex'), expected);
  }
});

void test('an image that is decoded at a smaller size is within a grey level of what Pillow gives', async () => {
  const png = await pictureOf(smoothPixels(64, 48), 64, 48).png().toBuffer();
  const decoded = await decodeImage(png, { width: 8, height: 6 });
  assert.ok(decoded.kind === 'decoded');
  const difference = meanDifference(decoded.pixels, Buffer.from(pillowSmooth, 'hex'));
  assert.ok(difference < 1, `${difference} grey levels`);
});

void test('JPEG shrunk while it is read is within a grey level of the same pixels as PNG', async () => {
  const picture = pictureOf(smoothPixels(900, 700), 900, 700).resize(900, 700).blur(8);
  const jpeg = await picture.clone().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
  const png = await picture.clone().png().toBuffer();
  const target = { width: 64, height: 64 };
  const [a, b] = [await decodeImage(jpeg, target), await decodeImage(png, target)];
  assert.ok(a.kind === 'decoded' && b.kind === 'decoded');
  const difference = meanDifference(a.pixels, b.pixels);
  assert.ok(difference < 1, `${difference} grey levels`);
});
