import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rankBadge } from '../../../src/extension/rank-badge.js';

test('a badge is the rank, or two dots where the rank is longer than a badge', () => {
  assert.deepEqual([1, 9, 10, 99, 100, 5000].map(rankBadge), ['1', '9', '10', '99', '··', '··']);
  for (let rank = 1; rank <= 1000; rank += 1) assert.ok(rankBadge(rank).length <= 2);
});
