import type { Pace } from './pace.js';
import { ProductBounds } from './product-bounds.js';
import type { Products } from './products.js';
import type { Progress } from './progress.js';
import { distanceOf, dot, quickDot, type ImageVectors } from './vectors.js';

/** By how much float64 products of unit vectors in different orders of summation may differ, with much to spare. */
const ROUNDING = 1e-10;

/**
 * d(p) of every pattern of a pool: its distance to the nearest pattern of the chosen images, in float64 (spec, section 3).
 *
 * Few patterns get nearer with a new image. One matrix product of short rows bounds all products with it from above (`ProductBounds`); only where the bound
 * leaves in question whether a pattern gets nearer is the product computed, in float64 and in the order of its numbers. Distances are therefore, to the last
 * bit, those of computing every product.
 */
export class PatternDistances {
  /** 0 to 2; Infinity while nothing is chosen; 0 for patterns of chosen images: [P] */
  readonly distances: Float64Array;
  /** What a bound must exceed for the pattern to get nearer; Infinity at distance 0: [P] */
  private readonly limits: Float32Array;

  private constructor(
    private readonly vectors: ImageVectors,
    private readonly bounds: ProductBounds,
    private readonly products: Products,
  ) {
    const patterns = vectors.first[vectors.images] as number;
    this.distances = new Float64Array(patterns).fill(Infinity);
    this.limits = new Float32Array(patterns).fill(-Infinity);
  }

  static async of(vectors: ImageVectors, products: Products): Promise<PatternDistances> {
    return new PatternDistances(vectors, await ProductBounds.of(vectors, products), products);
  }

  /** Adds an image to the chosen ones. */
  async *choose(image: number, pace: Pace): AsyncGenerator<Progress, void, void> {
    const { width, rows } = this.bounds;
    const { first } = this.vectors;
    const from = first[image] as number;
    const own = (first[image + 1] as number) - from;
    const most = await this.products.greatest(rows, 1, rows.subarray(from * width, (from + own) * width), width);
    this.sift(most, from, own);
    this.passOver(image);
    if (pace.worked(0, most.length * width)) yield pace.progress();
  }

  /**
   * Compares the patterns that may have got nearer.
   *
   * @param most bounds of every pattern with `own` chosen ones from `from` on: [P x own]
   */
  private sift(most: Float32Array, from: number, own: number): void {
    const { limits, bounds } = this;
    for (let p = 0, at = 0; p < limits.length; p++) {
      const limit = limits[p] as number;
      for (const end = at + own; at < end; at++) {
        const bound = most[at] as number;
        if (bound > limit && bounds.nearer(bound, p, from + at - end + own) > limit) this.compare(p, from + at - end + own);
      }
    }
  }

  /** Puts the patterns of an image at distance 0, where they stay. */
  passOver(image: number): void {
    const { first } = this.vectors;
    this.distances.fill(0, first[image], first[image + 1]);
    this.limits.fill(Infinity, first[image], first[image + 1]);
  }

  /** Takes a chosen pattern in account for another one. */
  private compare(pattern: number, chosen: number): void {
    const { values, width } = this.vectors;
    const present = this.distances[pattern] as number;
    if (1 - quickDot(values, chosen * width, pattern * width, width) > present + ROUNDING) return;
    const distance = distanceOf(dot(values, chosen * width, values, pattern * width, width));
    if (!(distance < present)) return;
    this.distances[pattern] = distance;
    this.limits[pattern] = distance === 0 ? Infinity : 1 - distance - this.bounds.doubt;
  }
}
