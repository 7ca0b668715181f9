import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkPaperOrder, paperSampler, type PaperSettings } from '../../../src/core/paper-samplers.js';
import { plainProducts } from '../../../src/core/plain-products.js';
import type { Pool } from '../../../src/core/pool.js';
import { finished } from './oracle.js';
import { plainPaperSampler } from './plain-paper-samplers.js';
import { cases, clusteredPool, permuted } from './pools.js';
import type { Products } from '../../../src/core/products.js';

const defaults: PaperSettings = { kind: 'farthest', centre: 'pool', seed: 1, budget: 10, initial: [] };
const choose = (pool: Pool, settings: Partial<PaperSettings> = {}) =>
  finished(paperSampler(pool, { ...defaults, ...settings }, plainProducts));
const kinds = ['probability', 'farthest'] as const;

/** Products as a runtime may give them: float32 sums, last number first. */
const roughProducts: Products = {
  greatest(images, group, terms, width) {
    const columns = terms.length / width;
    const result = new Float32Array((images.length / width / group) * columns).fill(-Infinity);
    for (let row = 0; row < images.length / width; row++) {
      for (let term = 0; term < columns; term++) {
        let sum = 0;
        for (let k = width - 1; k >= 0; k--)
          sum = Math.fround(sum + Math.fround((images[row * width + k] ?? 0) * (terms[term * width + k] ?? 0)));
        const at = Math.floor(row / group) * columns + term;
        result[at] = Math.max(result[at] ?? 0, sum);
      }
    }
    return Promise.resolve(result);
  },
};

/** Pools with duplicate images, patterns that repeat others or point away from them, patterns that are zero, and few or many axes. */
const unevenPools = fc
  .record({
    seed: fc.nat(1e6),
    images: fc.integer({ min: 1, max: 12 }),
    clusters: fc.integer({ min: 1, max: 4 }),
    patterns: fc.integer({ min: 1, max: 5 }),
    // Wide ones, which have a rest beside the axes looked at, take long.
    width: fc.oneof({ arbitrary: fc.constantFrom(1, 2, 3, 5, 8), weight: 30 }, { arbitrary: fc.constantFrom(40, 150), weight: 1 }),
    copies: fc.array(fc.nat(11), { maxLength: 4 }),
    odd: fc.array(fc.record({ at: fc.nat(1000), from: fc.nat(1000), factor: fc.constantFrom(0, 1, -1, 2, 1e-3) }), { maxLength: 6 }),
  })
  .map(({ width, copies, odd, ...shape }) => {
    const pool = clusteredPool(shape, width);
    const count = pool.patterns.length / width;
    for (const { at, from, factor } of odd)
      for (let k = 0; k < width; k++) pool.patterns[(at % count) * width + k] = factor * (pool.patterns[(from % count) * width + k] ?? 0);
    return permuted(pool, [...Array(shape.images).keys(), ...copies.map((copy) => copy % shape.images)]);
  });

test('orders, patterns and distances are those of the plain definition, to the last bit', async () => {
  const start = fc.array(fc.record({ image: fc.nat(100), as: fc.constantFrom('initial', 'pinned', 'excluded') }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      unevenPools,
      start,
      fc.constantFrom(...kinds),
      fc.constantFrom('pool' as const, 'none' as const),
      fc.nat(1e9),
      async (pool, named, kind, centre, seed) => {
        const roles = new Map(named.map(({ image, as }) => [image % pool.images, as]));
        const of = (role: string): number[] => [...roles].filter(([, as]) => as === role).map(([image]) => image);
        const settings = { kind, centre, seed, budget: 30, initial: of('initial'), pinned: of('pinned'), excluded: of('excluded') };
        const { order, drawn, distances } = await finished(paperSampler(pool, settings, roughProducts));
        const plain = plainPaperSampler(pool, settings);
        assert.deepEqual([...order], plain.order);
        assert.deepEqual([...drawn], plain.drawn);
        assert.deepEqual(distances, plain.distances);
      },
    ),
    { numRuns: 1000 },
  );
});

test('orders are nested, name their pattern, and pass their own check', async () => {
  await fc.assert(
    fc.asyncProperty(
      cases,
      fc.constantFrom(...kinds),
      fc.constantFrom('pool' as const, 'none' as const),
      fc.nat(1e9),
      async (made, kind, centre, seed) => {
        const { pool, budget, initial } = made;
        const settings = { kind, centre, seed, initial };
        const whole = await choose(pool, { ...settings, budget });
        const half = await choose(pool, { ...settings, budget: budget >> 1 });
        assert.equal(whole.order.length, Math.min(budget, pool.images - initial.length));
        assert.deepEqual(half.order, whole.order.subarray(0, half.order.length));
        assert.equal(new Set([...whole.order, ...initial]).size, whole.order.length + initial.length);
        whole.order.forEach((image, rank) => {
          assert.ok((whole.drawn[rank] ?? -1) < (pool.firstPattern[image + 1] ?? 0) - (pool.firstPattern[image] ?? 0));
          assert.equal(whole.distances[rank] === null, rank === 0 && initial.length === 0);
        });
        const checks = await finished(checkPaperOrder(whole.order, pool, { ...defaults, ...settings }, plainProducts));
        assert.ok(checks.every((check) => check.kind === 'fits'));
      },
    ),
    { numRuns: 60 },
  );
});

test('farthest: a permuted pool gives the same images, and distances never increase', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1e6),
      fc.shuffledSubarray(
        Array.from({ length: 30 }, (_, i) => i),
        { minLength: 30 },
      ),
      async (seed, order) => {
        const pool = clusteredPool({ seed, images: 30, clusters: 5, patterns: 3 });
        const one = await choose(pool, { initial: [4] });
        const other = await choose(permuted(pool, order), { initial: [order.indexOf(4)] });
        assert.deepEqual(
          [...other.order].map((image) => order[image]),
          [...one.order],
        );
        one.distances.forEach((distance, rank) => assert.ok((distance ?? 0) <= (one.distances[rank - 1] ?? Infinity)));
      },
    ),
    { numRuns: 40 },
  );
});

test('seeds: the same one gives the same order, another one another', async () => {
  const pool = clusteredPool({ seed: 2, images: 60, clusters: 8, patterns: 3 });
  for (const kind of kinds) {
    const one = await choose(pool, { kind, seed: 5 });
    assert.deepEqual(await choose(pool, { kind, seed: 5 }), one);
    assert.notDeepEqual((await choose(pool, { kind, seed: 6 })).order, one.order);
  }
});

test('a swapped or foreign order is told', async () => {
  const pool = clusteredPool({ seed: 2, images: 60, clusters: 8, patterns: 3 });
  for (const kind of kinds) {
    const { order } = await choose(pool, { kind });
    const swapped = [...order];
    [swapped[2], swapped[7]] = [order[7] ?? -1, order[2] ?? -1];
    const checks = await finished(checkPaperOrder(swapped, pool, { ...defaults, kind }, plainProducts));
    assert.ok(checks.slice(0, 2).every((check) => check.kind === 'fits'));
    const third = checks[2];
    assert.ok(third?.kind === 'differs' && third.expected === order[2]);
    const first = (await finished(checkPaperOrder(order, pool, { ...defaults, kind, seed: 77 }, plainProducts)))[0];
    assert.equal(first?.kind, 'differs');
  }
});

test('identical images and duplicates: the lowest is taken, and it is told', async () => {
  const one = clusteredPool({ seed: 1, images: 1, clusters: 1, patterns: 3 });
  const identical = permuted(
    one,
    Array.from({ length: 30 }, () => 0),
  );
  const pool = clusteredPool({ seed: 1, images: 4, clusters: 2, patterns: 3 });
  const doubled = permuted(pool, [0, 1, 2, 3, 0, 1, 2, 3]);
  for (const kind of kinds) {
    for (const centre of ['pool', 'none'] as const) {
      const { order, distances, duplicatesFrom } = await choose(identical, { kind, centre, budget: 3, initial: [0] });
      // Patterns of one image differ, so an identical image is at distance 0 all the same.
      assert.deepEqual([...order], [1, 2, 3]);
      assert.deepEqual(distances, [0, 0, 0]);
      assert.equal(duplicatesFrom, 0);
      const all = await choose(doubled, { kind, centre, budget: 100 });
      assert.equal(all.order.length, 8);
      assert.equal(all.duplicatesFrom, 4);
    }
  }
});

test('pinned images come first and excluded ones never', async () => {
  const pool = clusteredPool({ seed: 9, images: 30, clusters: 4, patterns: 3 });
  for (const kind of ['farthest', 'probability'] as const) {
    const settings = { kind, centre: 'pool' as const, seed: 3, initial: [], pinned: [12, 5], excluded: [0, 29] };
    const { order, distances } = await finished(paperSampler(pool, { ...settings, budget: 30 }, plainProducts));
    assert.deepEqual([...order.slice(0, 2)], [5, 12]);
    assert.equal(order.length, 28);
    assert.ok(order.every((image) => image !== 0 && image !== 29));
    assert.equal(distances[0], null);
    const checks = await finished(checkPaperOrder(order, pool, settings, plainProducts));
    assert.ok(checks.every((check) => check.kind === 'fits'));
  }
});
