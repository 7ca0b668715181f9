import { fading } from './fading.js';
import { NearestImages, neighbourEntry, quantile } from './nearest-images.js';
import type { SameContent } from './same-content.js';
import { SAME, type ImageVectors } from './vectors.js';

/** Least bandwidth of crowds (spec, section 5: h). */
const LEAST_REACH = 0.01;
/** Look-alikes at which a look weighs half (spec, section 5: floor). */
const FLOOR = 3;

/**
 * What `coverage` counts: vectors of one kind (patterns, or embeddings) of some images, the nearness of every image to them, and what each of them weighs
 * (spec, section 5). Products come by twice or three times: `observe` all of them, then `count` all of them, then turn them into nearness.
 *
 * Rows are pieces of one image's line of the matrix of images and terms: n terms from `term` on, in `row` from `at` on.
 */
export class NearnessTerms {
  /** [t x width] */
  readonly values: Float32Array;
  readonly length: number;
  /** Terms of image i are `firstTerm[i]` to `firstTerm[i + 1] - 1`: [N + 1] */
  readonly firstTerm: Int32Array;
  /** w of each term, mean 1, once `weigh` was called: [t] */
  readonly weights: Float64Array;

  /** 1 / mean cost; 0 where the mean is 0. */
  private scale = 0;
  private reach = LEAST_REACH;
  private meanWeight = 1;
  private sum = 0;
  private nearest: NearestImages | undefined;
  /** Distance to the nearest other image: [t] */
  private nearestOther: Float32Array = new Float32Array(0);
  private readonly crowds: Float64Array;

  /**
   * @param vectors all vectors of the pool
   * @param sample rising numbers of the images whose vectors are terms
   * @param same images with the same bytes
   * @param neighbours which near image the bandwidth is measured by
   */
  constructor(
    readonly vectors: ImageVectors,
    sample: Int32Array,
    private readonly same: SameContent,
    private readonly neighbours: number,
  ) {
    const { images, width, first, values } = vectors;
    this.firstTerm = new Int32Array(images + 1);
    for (const image of sample) this.firstTerm[image + 1] = (first[image + 1] as number) - (first[image] as number);
    for (let image = 0; image < images; image++)
      this.firstTerm[image + 1] = (this.firstTerm[image + 1] as number) + (this.firstTerm[image] as number);
    this.length = this.firstTerm[images] as number;
    if (sample.length === images) {
      this.values = values;
    } else {
      this.values = new Float32Array(this.length * width);
      for (const image of sample) {
        this.values.set(
          values.subarray((first[image] as number) * width, (first[image + 1] as number) * width),
          (this.firstTerm[image] as number) * width,
        );
      }
    }
    this.nearest = new NearestImages(this.length, neighbourEntry(Math.max(1, neighbours), images) + 1);
    this.crowds = new Float64Array(this.length);
    this.weights = new Float64Array(this.length).fill(1);
  }

  /** Turns products with an image into distances, in place: 0 to 2, and exactly 0 to its own terms and to those of images with its bytes. */
  toDistances(row: Float32Array, at: number, image: number, term: number, n: number): void {
    this.distances(row, at, n);
    this.fillOwn(row, at, image, term, n, undefined);
  }

  /** Turns products into distances, in place: 0 to 2. */
  distances(row: Float32Array, at: number, n: number): void {
    for (let i = at; i < at + n; i++) {
      const distance = 1 - (row[i] as number);
      row[i] = distance < SAME ? 0 : distance;
    }
  }

  /** Sets the distances of the terms of an image, and of its twins, to 0 or to those given. */
  private fillOwn(row: Float32Array, at: number, image: number, term: number, n: number, distances: Float32Array | undefined): void {
    for (let twin = this.same.lowest(image); twin >= 0; twin = this.same.after(twin)) {
      const from = Math.max(term, this.firstTerm[twin] as number);
      const to = Math.min(term + n, this.firstTerm[twin + 1] as number);
      for (let t = from; t < to; t++) row[at + t - term] = distances ? (distances[t] as number) : 0;
    }
  }

  /** First pass: takes distances in for their mean and for each term's near images. */
  observe(row: Float32Array, at: number, term: number, n: number): void {
    let sum = 0;
    for (let i = at; i < at + n; i++) sum += row[i] as number;
    this.sum += sum;
    this.nearest?.see(row, at, term, n);
  }

  /** Ends the first pass: mean cost and bandwidth are known from here on. */
  observed(): void {
    if (!this.nearest || this.length === 0) return;
    const { images } = this.vectors;
    const mean = this.sum / (this.length * images);
    this.scale = mean > 0 ? 1 / mean : 0;
    this.reach = Math.max(LEAST_REACH, quantile(this.nearest.entry(neighbourEntry(this.neighbours, images)), 0.5) * this.scale);
    this.nearestOther = this.nearest.entry(neighbourEntry(1, images));
    this.nearest = undefined;
  }

  /** Second pass: adds one image to the crowds of terms at these distances. */
  count(row: Float32Array, at: number, term: number, n: number, crowds: Float64Array = this.crowds): void {
    const factor = this.scale / this.reach;
    for (let i = 0; i < n; i++) {
      const cost = (row[at + i] as number) * factor;
      crowds[term + i] = (crowds[term + i] as number) + fading(cost * cost);
    }
  }

  /** Ends the second pass: weights are known from here on. */
  weigh(rarity: number): void {
    let sum = 0;
    for (let t = 0; t < this.length; t++) sum += this.weights[t] = Math.pow((this.crowds[t] as number) + FLOOR, -rarity);
    this.meanWeight = sum / this.length;
    for (let t = 0; t < this.length; t++) this.weights[t] = (this.weights[t] as number) / this.meanWeight;
  }

  /** Weight, by the same bandwidth and mean, of a vector that is no term and has this crowd. */
  weightOf(crowd: number, rarity: number): number {
    return Math.pow(crowd + FLOOR, -rarity) / this.meanWeight;
  }

  /**
   * Turns distances into shares of F, in place: `shares[t] * exp(-c)`.
   *
   * @param ownAsOther whether a term's own image counts as near as the nearest other one, as it does where terms are a sample
   */
  toShares(row: Float32Array, at: number, image: number, term: number, n: number, shares: Float64Array, ownAsOther: boolean): void {
    if (ownAsOther) this.fillOwn(row, at, image, term, n, this.nearestOther);
    const { scale } = this;
    for (let i = 0; i < n; i++) row[at + i] = (shares[term + i] as number) * fading((row[at + i] as number) * scale);
  }
}
