import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { coverage } from '../../../src/core/coverage.js';
import { covered } from '../../../src/core/covered.js';
import { evidence } from '../../../src/core/evidence.js';
import { plainProducts } from '../../../src/core/plain-products.js';
import { coverageSentence, reasonOf, type PickContext, type PickNumbers } from '../../../src/core/reason.js';
import { significant } from '../../../src/core/significant.js';
import { finished } from './oracle.js';
import { cases, clusteredPool, permuted } from './pools.js';

test('the first pick of all represents every image that is not initial; every named pattern exists', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ pool, budget, initial }) => {
      const { order, objective } = await finished(coverage(pool, { budget, initial, rarity: 1, blend: 0.25 }, plainProducts));
      const rows = await finished(evidence(pool, { order, initial, centre: 'pool', weights: objective.patternWeights }, plainProducts));
      assert.equal(rows.length, order.length);
      if (initial.length === 0) assert.deepEqual([rows[0]?.represents, rows[0]?.distance, rows[0]?.nearest], [pool.images, null, null]);
      const before = new Set(initial);
      rows.forEach(({ nearest, represents, distance }, rank) => {
        if (rank > 0 || initial.length > 0)
          assert.ok(nearest && before.has(nearest.image) && distance !== null && distance >= 0 && distance <= 2);
        assert.ok(represents <= pool.images - initial.length);
        before.add(order[rank] ?? -1);
      });
      const figures = await finished(covered(pool, { picks: order, initial, selections: 3 }, plainProducts));
      assert.ok(figures.random.low <= figures.random.share + 1e-12 && figures.random.share <= figures.random.high + 1e-12);
      if (order.length + initial.length === pool.images) assert.equal(figures.share, 1);
    }),
    { numRuns: 60 },
  );
});

test('a duplicate represents nothing and is nearest to its original', async () => {
  const single = clusteredPool({ seed: 4, images: 6, clusters: 3, patterns: 2 });
  const pool = permuted(single, [0, 1, 2, 3, 4, 5, 2]);
  const content = Int32Array.of(0, 1, 2, 3, 4, 5, 2);
  const rows = await finished(evidence(pool, { order: [2, 0, 6], initial: [], centre: 'pool', content }, plainProducts));
  assert.deepEqual(rows[2], { pattern: 0, distance: 0, nearest: { image: 2, pattern: 0 }, represents: 0 });
});

test('a selection of nothing has no coverage', async () => {
  const pool = clusteredPool({ seed: 4, images: 6, clusters: 3, patterns: 2 });
  await assert.rejects(finished(covered(pool, { picks: [], initial: [] }, plainProducts)), RangeError);
});

test('numbers are written with 6 significant digits', () => {
  assert.deepEqual([0.12345678, 1234567.8, 0, -2e-7 / 3].map(significant), [0.123457, 1234570, 0, -6.66667e-8]);
});

test('reasons say what the numbers say', () => {
  const context: PickContext = { patternRadius: 0.4, images: 1344, rankOfNearest: 3, sampler: 'coverage' };
  const pick: PickNumbers = { rank: 17, gain: 0.01, distance: 0.5, nearest: { path: 'a.png', pattern: 1 }, represents: 12 };
  assert.equal(
    reasonOf(pick, context, 'en'),
    'Chosen 17th: nothing chosen before shows a region like this. The nearest is 0.50 away, in no. 3. When chosen, it stood for 12 images.',
  );
  assert.equal(
    reasonOf({ rank: 1, gain: 0.4, distance: null, represents: 1344 }, context, 'en'),
    'Chosen first: it has more in common with the 1,344 images than any other.',
  );
  assert.match(reasonOf({ ...pick, distance: 0.1 }, context, 'en'), /already shows a region like this \(0\.10 away\)/);
  assert.match(reasonOf({ ...pick, distance: 0.3 }, context, 'en'), /only roughly/);
  assert.match(reasonOf({ ...pick, distance: 0, gain: 0 }, context, 'en'), /only duplicates/);
  assert.match(reasonOf(pick, { ...context, rankOfNearest: undefined }, 'en'), /in a\.png, labelled already/);
  assert.match(reasonOf(pick, { ...context, sampler: 'probability' }, 'en'), /by chance, in proportion to the squared distance/);
  assert.match(reasonOf(pick, { ...context, sampler: 'farthest' }, 'en'), /farthest from everything/);
  for (const [rank, nth] of [
    [2, '2nd'],
    [3, '3rd'],
    [11, '11th'],
    [21, '21st'],
    [112, '112th'],
    [1001, '1,001st'],
  ] as const) {
    assert.ok(reasonOf({ ...pick, rank }, context, 'en').startsWith(`Chosen ${nth}: `));
  }
  for (const sampler of ['coverage', 'probability', 'farthest'] as const) {
    for (const distance of [null, 0, 0.1, 0.3, 0.5]) {
      const sentence = reasonOf({ ...pick, distance }, { ...context, sampler }, 'ja');
      assert.match(sentence, distance === null ? /^1番目に選択。.+です。$/ : /番目に選択。.+12枚を代表します。$/);
      assert.doesNotMatch(sentence, /undefined|NaN/);
    }
  }
});

test('the sentence of coverage', () => {
  const random = { share: 0.5, mean: 0.3, p95: 0.6, low: 0.39, high: 0.59, selections: 20 };
  const coverage = { share: 0.73, mean: 0.3, p95: 0.5, radius: 0.49, patternRadius: 0.4, random };
  assert.equal(
    coverageSentence(coverage, { images: 1344, budget: 24 }, 'en'),
    'These 24 images cover 73 % of what the pool shows; 24 random ones cover 39–59 %.',
  );
  assert.equal(
    coverageSentence(coverage, { images: 1344, budget: 1 }, 'en'),
    'This 1 image covers 73 % of what the pool shows; a random one covers 39–59 %.',
  );
  assert.match(coverageSentence(coverage, { images: 1344, budget: 24 }, 'ja'), /この24枚で.+73 %.+39～59 %です。$/);
  assert.match(coverageSentence({ ...coverage, share: 0.998 }, { images: 1344, budget: 24 }, 'en'), /cover 99 %/);
});

test('a pinned image says that it is pinned, whatever its numbers', () => {
  const context: PickContext = { patternRadius: 0.4, images: 1344, sampler: 'coverage', isPinned: true };
  const sentence = reasonOf({ rank: 1, gain: 0.4, distance: null, represents: 1344 }, context, 'en');
  assert.match(sentence, /^Chosen first: pinned, so it is in whatever it adds\./);
  assert.match(reasonOf({ rank: 2, gain: 0.4, distance: 0.1, represents: 4 }, context, 'ja'), /ピン留め/);
});
