import { NearnessTerms } from './nearness.js';
import type { Pace } from './pace.js';
import type { Pool } from './pool.js';
import { productBlocks } from './product-blocks.js';
import type { Products } from './products.js';
import type { Progress } from './progress.js';
import type { SameContent } from './same-content.js';
import { embeddingVectors, patternVectors } from './vectors.js';

/** Terms of one kind, their place in a column, and the part of F that each can add. */
export interface TermKind {
  readonly terms: NearnessTerms;
  /** Place of the first of these terms in a column of all terms. */
  readonly from: number;
  /** Coefficient of each term in F: [t] */
  readonly shares: Float64Array;
}

/**
 * What every image adds to every term of F, seen from the images: the column of image j holds, for each term, its coefficient times its nearness to j.
 * A term's value under a selection is the greatest of the selection's columns there.
 */
export interface ShareColumns {
  /** Columns that are at hand, flat. */
  readonly values: Float32Array;
  /** Place in `values` of the column of an image, -1 if it is not at hand. */
  placeOf(image: number): number;
  /** Brings the columns of some images, at most `batch`, to hand. */
  prepare(images: readonly number[]): Promise<void>;
  readonly batch: number;
  /**
   * Upper bounds of the gains of all images over the present values of terms: [N]
   *
   * @param current [T]
   */
  bounds(current: Float32Array, pace: Pace): AsyncGenerator<Progress, Float64Array, void>;
}

/** The terms of F, of all images or of a sample of them (spec, section 5). */
export class CoverageTerms {
  readonly patterns: NearnessTerms;
  readonly embeddings: NearnessTerms;
  readonly kinds: readonly TermKind[];
  /** Number of terms, T. */
  readonly length: number;
  /** Whether the terms are those of a sample. */
  readonly isSample: boolean;

  /**
   * @param most images whose terms are counted at most: beyond, those numbered `floor(i * N / most)`
   * @param blend share of F that patterns have, 0 to 1
   */
  constructor(
    pool: Pool,
    blend: number,
    neighbours: number,
    most: number,
    readonly same: SameContent,
  ) {
    const count = Math.min(pool.images, most);
    this.isSample = count < pool.images;
    const sample = Int32Array.from({ length: count }, (_, i) => Math.floor((i * pool.images) / count));
    this.patterns = new NearnessTerms(patternVectors(pool, 'pool'), sample, same, neighbours);
    this.embeddings = new NearnessTerms(embeddingVectors(pool), sample, same, neighbours);
    this.length = this.patterns.length + this.embeddings.length;
    const ofPatterns = new Float64Array(this.patterns.length);
    for (const image of sample) {
      const from = this.patterns.firstTerm[image] as number;
      const to = this.patterns.firstTerm[image + 1] as number;
      ofPatterns.fill(blend / (to - from) / count, from, to);
    }
    const ofEmbeddings = new Float64Array(this.embeddings.length).fill((1 - blend) / count);
    this.kinds = [
      { terms: this.patterns, from: 0, shares: ofPatterns },
      { terms: this.embeddings, from: this.patterns.length, shares: ofEmbeddings },
    ];
  }

  /** Ends the counting of crowds: coefficients hold their weights from here on. */
  weigh(rarity: number): void {
    for (const { terms, shares } of this.kinds) {
      terms.weigh(rarity);
      for (let t = 0; t < shares.length; t++) shares[t] = (shares[t] as number) * (terms.weights[t] as number);
    }
  }
}

/** Work of one look at a column, in numbers read: an exponential costs as much as some eight additions. */
export const EXPONENTIAL = 8;

/** A line of distances of one image to terms of one kind, handed out for reading or overwriting. */
export interface DistanceRow {
  readonly kind: TermKind;
  readonly image: number;
  /** n terms from `term` on, in `row` from `at` on. */
  readonly row: Float32Array;
  readonly at: number;
  readonly term: number;
  readonly n: number;
}

/**
 * Distances of images to all terms, computed in blocks and handed to `take` line by line.
 *
 * @param images image numbers; undefined: all
 * @param units of the pace that the whole pass is worth
 */
export async function* distancePass(
  terms: CoverageTerms,
  images: ArrayLike<number> | undefined,
  products: Products,
  pace: Pace,
  units: number,
  take: (line: DistanceRow) => void,
): AsyncGenerator<Progress, void, void> {
  const all = images ? images.length : terms.patterns.vectors.images;
  for (const kind of terms.kinds) {
    for await (const block of productBlocks(kind.terms.vectors, images, kind.terms.values, products)) {
      const { firstImage, firstTerm: term, terms: n, values: row, stride } = block;
      for (let i = 0; i < block.images; i++) {
        const image = images ? (images[firstImage + i] as number) : firstImage + i;
        kind.terms.toDistances(row, i * stride, image, term, n);
        take({ kind, image, row, at: i * stride, term, n });
      }
      pace.worked((units * block.images * n) / (all * terms.length), 0);
      yield pace.progress();
    }
  }
}

/** What a column adds to the present values of terms, summed in float64. */
export function gainOf(values: Float32Array, at: number, current: Float32Array, from: number, n: number): number {
  let s0 = 0;
  let s1 = 0;
  let t = 0;
  for (; t + 1 < n; t += 2) {
    const d0 = (values[at + t] as number) - (current[from + t] as number);
    const d1 = (values[at + t + 1] as number) - (current[from + t + 1] as number);
    s0 += d0 > 0 ? d0 : 0;
    s1 += d1 > 0 ? d1 : 0;
  }
  if (t < n) s0 += Math.max(0, (values[at + t] as number) - (current[from + t] as number));
  return s0 + s1;
}
