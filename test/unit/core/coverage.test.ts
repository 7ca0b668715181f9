import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkCoverageOrder, coverage, type CoverageSettings } from '../../../src/core/coverage.js';
import { CoverageObjective } from '../../../src/core/coverage-objective.js';
import { Pace } from '../../../src/core/pace.js';
import { plainProducts } from '../../../src/core/plain-products.js';
import type { Pool } from '../../../src/core/pool.js';
import { finished } from './oracle.js';
import { cases, clusteredPool, permuted } from './pools.js';

const defaults: CoverageSettings = { budget: 10, rarity: 1, blend: 0.25, initial: [] };
const choose = (pool: Pool, settings: Partial<CoverageSettings> = {}) =>
  finished(coverage(pool, { ...defaults, ...settings }, plainProducts));
const objectiveOf = (pool: Pool, settings: Partial<CoverageSettings> = {}) =>
  finished(CoverageObjective.build(pool, { ...defaults, ...settings }, plainProducts, new Pace('sample', 1, undefined)));
const byChance = { numRuns: 60 };

test('orders are nested, gains never increase and sum up to F, initial images are not picked', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ pool, budget, initial }) => {
      const whole = await choose(pool, { budget, initial });
      const half = await choose(pool, { budget: budget >> 1, initial });
      assert.equal(whole.order.length, Math.min(budget, pool.images - initial.length));
      assert.deepEqual(half.order, whole.order.subarray(0, half.order.length));
      assert.deepEqual(half.gains, whole.gains.subarray(0, half.gains.length));
      whole.gains.forEach((gain, rank) => assert.ok(gain >= 0 && gain <= (whole.gains[rank - 1] ?? Infinity)));
      assert.equal(new Set([...whole.order, ...initial]).size, whole.order.length + initial.length);
      const start = await objectiveOf(pool);
      for (const image of initial) start.add(image);
      const sum = whole.gains.reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(start.value + sum - whole.objective.value) < 1e-6);
      assert.ok(whole.objective.patternWeights.every((weight) => weight > 0));
    }),
    byChance,
  );
});

test('lazy greedy picks what plain greedy does', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ pool, budget, initial }) => {
      const lazy = await choose(pool, { budget, initial });
      const objective = await objectiveOf(pool);
      for (const image of initial) objective.add(image);
      const left = new Set(Array.from({ length: pool.images }, (_, image) => image).filter((image) => !initial.includes(image)));
      const order: number[] = [];
      while (order.length < lazy.order.length) {
        const best = [...left].reduce((a, b) => (objective.gain(b) > objective.gain(a) ? b : a));
        objective.add(best);
        left.delete(best);
        order.push(best);
      }
      assert.deepEqual([...lazy.order], order);
    }),
    byChance,
  );
});

test('the whole pool is worth 1 where every image has as many patterns', async () => {
  const pool = clusteredPool({ seed: 3, images: 25, clusters: 4, patterns: 1 });
  const { objective, order } = await choose(pool, { budget: 99 });
  assert.equal(order.length, 25);
  assert.ok(Math.abs(objective.value - 1) < 1e-6);
});

test('the order of images changes nothing but their numbers', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1e6),
      fc.shuffledSubarray(
        Array.from({ length: 30 }, (_, i) => i),
        { minLength: 30 },
      ),
      async (seed, order) => {
        const pool = clusteredPool({ seed, images: 30, clusters: 5, patterns: 3 });
        const one = await choose(pool, { budget: 8 });
        const other = await choose(permuted(pool, order), { budget: 8 });
        const { checks } = await finished(
          checkCoverageOrder(
            [...other.order].map((image) => order[image] ?? -1),
            pool,
            defaults,
            plainProducts,
          ),
        );
        assert.ok(checks.every(({ kind }) => kind === 'fits'));
        one.gains.forEach((gain, rank) => assert.ok(Math.abs(gain - (other.gains[rank] ?? NaN)) < 1e-5));
      },
    ),
    byChance,
  );
});

test('columns that are made again give the order of columns in memory', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ pool, budget, initial }) => {
      const held = await choose(pool, { budget, initial });
      const streamed = await choose(pool, { budget, initial, heldNumbers: 0 });
      assert.deepEqual(streamed.order, held.order);
      assert.deepEqual(streamed.gains, held.gains);
      assert.equal(streamed.sampledImages, undefined);
    }),
    byChance,
  );
});

test('a sample of the terms reaches nearly the exact value', async () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const pool = clusteredPool({ seed, images: 240, clusters: 12, patterns: 4 });
    const exact = await choose(pool, { budget: 24 });
    const sampled = await choose(pool, { budget: 24, termImages: 120 });
    assert.equal(sampled.sampledImages, 120);
    const value = await objectiveOf(pool);
    for (const image of sampled.order) value.add(image);
    assert.ok(value.value >= 0.95 * exact.objective.value, `${value.value} of ${exact.objective.value}`);
    for (const image of sampled.order) {
      for (let p = pool.firstPattern[image] ?? 0; p < (pool.firstPattern[image + 1] ?? 0); p++) {
        const [own, all] = [sampled.objective.patternWeights[p] ?? NaN, exact.objective.patternWeights[p] ?? NaN];
        assert.ok(own > all / 2 && own < all * 2, `weight ${own} beside ${all}`);
      }
    }
    const every = await choose(pool, { budget: 24, termImages: 240 });
    assert.deepEqual(every.order, exact.order);
    const { checks } = await finished(checkCoverageOrder(sampled.order, pool, { ...defaults, termImages: 120 }, plainProducts));
    assert.ok(checks.every(({ kind }) => kind === 'fits'));
  }
});

test('checks accept own orders and tell what would have been better', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(1e6), fc.integer({ min: 0, max: 4 }), async (seed, rank) => {
      const pool = clusteredPool({ seed, images: 40, clusters: 6, patterns: 3 });
      const { order, gains } = await choose(pool);
      const { checks: own } = await finished(checkCoverageOrder(order, pool, defaults, plainProducts));
      assert.ok(own.every((check, i) => check.kind === 'fits' && check.value === gains[i]));
      const swapped = [...order];
      [swapped[rank], swapped[9]] = [order[9] ?? -1, order[rank] ?? -1];
      const { checks } = await finished(checkCoverageOrder(swapped, pool, defaults, plainProducts));
      const at = checks[rank];
      assert.ok(at?.kind === 'differs' && at.expected === order[rank] && at.expectedValue === gains[rank]);
    }),
    byChance,
  );
});

test('duplicates: the lowest is taken, copies come last and are told', async () => {
  const single = clusteredPool({ seed: 9, images: 12, clusters: 4, patterns: 3 });
  const originals = Array.from({ length: 12 }, (_, i) => i);
  const pool = permuted(single, [...originals, ...originals]);
  const content = Int32Array.from({ length: 24 }, (_, i) => i % 12);
  for (const settings of [{}, { content }, { heldNumbers: 0 }, { content, heldNumbers: 0 }]) {
    const { order, gains, duplicatesFrom } = await choose(pool, { ...settings, budget: 24 });
    assert.equal(duplicatesFrom, 12);
    assert.deepEqual(new Set(order.subarray(0, 12)), new Set(originals));
    assert.deepEqual(
      [...order.subarray(12)],
      originals.map((i) => i + 12),
    );
    assert.ok(gains.subarray(12).every((gain) => gain === 0));
  }
  const sampled = await choose(pool, { content, budget: 24, termImages: 20 });
  assert.equal(sampled.duplicatesFrom, 12);
});

test('one image, identical images, zero vectors', async () => {
  const one = clusteredPool({ seed: 1, images: 1, clusters: 1, patterns: 3 });
  const alone = await choose(one, { budget: 5 });
  assert.deepEqual([...alone.order], [0]);
  assert.ok(Math.abs((alone.gains[0] ?? 0) - 1) < 1e-6);

  const identical = await choose(
    permuted(
      one,
      Array.from({ length: 30 }, () => 0),
    ),
    { budget: 4 },
  );
  assert.deepEqual([...identical.order], [0, 1, 2, 3]);
  assert.equal(identical.duplicatesFrom, 1);

  const pool = clusteredPool({ seed: 5, images: 10, clusters: 3, patterns: 2 });
  const zeros = { ...pool, patterns: new Float32Array(pool.patterns.length), embeddings: new Float32Array(pool.embeddings.length) };
  const none = await choose(zeros, { budget: 3 });
  assert.deepEqual([...none.order], [0, 1, 2]);
});

test('what cannot be is refused', async () => {
  const pool = clusteredPool({ seed: 5, images: 10, clusters: 3, patterns: 2 });
  await assert.rejects(choose(pool, { blend: 2 }), RangeError);
  await assert.rejects(choose(pool, { rarity: NaN }), RangeError);
  await assert.rejects(choose(pool, { initial: [10] }), RangeError);
  await assert.rejects(choose(pool, { initial: [1, 1] }), RangeError);
  await assert.rejects(finished(checkCoverageOrder([1, 1], pool, defaults, plainProducts)), RangeError);
  await assert.rejects(choose({ ...pool, embeddings: new Float32Array(3) }), RangeError);
  await assert.rejects(finished(coverage(pool, defaults, plainProducts, AbortSignal.abort(new Error('enough')))), /enough/);
});

test('pinned images come first, excluded ones never, and both are followed by the check', async () => {
  const pool = clusteredPool({ seed: 4, images: 40, clusters: 5, patterns: 3 });
  const start = { initial: [3], pinned: [11, 7], excluded: [0, 20, 39] };
  const settings = { rarity: 1, blend: 0.25, ...start };
  const { order } = await finished(coverage(pool, { ...settings, budget: 40 }, plainProducts));
  assert.deepEqual(
    [...order.slice(0, 2)].sort((a, b) => a - b),
    [7, 11],
  );
  assert.equal(order.length, 36);
  assert.ok(order.every((image) => ![0, 3, 20, 39].includes(image)));
  const { checks } = await finished(checkCoverageOrder(order, pool, settings, plainProducts));
  assert.ok(checks.every(({ kind }) => kind === 'fits'));
  const late = [...order.slice(2, 6), ...order.slice(0, 2)];
  const { checks: found } = await finished(checkCoverageOrder(late, pool, settings, plainProducts));
  assert.equal(found[0]?.kind, 'differs');
  const without = await finished(coverage(pool, { ...settings, pinned: [], excluded: [], budget: 5 }, plainProducts));
  const same = await finished(coverage(pool, { rarity: 1, blend: 0.25, initial: [3], budget: 5 }, plainProducts));
  assert.deepEqual(without.order, same.order);
});
