import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takenImages } from '../../../bench/quality/pools.js';
import { junk, splitOf } from '../../../bench/quality/splits.js';

const labels = Array.from({ length: 500 }, (_, i) => (i < 300 ? 'many' : i < 494 ? 'some' : i < 498 ? 'few' : junk));

test('a split takes every image once, 40 % for the test, junk never', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const { pool, test: held } = splitOf(labels, seed);
    assert.equal(new Set([...pool, ...held]).size, pool.length + held.length);
    const missing = labels.flatMap((label, image) => (pool.includes(image) || held.includes(image) ? [] : [label]));
    assert.deepEqual(
      [...new Set(missing)].filter((label) => label !== junk),
      [],
    );
    // A class that changes sides moves one image, and junk that was drawn for the test is in neither.
    assert.ok(Math.abs(held.length + missing.length - 200) <= 2, String(held.length));
    assert.ok([...held].every((image) => labels[image] !== junk));
    assert.deepEqual(
      [...pool],
      [...pool].sort((a, b) => a - b),
    );
  }
});

test('every class of two images or more is on both sides', () => {
  const rare = [...Array.from({ length: 60 }, () => 'a'), 'b', 'b', 'c', 'c', 'c', 'alone'];
  for (let seed = 1; seed <= 200; seed++) {
    const { pool, test: held } = splitOf(rare, seed);
    for (const side of [pool, held]) for (const name of ['a', 'b', 'c']) assert.ok([...side].some((image) => rare[image] === name));
  }
});

test('a split is drawn by chance, not by class, and by its seed alone', () => {
  const counts = Array.from(
    { length: 200 },
    (_, seed) => [...splitOf(labels, seed + 1).test].filter((image) => labels[image] === 'many').length,
  );
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
  const spread = Math.sqrt(counts.reduce((sum, own) => sum + (own - mean) ** 2, 0) / counts.length);
  assert.ok(Math.abs(mean - 120) < 2, String(mean));
  // Hypergeometric: the root of 200 x 0.6 x 0.4 x 300 / 499.
  assert.ok(Math.abs(spread - 5.37) < 1, String(spread));
  assert.deepEqual(splitOf(labels, 7), splitOf(labels, 7));
  assert.notDeepEqual(splitOf(labels, 7), splitOf(labels, 8));
});

test('a part takes all images, some at random, or so many of each class', () => {
  assert.deepEqual(takenImages(['a', 'b', 'a'], 'all', 1), [0, 1, 2]);
  const some = takenImages(labels, { images: 30 }, 1);
  assert.equal(new Set(some).size, 30);
  assert.deepEqual(
    some,
    [...some].sort((a, b) => a - b),
  );
  const tail = takenImages(labels, { many: 20, few: 3 }, 2);
  assert.equal(tail.filter((image) => labels[image] === 'many').length, 20);
  assert.equal(tail.filter((image) => labels[image] === 'few').length, 3);
  assert.equal(tail.length, 23);
});
