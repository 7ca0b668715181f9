import { HeldColumns } from './held-columns.js';
import { Pace } from './pace.js';
import type { Pool } from './pool.js';
import { productBlocks } from './product-blocks.js';
import type { Products } from './products.js';
import type { Progress } from './progress.js';
import { SameContent } from './same-content.js';
import { CoverageTerms, gainOf, type ShareColumns } from './share-columns.js';
import { StreamedColumns } from './streamed-columns.js';

/** What shapes F (spec, section 5). */
export interface ObjectiveSettings {
  /** 0 follows the density of the data, 1 counts each look about once, 2 puts the rare first: from 0. */
  readonly rarity: number;
  /** Share of patterns, the rest being that of embeddings: 0 to 1. */
  readonly blend: number;
  /** Which near image the bandwidth of crowds is measured by; 10. */
  readonly neighbours?: number | undefined;
  /** Lowest image with the same bytes, for each image: [N]. Such images then tie to the last bit. */
  readonly content?: Int32Array | undefined;
  /** Images whose terms are counted at most; beyond, a sample of as many. 5,000. */
  readonly termImages?: number | undefined;
  /** Numbers of the matrix of images and terms up to which it is held in memory; beyond, columns are made again on demand. 200 million. */
  readonly heldNumbers?: number | undefined;
}

const NEIGHBOURS = 10;
const TERM_IMAGES = 5000;
const HELD_NUMBERS = 2e8;

/** F of `coverage`, and what each image would add to it (spec, section 5). Images are added one by one and never taken away. */
export class CoverageObjective {
  /** Weight w_p of every pattern of the pool; NaN where terms are a sample and the pattern's image was not given to `weigh`: [P] */
  readonly patternWeights: Float64Array;
  /** Value of each term: [T] */
  private readonly current: Float32Array;

  private constructor(
    private readonly pool: Pool,
    private readonly rarity: number,
    private readonly terms: CoverageTerms,
    private readonly columns: ShareColumns,
    private readonly products: Products,
  ) {
    this.current = new Float32Array(terms.length);
    this.patternWeights = new Float64Array(pool.firstPattern[pool.images] as number).fill(NaN);
    const { weights, firstTerm } = terms.patterns;
    for (let image = 0; image < pool.images; image++) {
      const own = weights.subarray(firstTerm[image], firstTerm[image + 1]);
      this.patternWeights.set(own, pool.firstPattern[image]);
    }
  }

  /** Units of a pace that building and the first bounds take. */
  static units(images: number): number {
    return Math.max(HeldColumns.units(images), StreamedColumns.units(images));
  }

  /**
   * Computes costs, crowds and weights.
   *
   * @throws RangeError if a setting is out of range or the pool has no image
   */
  static async *build(
    pool: Pool,
    settings: ObjectiveSettings,
    products: Products,
    pace: Pace,
  ): AsyncGenerator<Progress, CoverageObjective, void> {
    const { rarity, blend, neighbours = NEIGHBOURS, termImages = TERM_IMAGES, heldNumbers = HELD_NUMBERS } = settings;
    if (!(rarity >= 0 && blend >= 0 && blend <= 1 && neighbours >= 1 && termImages >= 1 && pool.images >= 1)) {
      throw new RangeError(`coverage: rarity ${rarity}, blend ${blend}, neighbours ${neighbours}, ${termImages} of ${pool.images} images`);
    }
    const terms = new CoverageTerms(pool, blend, neighbours, termImages, new SameContent(pool.images, settings.content));
    const isHeld = !terms.isSample && terms.length * pool.images <= heldNumbers;
    const columns = yield* (isHeld ? HeldColumns : StreamedColumns).build(terms, rarity, products, pace);
    return new CoverageObjective(pool, rarity, terms, columns, products);
  }

  /** The value of F, 0 to about 1, summed in float64. */
  get value(): number {
    let sum = 0;
    for (const value of this.current) sum += value;
    return sum;
  }

  /** Number of images whose terms are counted where that is not all of them. */
  get sampledImages(): number | undefined {
    return this.terms.isSample ? this.terms.embeddings.length : undefined;
  }

  /** Images with the same bytes. */
  get same(): SameContent {
    return this.terms.same;
  }

  /** Work of one look at an image, in numbers read. */
  get work(): number {
    return this.terms.length;
  }

  /** Images that `prepare` takes at once at most. */
  get batch(): number {
    return this.columns.batch;
  }

  /** Whether `gain` and `add` can be called for an image without `prepare`. */
  has(image: number): boolean {
    return this.columns.placeOf(image) >= 0;
  }

  /** Brings what is needed of some images, at most `batch`, to hand; what was brought before may be let go. */
  prepare(images: readonly number[]): Promise<void> {
    return this.columns.prepare(images);
  }

  /** What an image would add to F now. @throws RangeError if it was not prepared */
  gain(image: number): number {
    return gainOf(this.columns.values, this.place(image), this.current, 0, this.current.length);
  }

  /** Adds an image, and gives what it added to F. @throws RangeError if it was not prepared */
  add(image: number): number {
    const { current } = this;
    const { values } = this.columns;
    const gain = this.gain(image);
    const at = this.place(image);
    for (let t = 0; t < current.length; t++) {
      const value = values[at + t] as number;
      if (value > (current[t] as number)) current[t] = value;
    }
    return gain;
  }

  private place(image: number): number {
    const place = this.columns.placeOf(image);
    if (!(place >= 0)) throw new RangeError(`coverage: image ${image} was not prepared`);
    return place;
  }

  /** Upper bounds of what each image would add now: [N] */
  bounds(pace: Pace): AsyncGenerator<Progress, Float64Array, void> {
    return this.columns.bounds(this.current, pace);
  }

  /**
   * Completes `patternWeights` for some images. Where terms are a sample, the crowd of a pattern that is no term is counted over all images all the same,
   * and its weight follows by the bandwidth and the mean weight of the sampled terms, so that weights of one image are comparable.
   */
  async *weigh(images: ArrayLike<number>, pace: Pace): AsyncGenerator<Progress, void, void> {
    const { firstPattern } = this.pool;
    const missing = Array.from(images).filter((image) => Number.isNaN(this.patternWeights[firstPattern[image] as number]));
    const { patterns } = this.terms;
    const { width, values, group } = patterns.vectors;
    const size = Math.max(1, Math.floor(2048 / group));
    for (let from = 0; from < missing.length; from += size) {
      const owners: number[] = [];
      for (const image of missing.slice(from, from + size)) {
        for (let p = firstPattern[image] as number; p < (firstPattern[image + 1] as number); p++) owners.push(p);
      }
      const rows = new Float32Array(owners.length * width);
      owners.forEach((p, i) => rows.set(values.subarray(p * width, (p + 1) * width), i * width));
      const crowds = new Float64Array(owners.length);
      for await (const block of productBlocks(patterns.vectors, undefined, rows, this.products)) {
        for (let i = 0; i < block.images; i++) {
          const at = i * block.stride;
          // A row of another length than the terms' own: no image's own terms are among these columns.
          patterns.distances(block.values, at, block.terms);
          this.zeroOwn(block.values, at, block.firstImage + i, owners, block.firstTerm, block.terms);
          patterns.count(block.values, at, block.firstTerm, block.terms, crowds);
        }
        pace.worked(0, 0);
        yield pace.progress();
      }
      owners.forEach((p, i) => (this.patternWeights[p] = patterns.weightOf(crowds[i] as number, this.rarity)));
    }
  }

  /** An image is at distance 0 from its own patterns. */
  private zeroOwn(row: Float32Array, at: number, image: number, owners: readonly number[], from: number, n: number): void {
    const { firstPattern } = this.pool;
    const low = firstPattern[image] as number;
    const high = firstPattern[image + 1] as number;
    for (let t = from; t < from + n; t++) {
      const p = owners[t] as number;
      if (p >= low && p < high) row[at + t - from] = 0;
    }
  }
}
