import type { Products } from './products.js';
import { mulberry32, uniform } from './random.js';
import { dot, quickDot, type ImageVectors } from './vectors.js';

/** Leading axes that the product of short rows looks at: with the rest 192 bytes a vector, so that those of a large pool stay in the processor's cache. */
const FIRST_AXES = 47;
/** Axes after them that are looked at where that leaves doubt: with two rests 256 bytes a vector. */
const MORE_AXES = 62;
/** Vectors that the axes are found by. */
const SAMPLE = 1024;
/** Vectors whose coordinates are computed in one go. */
const CHUNK = 16384;
/** Rounds of the iteration that turns axes towards the leading ones; the last per cent does not matter. */
const ROUNDS = 6;
/** Below this share of its length, what is left of an axis beside the others is rounding. */
const ROUNDING = 1e-6;

/**
 * Upper bounds of the products of unit vectors, at a fraction of their cost. Features lie along few axes: with p split into its coordinates along some
 * orthonormal axes and a rest, `p.q <= coordinates.coordinates + |rest of p| |rest of q|` (Cauchy-Schwarz). So a vector is kept as its coordinates along the
 * leading axes of the pool followed by the length of its rest, and the bound of two vectors is the product of two such short rows. A second row, of the
 * axes that follow, makes the bound nearer for a pair that it is asked for.
 *
 * Bounds hold for any axes; how near they are depends on how much of the vectors the axes hold.
 */
export class ProductBounds {
  private constructor(
    /** Short rows: [V x width] */
    readonly rows: Float32Array,
    /** Numbers in a short row. */
    readonly width: number,
    /** Rest of the short row, coordinates along the axes that follow, and what they leave: [V x moreWidth] */
    private readonly more: Float32Array,
    private readonly moreWidth: number,
    /**
     * By how much a bound may lie below the true product at most. A float32 product of w numbers of unit vectors is off by `w 2^-24` in whatever order it is
     * summed; two lots of 109 coordinates and the product of short rows come to less than `0.7 (w + 64) 2^-19`.
     */
    readonly doubt: number,
  ) {}

  static async of(vectors: ImageVectors, products: Products): Promise<ProductBounds> {
    const { images, first, values, width } = vectors;
    const count = first[images] as number;
    const axes = leadingAxes(values, count, width, Math.min(FIRST_AXES + MORE_AXES, width));
    const all = axes.length / width;
    const short = Math.min(FIRST_AXES, all);
    const doubt = (width + 64) * 2 ** -19;
    const rows = new Float32Array(count * (short + 1));
    const moreWidth = all - short + 2;
    const more = new Float32Array(count * moreWidth);
    for (let from = 0; from < count; from += CHUNK) {
      const size = Math.min(CHUNK, count - from);
      const coordinates = await products.greatest(values.subarray(from * width, (from + size) * width), 1, axes, width);
      for (let i = 0; i < size; i++) {
        const v = from + i;
        let rest = dot(values, v * width, values, v * width, width) + doubt;
        rest = split(coordinates, i * all, short, rows, v * (short + 1), rest, doubt);
        more[v * moreWidth] = rows[v * (short + 1) + short] as number;
        split(coordinates, i * all + short, all - short, more, v * moreWidth + 1, rest, doubt);
      }
    }
    return new ProductBounds(rows, short + 1, more, moreWidth, doubt);
  }

  /**
   * A nearer bound of one product.
   *
   * @param bound of the same two vectors by their short rows
   */
  nearer(bound: number, p: number, q: number): number {
    const { moreWidth: width, more } = this;
    // Rests stand beside the other numbers, so that all lie in the same lines of the cache; the product of the rows holds theirs once too often.
    const rests = (more[p * width] as number) * (more[q * width] as number);
    return bound - 2 * rests + quickDot(more, p * width, q * width, width);
  }
}

/** Writes coordinates and the length of what they leave of a squared length, and gives the squared length that they leave. */
function split(coordinates: Float32Array, from: number, n: number, rows: Float32Array, at: number, squared: number, doubt: number): number {
  let rest = squared;
  for (let a = 0; a < n; a++) {
    const coordinate = coordinates[from + a] as number;
    rows[at + a] = coordinate;
    rest -= coordinate * coordinate;
  }
  rows[at + n] = Math.sqrt(Math.max(doubt, rest));
  return rest;
}

/**
 * Orthonormal axes near the leading ones of some vectors, by orthogonal iteration on the second moments of a sample.
 *
 * @param values [count x width]
 * @returns an axis is zero where the vectors span fewer: [axes x width]
 */
function leadingAxes(values: Float32Array, count: number, width: number, axes: number): Float32Array {
  const moments = secondMoments(values, count, width);
  const draw = mulberry32(1);
  let present = Float64Array.from({ length: axes * width }, () => uniform(draw) - 0.5);
  orthonormalise(present, width);
  for (let round = 0; round < ROUNDS; round++) {
    const turned = new Float64Array(axes * width);
    for (let a = 0; a < axes; a++) {
      const axis = present.subarray(a * width, (a + 1) * width);
      for (let k = 0; k < width; k++) {
        let sum = 0;
        for (let l = 0; l < width; l++) sum += (moments[k * width + l] as number) * (axis[l] as number);
        turned[a * width + k] = sum;
      }
    }
    orthonormalise(turned, width);
    present = turned;
  }
  return Float32Array.from(present);
}

/** Sum of the outer products of evenly spaced vectors with themselves: [width x width] */
function secondMoments(values: Float32Array, count: number, width: number): Float64Array {
  const moments = new Float64Array(width * width);
  const size = Math.min(SAMPLE, count);
  for (let i = 0; i < size; i++) {
    const row = values.subarray(Math.floor((i * count) / size) * width).subarray(0, width);
    for (let k = 0; k < width; k++) {
      const value = row[k] as number;
      for (let l = 0; l < width; l++) moments[k * width + l] = (moments[k * width + l] as number) + value * (row[l] as number);
    }
  }
  return moments;
}

/** Gram and Schmidt's way, twice over so that rounding leaves nothing, in place. */
function orthonormalise(axes: Float64Array, width: number): void {
  for (let at = 0; at < axes.length; at += width) {
    const axis = axes.subarray(at, at + width);
    const before = lengthOf(axis);
    for (let turn = 0; turn < 2; turn++) {
      for (let other = 0; other < at; other += width) {
        let product = 0;
        for (let k = 0; k < width; k++) product += (axis[k] as number) * (axes[other + k] as number);
        for (let k = 0; k < width; k++) axis[k] = (axis[k] as number) - product * (axes[other + k] as number);
      }
    }
    const length = lengthOf(axis);
    if (length > ROUNDING * before) for (let k = 0; k < width; k++) axis[k] = (axis[k] as number) / length;
    else axis.fill(0);
  }
}

function lengthOf(axis: Float64Array): number {
  let squared = 0;
  for (const value of axis) squared += value * value;
  return Math.sqrt(squared);
}
