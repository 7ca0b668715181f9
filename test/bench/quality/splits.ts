import { mulberry32, partialShuffle } from '../../../src/core/index.js';

/** What is the same as a label for images that belong to no class: they can be chosen, at the price of a label, and teach nothing. */
export const junk = '(junk)';

/** A pool to choose from and held-out images to test on, both rising. */
export interface Split {
  readonly pool: Int32Array;
  /** Without junk. */
  readonly test: Int32Array;
}

const TEST_SHARE = 0.4;

/** A permutation of 0 to count - 1: the same for the same seed. */
export function permutation(count: number, seed: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  partialShuffle(order, count, mulberry32(seed));
  return order;
}

/**
 * 40 % of the images, drawn at random and not by class, are for the test, the rest is the pool. A class that falls on one side whole gives its first image in
 * the drawn order to the other, if it has two: every class can be found, and is asked for.
 *
 * @param labels class of each image, or `junk`
 */
export function splitOf(labels: readonly string[], seed: number): Split {
  const order = permutation(labels.length, seed);
  const isTest = new Uint8Array(labels.length);
  for (const image of order.subarray(0, Math.floor(TEST_SHARE * labels.length))) isTest[image] = 1;
  const byClass = new Map<string, number[]>();
  for (const image of order) {
    const label = labels[image] ?? '';
    byClass.set(label, [...(byClass.get(label) ?? []), image]);
  }
  for (const [label, [first, ...others]] of byClass) {
    if (label === junk || first === undefined || others.length === 0) continue;
    if (others.every((image) => isTest[image] === isTest[first])) isTest[first] = 1 - (isTest[first] as number);
  }
  const pool: number[] = [];
  const test: number[] = [];
  labels.forEach((label, image) => {
    if (isTest[image] === 0) pool.push(image);
    else if (label !== junk) test.push(image);
  });
  return { pool: Int32Array.from(pool), test: Int32Array.from(test) };
}
