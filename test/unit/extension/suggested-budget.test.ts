import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { suggestedBudget } from '../../../src/extension/suggested-budget.js';

test('the suggestion grows with the square root of the pool', () => {
  assert.deepEqual([1, 5, 10, 25, 32, 1344, 16_551, 770_000].map(suggestedBudget), [1, 5, 10, 10, 11, 73, 257, 1755]);
});

test('the suggestion is at least one image, at most the pool, and never shrinks', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000_000 }), (images) => {
      const own = suggestedBudget(images);
      assert.ok(Number.isInteger(own) && own >= 1 && own <= images);
      assert.ok(suggestedBudget(images + 1) >= own);
    }),
  );
});
