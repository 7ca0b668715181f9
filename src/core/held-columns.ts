import type { Pace } from './pace.js';
import type { Products } from './products.js';
import type { Progress } from './progress.js';
import { distancePass, EXPONENTIAL, gainOf, type CoverageTerms, type ShareColumns } from './share-columns.js';

/** All columns in memory, in one matrix: exact, and 0.6 GB for 5,000 images of 5 patterns. */
export class HeldColumns implements ShareColumns {
  readonly batch = Infinity;

  private constructor(
    /** [N x T] */
    readonly values: Float32Array,
    private readonly images: number,
    private readonly terms: number,
  ) {}

  /** Units of the pace that `build` counts. */
  static units(images: number): number {
    return 3 * images;
  }

  /** Computes distances, crowds, weights and columns, in one matrix that each step overwrites. */
  static async *build(terms: CoverageTerms, rarity: number, products: Products, pace: Pace): AsyncGenerator<Progress, HeldColumns, void> {
    const { images } = terms.patterns.vectors;
    const size = terms.length;
    const matrix = new Float32Array(images * size);
    yield* distancePass(terms, undefined, products, pace, images, ({ kind, image, row, at, term, n }) => {
      kind.terms.observe(row, at, term, n);
      matrix.set(row.subarray(at, at + n), image * size + kind.from + term);
    });
    for (const { terms: own } of terms.kinds) own.observed();
    for (let image = 0; image < images; image++) {
      for (const { terms: own, from } of terms.kinds) own.count(matrix, image * size + from, 0, own.length);
      if (pace.worked(1, size * EXPONENTIAL)) yield pace.progress();
    }
    terms.weigh(rarity);
    for (let image = 0; image < images; image++) {
      const lowest = terms.same.lowest(image);
      if (lowest !== image) matrix.copyWithin(image * size, lowest * size, (lowest + 1) * size);
      else {
        for (const { terms: own, from, shares } of terms.kinds) {
          own.toShares(matrix, image * size + from, image, 0, own.length, shares, terms.isSample);
        }
      }
      if (pace.worked(1, size * EXPONENTIAL)) yield pace.progress();
    }
    return new HeldColumns(matrix, images, size);
  }

  placeOf(image: number): number {
    return image * this.terms;
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  async *bounds(current: Float32Array, pace: Pace): AsyncGenerator<Progress, Float64Array, void> {
    const bounds = new Float64Array(this.images);
    for (let image = 0; image < this.images; image++) {
      bounds[image] = gainOf(this.values, image * this.terms, current, 0, this.terms);
      if (pace.worked(0, this.terms)) yield await Promise.resolve(pace.progress());
    }
    return bounds;
  }
}
