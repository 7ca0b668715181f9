import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCoverageOrder, coverage } from '../../../src/core/coverage.js';
import { covered } from '../../../src/core/covered.js';
import { evidence } from '../../../src/core/evidence.js';
import { keptPatches } from '../../../src/core/attention.js';
import { checkPaperOrder, paperSampler } from '../../../src/core/paper-samplers.js';
import { patternsOf } from '../../../src/core/patterns.js';
import { plainProducts } from '../../../src/core/plain-products.js';
import { committedOracle, finished, readOracle, sharedOracle } from './oracle.js';

function near(value: number | null, expected: number | null, tolerance: number, what: string): void {
  if (value === null || expected === null) assert.equal(value, expected, what);
  else assert.ok(Math.abs(value - expected) <= tolerance, `${what}: ${value} instead of ${expected}`);
}

for (const [name, folder] of Object.entries({ 'committed excerpt': committedOracle, 'whole oracle': sharedOracle })) {
  const oracle = readOracle(folder);
  const skip = oracle ? false : `there is no ${folder}`;

  test(`${name}: kept patches and patterns`, { skip }, () => {
    assert.ok(oracle);
    const { expected, tokens, attention, pool } = oracle;
    const { images, patches, width, k, ratio } = expected;
    for (let image = 0; image < images; image++) {
      const own = tokens.subarray(image * patches * width, (image + 1) * patches * width);
      const seen = attention.subarray(image * patches, (image + 1) * patches);
      assert.deepEqual([...keptPatches(seen, own, width, ratio)], expected.kept[image], `kept of image ${image}`);
      const { centres, patches: groups } = patternsOf(own, seen, width, { patterns: k, attentionRatio: ratio });
      assert.deepEqual(
        groups.map((group) => [...group]),
        expected.pattern_patches[image],
        `patches of image ${image}`,
      );
      const from = (pool.firstPattern[image] ?? 0) * width;
      centres.forEach((value, i) => near(value, pool.patterns[from + i] ?? NaN, 1e-5, `pattern of image ${image}`));
    }
  });

  test(`${name}: samplers of the paper`, { skip }, async () => {
    assert.ok(oracle);
    const { expected, pool } = oracle;
    for (const { order, distance, centre = 'none', ...of } of expected.paper) {
      const settings = { ...of, centre };
      const seen = await finished(paperSampler(pool, settings, plainProducts));
      assert.deepEqual([...seen.order], order, JSON.stringify(of));
      seen.distances.forEach((own, rank) => near(own, distance[rank] ?? null, 1e-6, `distance at ${rank}`));
      const checks = await finished(checkPaperOrder(order, pool, settings, plainProducts));
      assert.ok(checks.every(({ kind }) => kind === 'fits'));
    }
  });

  test(`${name}: coverage, evidence and figures`, { skip }, async () => {
    assert.ok(oracle);
    const { expected, pool } = oracle;
    for (const of of expected.coverage) {
      const { order, gains, initial } = of;
      const seen = await finished(coverage(pool, of, plainProducts));
      assert.deepEqual([...seen.order], order, `rarity ${of.rarity}, blend ${of.blend}`);
      seen.gains.forEach((gain, rank) => near(gain, gains[rank] ?? NaN, 1e-6, `gain at ${rank}`));
      const streamed = await finished(coverage(pool, { ...of, heldNumbers: 0 }, plainProducts));
      assert.deepEqual([...streamed.order], order, 'streamed');
      const { checks } = await finished(checkCoverageOrder(order, pool, of, plainProducts));
      assert.ok(checks.every(({ kind }) => kind === 'fits'));

      const weights = seen.objective.patternWeights;
      const rows = await finished(evidence(pool, { order, initial, centre: 'pool', weights }, plainProducts));
      rows.forEach((row, rank) => {
        const [pattern, distance, image, theirs, represents] = of.evidence[rank] ?? [NaN, NaN, NaN, NaN, NaN];
        assert.equal(row.pattern, pattern, `pattern at ${rank}`);
        near(row.distance, distance, 1e-6, `distance at ${rank}`);
        assert.deepEqual(
          row.nearest && [row.nearest.image, row.nearest.pattern],
          image === null ? null : [image, theirs],
          `nearest at ${rank}`,
        );
        assert.equal(row.represents, represents, `represents at ${rank}`);
      });

      const figures = await finished(covered(pool, { picks: order, initial }, plainProducts));
      const { random, ...own } = figures;
      const { random: expectedRandom, ...expectedOwn } = of.covered;
      for (const key of Object.keys(expectedOwn) as (keyof typeof own)[]) near(own[key], expectedOwn[key], 1e-6, key);
      for (const key of Object.keys(expectedRandom) as (keyof typeof random)[])
        near(random[key], expectedRandom[key], 1e-6, `random ${key}`);
    }
  });
}
