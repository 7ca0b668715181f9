import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keptPatches } from '../../../src/core/attention.js';
import { fading } from '../../../src/core/fading.js';
import { patchesOf, runsOf } from '../../../src/core/patch-runs.js';
import { patternsOf } from '../../../src/core/patterns.js';
import { plainProducts } from '../../../src/core/plain-products.js';
import { productBlocks } from '../../../src/core/product-blocks.js';
import { drawIndex, mulberry32, partialShuffle, uniform } from '../../../src/core/random.js';
import { SameContent } from '../../../src/core/same-content.js';
import { centredUnit, dot, patternVectors } from '../../../src/core/vectors.js';
import { clusteredPool, poolShapes } from './pools.js';

test('runs of patches go there and back', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(400)), (patches) => {
      const rising = patches.sort((a, b) => a - b);
      assert.deepEqual(patchesOf(runsOf(rising)), rising);
    }),
  );
  assert.equal(runsOf([12, 13, 14, 26]), '12-14,26');
  assert.equal(runsOf([0, 1, 3]), '0-1,3');
  assert.equal(runsOf([]), '');
  for (const runs of ['a', '1,', '3-2', '2-2', '5,4', '1-3,3', ' 1', '01', '-1', '1-', '1--2', '0-99999999', '1.5']) {
    assert.throws(() => patchesOf(runs), RangeError, runs);
  }
  assert.throws(() => runsOf([2, 1]), RangeError);
});

test('random numbers are those of the specification', () => {
  const draw = mulberry32(1);
  const first = [draw(), draw(), draw()];
  assert.deepEqual(first, [2693262067, 11749833, 2265367787]);
  const again = mulberry32(1 + 2 ** 32);
  assert.equal(uniform(again), ((2693262067 >>> 5) * 67108864 + (11749833 >>> 6)) / 2 ** 53);
  assert.equal(drawIndex(Float64Array.of(0, 1, 0, 3), 4, 0), 1);
  assert.equal(drawIndex(Float64Array.of(0, 1, 0, 3), 4, 0.25), 3);
  assert.equal(drawIndex(Float64Array.of(1, 1, 0), 2.0000001, 0.99999999), 1);
  assert.throws(() => drawIndex(new Float64Array(3), 0, 0.5), RangeError);
  const deck = Int32Array.from({ length: 20 }, (_, i) => i);
  partialShuffle(deck, 7, mulberry32(3));
  assert.deepEqual(
    [...deck].sort((a, b) => a - b),
    Array.from({ length: 20 }, (_, i) => i),
  );
});

test('attention: the smallest set that holds its share, else the strongest token', () => {
  const tokens = Float32Array.of(1, 0, 0, 3, 1, 1, 0, 0);
  assert.deepEqual([...keptPatches(Float32Array.of(0.1, 0.2, 0.3, 0.4), tokens, 2, 0.5)], [2, 3]);
  assert.deepEqual([...keptPatches(Float32Array.of(0.25, 0.25, 0.25, 0.25), tokens, 2, 0.5)], [2, 3]);
  assert.deepEqual([...keptPatches(Float32Array.of(0, 0.5, 0, 0.5), tokens, 2, 1)], [1, 3]);
  assert.deepEqual([...keptPatches(new Float32Array(4), tokens, 2, 0.5)], [1]);
  assert.deepEqual([...keptPatches(Float32Array.of(0.5, NaN, 0.2, 0.3), tokens, 2, 0.5)], [1]);
  assert.throws(() => keptPatches(new Float32Array(3), tokens, 2, 0.5), RangeError);
});

test('patterns: patches are shared out, and equal tokens leave clusters empty', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 30 }), fc.nat(1e6), (k, count, seed) => {
      const draw = mulberry32(seed);
      const tokens = Float32Array.from({ length: count * 3 }, () => uniform(draw));
      const attention = Float32Array.from({ length: count }, () => uniform(draw));
      const { centres, patches } = patternsOf(tokens, attention, 3, { patterns: k, attentionRatio: 0.7 });
      const shared = patches.flatMap((own) => [...own]).sort((a, b) => a - b);
      assert.deepEqual(shared, [...keptPatches(attention, tokens, 3, 0.7)]);
      assert.equal(centres.length, 3 * Math.min(k, shared.length));
    }),
  );
  const same = patternsOf(new Float32Array(24).fill(1), new Float32Array(8).fill(1), 3, { patterns: 3, attentionRatio: 1 });
  assert.deepEqual(
    same.patches.map((own) => own.length),
    [8, 0, 0],
  );
  assert.ok(same.centres.every((value) => value === 1));
});

test('centred vectors have unit length, and zero ones stay zero', () => {
  fc.assert(
    fc.property(poolShapes, (shape) => {
      const pool = clusteredPool(shape);
      const unit = centredUnit(pool.patterns, pool.width, 'pool');
      for (let row = 0; row < unit.length; row += pool.width) {
        const squared = dot(unit, row, unit, row, pool.width);
        assert.ok(squared === 0 || Math.abs(squared - 1) < 1e-6);
      }
    }),
  );
  assert.deepEqual([...centredUnit(Float32Array.of(0, 0, 3, 4), 2, 'none')], [0, 0, Math.fround(0.6), Math.fround(0.8)]);
  assert.ok(centredUnit(new Float32Array(12).fill(0.1), 2, 'pool').every((value) => value === 0));
});

test('products in blocks are those of each pair, and never of a single row', async () => {
  await fc.assert(
    fc.asyncProperty(poolShapes, async (shape) => {
      const vectors = patternVectors(clusteredPool(shape), 'none');
      const { width, first, values } = vectors;
      const images = [vectors.images - 1, 0];
      const terms = values.subarray(0, width);
      const watched = {
        greatest(rows: Float32Array, group: number, columns: Float32Array, size: number): Promise<Float32Array> {
          assert.ok(rows.length > size && columns.length > size);
          return plainProducts.greatest(rows, group, columns, size);
        },
      };
      for await (const block of productBlocks(vectors, images.slice(0, 1), terms, watched)) assert.equal(block.images, 1);
      for await (const block of productBlocks(vectors, images, terms, watched)) {
        for (let i = 0; i < block.images; i++) {
          const image = images[block.firstImage + i] ?? -1;
          let greatest = -Infinity;
          for (let p = first[image] ?? 0; p < (first[image + 1] ?? 0); p++)
            greatest = Math.max(greatest, dot(values, p * width, terms, 0, width));
          assert.ok(Math.abs((block.values[i * block.stride] ?? NaN) - greatest) < 1e-6);
        }
      }
    }),
  );
  await assert.rejects(plainProducts.greatest(new Float32Array(5), 1, new Float32Array(4), 2), RangeError);
});

test('fading is the exponential', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 80, noNaN: true }), (x) => {
      assert.ok(Math.abs(fading(x) - Math.exp(-x)) <= 1e-10 * Math.exp(-x) + 1e-27);
    }),
  );
  assert.equal(fading(0), 1);
});

test('images with the same bytes are found from any of them', () => {
  const same = new SameContent(6, Int32Array.of(0, 1, 0, 1, 0, 5));
  const all = (image: number): number[] => {
    const images: number[] = [];
    for (let twin = same.lowest(image); twin >= 0; twin = same.after(twin)) images.push(twin);
    return images;
  };
  assert.deepEqual([0, 3, 4, 5].map(all), [[0, 2, 4], [1, 3], [0, 2, 4], [5]]);
  assert.throws(() => new SameContent(2, Int32Array.of(1, 1)), RangeError);
});
