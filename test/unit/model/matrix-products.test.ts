import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { plainProducts, type Products } from '../../../src/core/index.js';
import { matrixProducts } from '../../../src/model/matrix-products.js';

/** Numbers around 0 that do not repeat. */
function numbers(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 31 - 1) * 0.1);
}

let one: Products;
let two: Products;
before(async () => {
  [one, two] = await Promise.all([matrixProducts(1), matrixProducts(2)]);
});

interface Shape {
  readonly images: number;
  readonly group: number;
  readonly terms: number;
  readonly width: number;
}

const shapes: readonly Shape[] = [
  ...[1, 5].flatMap((group) =>
    [1, 2, 3, 17].flatMap((images) => [1, 2, 3, 16, 33].flatMap((terms) => [1, 7, 128].map((width) => ({ images, group, terms, width })))),
  ),
  { images: 700, group: 5, terms: 900, width: 64 },
  { images: 2400, group: 1, terms: 1000, width: 96 },
  // One image is left over after the whole blocks: 2 ** 21 / 5 / 1100 = 381.
  { images: 382, group: 5, terms: 1100, width: 32 },
  { images: 2098, group: 1, terms: 1000, width: 16 },
  { images: 2, group: 1, terms: 1, width: 384 },
  { images: 1, group: 64, terms: 1, width: 384 },
];

const inputs = ({ images, group, terms, width }: Shape): readonly [Float32Array, Float32Array] => [
  numbers(images * group * width, 1),
  numbers(terms * width, 2),
];

const sameBits = (a: Float32Array, b: Float32Array): boolean => a.length === b.length && Buffer.compare(bytes(a), bytes(b)) === 0;
const bytes = (values: Float32Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

test('the greatest products are those of plain loops, in every shape', async () => {
  for (const shape of shapes) {
    const [images, terms] = inputs(shape);
    const fast = await one.greatest(images, shape.group, terms, shape.width);
    const plain = await plainProducts.greatest(images, shape.group, terms, shape.width);
    assert.equal(fast.length, shape.images * shape.terms, JSON.stringify(shape));
    let worst = 0;
    for (const [i, own] of fast.entries()) worst = Math.max(worst, Math.abs(own - (plain[i] ?? NaN)));
    assert.ok(worst < 1e-6 * Math.sqrt(shape.width), `${JSON.stringify(shape)}: ${worst}`);
  }
});

test('threads change no bit', async () => {
  for (const shape of shapes) {
    const [images, terms] = inputs(shape);
    const [a, b] = [
      await one.greatest(images, shape.group, terms, shape.width),
      await two.greatest(images, shape.group, terms, shape.width),
    ];
    assert.ok(sameBits(a, b), JSON.stringify(shape));
  }
});

test('a row has the same bits in whatever part of the images it is computed', async () => {
  for (const shape of shapes) {
    const { images: count, group, terms: termCount, width } = shape;
    const [images, terms] = inputs(shape);
    const whole = await two.greatest(images, group, terms, width);
    const step = group * width;
    const sizes = count > 50 ? [1, 2, 31, count - 41] : [1, 2, 3];
    for (let at = 0, turn = 0; at < count; turn += 1) {
      // From 50 rows on a few parts of each size: the first, one after the other.
      if (count > 50 && turn > 8) break;
      const here = Math.min(sizes[turn % sizes.length] ?? 1, count - at);
      const part = await one.greatest(images.subarray(at * step, (at + here) * step), group, terms, width);
      assert.ok(sameBits(part, whole.subarray(at * termCount, (at + here) * termCount)), `${JSON.stringify(shape)}, ${here} from ${at}`);
      at += here;
    }
  }
});

test('a term has the same bits in whatever part of the terms it is computed', async () => {
  for (const shape of shapes) {
    const { images: count, group, terms: termCount, width } = shape;
    if (termCount > 50) continue;
    const [images, terms] = inputs(shape);
    const whole = await one.greatest(images, group, terms, width);
    for (let at = 0, turn = 0; at < termCount; turn += 1) {
      const here = Math.min([1, 2, 7][turn % 3] ?? 1, termCount - at);
      const part = await one.greatest(images, group, terms.subarray(at * width, (at + here) * width), width);
      const wanted = Float32Array.from(part, (_, i) => whole[Math.floor(i / here) * termCount + at + (i % here)] ?? NaN);
      assert.ok(part.length === count * here && sameBits(part, wanted), `${JSON.stringify(shape)}, ${here} from ${at}`);
      at += here;
    }
  }
});

test('equal rows have equal bits wherever they stand', async () => {
  const width = 128;
  const row = numbers(width, 3);
  const images = numbers(40 * width, 4);
  for (const at of [0, 7, 16, 39]) images.set(row, at * width);
  const found = await two.greatest(images, 1, numbers(24 * width, 5), width);
  const own = (at: number): Float32Array => found.subarray(at * 24, (at + 1) * 24);
  for (const at of [7, 16, 39]) assert.ok(sameBits(own(0), own(at)), `row ${at}`);
});

test('of nothing there are no products', async () => {
  assert.equal((await one.greatest(new Float32Array(0), 1, numbers(8, 1), 8)).length, 0);
  assert.equal((await one.greatest(numbers(8, 1), 1, new Float32Array(0), 8)).length, 0);
});
