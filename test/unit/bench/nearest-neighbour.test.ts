import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromChosen, leaveOneOut, type Labelled } from '../../bench/nearest-neighbour.js';

/** Directions in the plane, in degrees, with the class of each. */
const directions = (...images: readonly (readonly [degrees: number, name: string])[]): Labelled => ({
  vectors: Float32Array.from(images.flatMap(([degrees]) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)])),
  width: 2,
  classes: images.map(([, name]) => name),
});

const set = directions([0, 'a'], [10, 'a'], [18, 'b'], [90, 'b'], [95, 'b'], [100, 'a'], [200, 'c'], [203, 'c']);

test('leave-one-out counts images whose nearest other has their class', () => {
  // Right: 0 (by 10), 90 (by 95), 200 and 203. Wrong: 10 (by 18), 18 (by 10), 100 (by 95). 95 lies between 90 and 100: the lower image, b.
  const { overall, balanced } = leaveOneOut(set);
  assert.equal(overall, 5 / 8);
  assert.ok(Math.abs(balanced - (1 / 3 + 2 / 3 + 1) / 3) < 1e-12, String(balanced));
});

test('an image is not its own neighbour, and of equals the lowest image counts', () => {
  assert.deepEqual(leaveOneOut(directions([0, 'a'], [90, 'b'])), { overall: 0, balanced: 0 });
  const equals = directions([0, 'a'], [0, 'b'], [0, 'b']);
  // 0 sees 1 (b), 1 sees 0 (a), 2 sees 0 (a).
  assert.equal(leaveOneOut(equals).overall, 0);
  assert.equal(leaveOneOut(directions([0, 'b'], [0, 'a'], [0, 'b'])).overall, 1 / 3);
});

test('from chosen images only the others are counted, each by the nearest chosen', () => {
  // 0 and 10 by 18 (b): wrong; 90, 95 by 100 (a): wrong; 203 by 200 (c): right.
  assert.deepEqual(fromChosen(set, [2, 5, 6]), { overall: 1 / 5, balanced: 1 / 3 });
  // All of one class chosen: that class is not counted.
  assert.deepEqual(fromChosen(set, [0, 6, 7]), { overall: 2 / 5, balanced: (1 + 0) / 2 });
  assert.deepEqual(fromChosen(set, [...set.classes.keys()]), { overall: 0, balanced: 0 });
});
