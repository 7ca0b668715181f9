import { Pace } from './pace.js';
import type { Products } from './products.js';
import type { Progress } from './progress.js';
import { distancePass, gainOf, type CoverageTerms, type DistanceRow, type ShareColumns } from './share-columns.js';

/** Numbers of the columns that are kept at hand: 512 MB, somewhat less than the largest matrix that is held whole. */
const CACHED_NUMBERS = 2 ** 27;
/** Columns made in one batch of products. */
const BATCH = 32;
/** Products of other shapes may differ in the last bits; a bound that is greater by this share is one all the same. */
const SLACK = 1e-5;

/**
 * Columns made again when they are asked for, for pools whose matrix does not fit in memory: three passes of products over the pool, then one batch
 * for each group of candidates that lazy greedy looks at. Memory is bounded whatever the number of images.
 */
export class StreamedColumns implements ShareColumns {
  readonly batch = BATCH;
  /** [slots x T] */
  readonly values: Float32Array;
  private readonly slots: number;
  /** Slot of an image's column, least lately used first. */
  private readonly slotOf = new Map<number, number>();

  private constructor(
    private readonly terms: CoverageTerms,
    private readonly products: Products,
  ) {
    const { images } = terms.patterns.vectors;
    this.slots = Math.min(images, Math.max(2 * BATCH, Math.floor(CACHED_NUMBERS / terms.length)));
    this.values = new Float32Array(this.slots * terms.length);
  }

  /** Units of the pace that `build` and the first `bounds` count. */
  static units(images: number): number {
    return 3 * images;
  }

  /** Measures costs and bandwidths in a first pass, crowds in a second. */
  static async *build(
    terms: CoverageTerms,
    rarity: number,
    products: Products,
    pace: Pace,
  ): AsyncGenerator<Progress, StreamedColumns, void> {
    const { images } = terms.patterns.vectors;
    yield* distancePass(terms, undefined, products, pace, images, ({ kind, row, at, term, n }) => kind.terms.observe(row, at, term, n));
    for (const { terms: own } of terms.kinds) own.observed();
    yield* distancePass(terms, undefined, products, pace, images, ({ kind, row, at, term, n }) => kind.terms.count(row, at, term, n));
    terms.weigh(rarity);
    return new StreamedColumns(terms, products);
  }

  placeOf(image: number): number {
    const slot = this.slotOf.get(this.terms.same.lowest(image));
    return slot === undefined ? -1 : slot * this.terms.length;
  }

  async prepare(images: readonly number[]): Promise<void> {
    const missing: number[] = [];
    for (const image of images) {
      const lowest = this.terms.same.lowest(image);
      const slot = this.slotOf.get(lowest);
      if (slot === undefined) {
        if (!missing.includes(lowest)) missing.push(lowest);
      } else {
        this.slotOf.delete(lowest);
        this.slotOf.set(lowest, slot);
      }
    }
    if (missing.length > this.batch) throw new RangeError(`prepare: ${missing.length} columns at once`);
    for (const image of missing) this.takeSlot(image);
    const pass = distancePass(this.terms, missing, this.products, new Pace('sample', 1, undefined), 1, (line) => {
      this.toShares(line);
      const column = this.values.subarray(this.placeOf(line.image));
      column.set(line.row.subarray(line.at, line.at + line.n), line.kind.from + line.term);
    });
    while (!(await pass.next()).done);
  }

  private takeSlot(image: number): void {
    let slot = this.slotOf.size;
    if (slot >= this.slots) {
      const oldest = this.slotOf.entries().next();
      if (oldest.done) throw new RangeError('no slot for a column');
      slot = oldest.value[1];
      this.slotOf.delete(oldest.value[0]);
    }
    this.slotOf.set(image, slot);
  }

  private toShares({ kind, image, row, at, term, n }: DistanceRow): void {
    kind.terms.toShares(row, at, image, term, n, kind.shares, this.terms.isSample);
  }

  async *bounds(current: Float32Array, pace: Pace): AsyncGenerator<Progress, Float64Array, void> {
    const { images } = this.terms.patterns.vectors;
    const bounds = new Float64Array(images);
    yield* distancePass(this.terms, undefined, this.products, pace, images, (line) => {
      this.toShares(line);
      const gain = gainOf(line.row, line.at, current, line.kind.from + line.term, line.n);
      bounds[line.image] = (bounds[line.image] as number) + gain;
    });
    for (let image = 0; image < images; image++) bounds[image] = (bounds[image] as number) * (1 + SLACK) + Number.MIN_VALUE;
    return bounds;
  }
}
