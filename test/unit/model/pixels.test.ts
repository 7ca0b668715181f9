import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ModelInput } from '../../../src/model/contract.js';
import { PixelInput } from '../../../src/model/pixels.js';
import { noise } from './tiny-models.js';

const plain: ModelInput = {
  height: 2,
  width: 3,
  layout: 'NCHW',
  type: 'float32',
  range: 'normalised',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  fixedBatch: undefined,
};

/** The definition, written out: the value of one channel of one pixel. */
const wanted = (input: ModelInput, value: number, channel: 0 | 1 | 2): number =>
  input.range === '0..255' ? value : Math.fround((value / 255 - input.mean[channel]) / input.std[channel]);

const input = fc.record({
  height: fc.integer({ min: 1, max: 5 }),
  width: fc.integer({ min: 1, max: 5 }),
  layout: fc.constantFrom('NCHW' as const, 'NHWC' as const),
  kind: fc.constantFrom(['float32', 'normalised'] as const, ['float32', '0..255'] as const, ['uint8', '0..255'] as const),
});

test('every pixel goes where the layout wants it, with the value that the range wants', () => {
  fc.assert(
    fc.property(input, fc.integer({ min: 1, max: 4 }), ({ height, width, layout, kind: [type, range] }, images) => {
      const own: ModelInput = { ...plain, height, width, layout, type, range };
      const pixels = new PixelInput(own);
      const batch = pixels.batch(images);
      assert.equal(batch.length, images * pixels.size);
      assert.ok(type === 'uint8' ? batch instanceof Uint8Array : batch instanceof Float32Array);
      const pictures = Array.from({ length: images }, (_, i) => noise(i + 1, height, width));
      for (const [at, picture] of pictures.entries()) pixels.write(picture, batch, at);
      for (const [at, picture] of pictures.entries())
        for (let y = 0; y < height; y += 1)
          for (let x = 0; x < width; x += 1)
            for (const channel of [0, 1, 2] as const) {
              const place = layout === 'NCHW' ? (channel * height + y) * width + x : (y * width + x) * 3 + channel;
              assert.equal(batch[at * pixels.size + place], wanted(own, picture[(y * width + x) * 3 + channel] ?? NaN, channel));
            }
    }),
    { numRuns: 60 },
  );
});

test('the figures of ImageNet: black, white and grey', () => {
  const pixels = new PixelInput({ ...plain, height: 1, width: 3 });
  const batch = pixels.batch(1);
  pixels.write(Uint8Array.of(0, 0, 0, 255, 255, 255, 128, 128, 128), batch, 0);
  const red = [-2.117904, 2.24891, 0.074065];
  for (const [i, value] of red.entries()) assert.ok(Math.abs((batch[i] ?? NaN) - value) < 1e-5, `${String(batch[i])}, not ${value}`);
});

test('writing an image leaves the others as they are', () => {
  const pixels = new PixelInput(plain);
  const batch = pixels.batch(3).fill(7);
  pixels.write(noise(1, 2, 3), batch, 1);
  assert.ok([...batch.subarray(0, 18), ...batch.subarray(36)].every((own) => own === 7));
  assert.ok(batch.subarray(18, 36).every((own) => own !== 7));
});
