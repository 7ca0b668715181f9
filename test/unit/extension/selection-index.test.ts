import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectionReasons } from '../../../src/core/selection-reasons.js';
import { SelectionIndex } from '../../../src/extension/selection-index.js';
import { aSelection } from '../selection/a-selection.js';

const selection = aSelection(['a/one.png', 'a/deep/two.png', 'b/three.png', 'four.png']);
const index = new SelectionIndex(selection);

test('images are found by their paths, and only those', () => {
  assert.equal(index.pick('a/deep/two.png')?.rank, 2);
  assert.equal(index.pick('two.png'), undefined);
  assert.equal(index.pick('a'), undefined);
  assert.equal(index.skippedReason('a/empty.png'), 'the file is empty');
  assert.equal(index.skippedReason('a/one.png'), undefined);
});

test('a folder counts the chosen images at any depth below it', () => {
  assert.deepEqual(
    ['', 'a', 'a/deep', 'b', 'c', 'a/one.png'].map((folder) => index.chosenBelow(folder)),
    [4, 2, 1, 1, 0, 0],
  );
});

test('what is marked is everything that an Explorer row may have to redraw', () => {
  const marked = [...index.marked()];
  assert.deepEqual(marked.sort(), ['', 'a', 'a/deep', 'a/deep/two.png', 'a/empty.png', 'a/one.png', 'b', 'b/three.png', 'four.png']);
  assert.equal(index.size, marked.length);
});

test('a reason is the same sentence as in every other place', () => {
  for (const language of ['en', 'ja'] as const) {
    assert.deepEqual(
      selection.picks.map((pick) => index.reason(pick, language)),
      selectionReasons(selection, language),
    );
  }
});
