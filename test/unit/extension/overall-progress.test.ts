import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step } from '../../../src/core/progress.js';
import { overallPercent } from '../../../src/extension/overall-progress.js';

test('the whole work goes from 0 to 100 % without a step back', () => {
  const steps: readonly Step[] = ['list', 'read', 'sample', 'explain'];
  const all = steps.flatMap((step) => [0, 1, 5, 10].map((done) => overallPercent(step, done, 10)));
  assert.equal(all[0], 0);
  assert.equal(all.at(-1), 100);
  assert.deepEqual(
    all,
    [...all].sort((a, b) => a - b),
  );
});

test('a step of unknown or no length stands at its beginning', () => {
  assert.equal(overallPercent('list', 500, null), 0);
  assert.equal(overallPercent('read', 0, 0), 2);
  assert.equal(overallPercent('read', 20, 10), 90);
});
