import { NearestImages, neighbourEntry, quantile } from './nearest-images.js';
import { Pace } from './pace.js';
import type { Pool } from './pool.js';
import { productBlocks } from './product-blocks.js';
import type { Products } from './products.js';
import type { Progress } from './progress.js';
import { mulberry32, partialShuffle } from './random.js';
import type { Coverage } from './selection.js';
import { candidatesOf, checkedImages } from './start.js';
import { embeddingVectors, patternVectors, type ImageVectors } from './vectors.js';

/** A selection whose coverage is wanted. */
export interface CoveredBy {
  readonly picks: ArrayLike<number>;
  readonly initial: ArrayLike<number>;
  /** Random selections to compare with, seeds 1 to this: from 1; 20. */
  readonly selections?: number | undefined;
}

/** Vectors whose distances are looked at, at most. */
const SAMPLE = 5000;
const NEIGHBOURS = 10;
const SELECTIONS = 20;
/** Share of vectors that have their tenth look-alike within the radius. */
const RADIUS_SHARE = 0.9;

/** Numbers of a share: of images within the radius, of their distances. */
interface Measure {
  readonly share: number;
  readonly mean: number;
  readonly p95: number;
}

/**
 * How well a selection stands for its pool, beside random selections of the same size (spec, section 6). Distances to every image stream by once; memory
 * stays at one number for each looked-at image and selection.
 *
 * @returns figures in full precision: shares 0 to 1, distances 0 to 2
 * @throws RangeError if nothing is chosen, or an image is unknown or named twice; the signal's reason if it is aborted
 */
export async function* covered(
  pool: Pool,
  by: CoveredBy,
  products: Products,
  signal?: AbortSignal,
): AsyncGenerator<Progress, Coverage, void> {
  const { picks, initial, selections = SELECTIONS } = by;
  checkedImages(pool.images, initial, picks);
  if (picks.length + initial.length === 0 || selections < 1) throw new RangeError('covered: nothing is chosen');
  const pace = new Pace('explain', 2 * pool.images, signal);
  yield pace.progress();
  const patternRadius = yield* radiusOf(patternVectors(pool, 'pool'), products, pace, () => undefined);
  const members = membership(pool.images, picks, initial, selections);
  const embeddings = embeddingVectors(pool);
  const size = Math.min(SAMPLE, pool.images);
  const nearest = Array.from({ length: selections + 1 }, () => new Float32Array(size).fill(Infinity));
  const radius = yield* radiusOf(embeddings, products, pace, (distances, at, image, firstRow, count) => {
    for (let m = members.first[image] as number; m < (members.first[image + 1] as number); m++) {
      const own = nearest[members.selections[m] as number] as Float32Array;
      for (let i = 0; i < count; i++) {
        const distance = distances[at + i] as number;
        if (distance < (own[firstRow + i] as number)) own[firstRow + i] = distance;
      }
    }
  });
  const [ours, ...random] = nearest.map((distances) => measure(distances, radius)) as [Measure, ...Measure[]];
  const mean = (key: keyof Measure): number => random.reduce((sum, own) => sum + own[key], 0) / random.length;
  const shares = random.map(({ share }) => share);
  return {
    ...ours,
    radius,
    patternRadius,
    random: { share: mean('share'), mean: mean('mean'), p95: mean('p95'), low: Math.min(...shares), high: Math.max(...shares), selections },
  };
}

/**
 * Distance within which nine of ten vectors have their tenth nearest image, their own not counted, over at most 5,000 of them.
 *
 * @param take is given the distances of each image to the looked-at vectors as they stream by
 */
async function* radiusOf(
  vectors: ImageVectors,
  products: Products,
  pace: Pace,
  take: (distances: Float32Array, at: number, image: number, firstRow: number, count: number) => void,
): AsyncGenerator<Progress, number, void> {
  const { images, first, width, values } = vectors;
  const all = first[images] as number;
  const size = Math.min(SAMPLE, all);
  const rows = new Float32Array(size * width);
  for (let i = 0; i < size; i++) {
    const vector = Math.floor((i * all) / size);
    rows.set(values.subarray(vector * width, (vector + 1) * width), i * width);
  }
  const entry = neighbourEntry(NEIGHBOURS, images);
  const near = new NearestImages(size, entry + 1);
  for await (const block of productBlocks(vectors, undefined, rows, products)) {
    const { values: distances, stride, firstTerm, terms } = block;
    for (let i = 0; i < block.images; i++) {
      const at = i * stride;
      for (let t = at; t < at + terms; t++) distances[t] = Math.min(2, Math.max(0, 1 - (distances[t] as number)));
      near.see(distances, at, firstTerm, terms);
      take(distances, at, block.firstImage + i, firstTerm, terms);
    }
    pace.worked((block.images * terms) / size, 0);
    yield pace.progress();
  }
  return quantile(near.entry(entry), RADIUS_SHARE);
}

function measure(nearest: Float32Array, radius: number): Measure {
  let within = 0;
  let sum = 0;
  for (const distance of nearest) {
    if (distance <= radius) within++;
    sum += distance;
  }
  return { share: within / nearest.length, mean: sum / nearest.length, p95: quantile(nearest, 0.95) };
}

/** The selections that each image belongs to, image after image: 0 is the given one, 1 and on are random. Initial images belong to all. */
function membership(
  images: number,
  picks: ArrayLike<number>,
  initial: ArrayLike<number>,
  selections: number,
): { first: Int32Array; selections: Int32Array } {
  const free = candidatesOf(images, { initial }).others;
  const lists: ArrayLike<number>[] = [picks];
  for (let seed = 1; seed <= selections; seed++) {
    const deck = free.slice();
    partialShuffle(deck, picks.length, mulberry32(seed));
    lists.push(deck.subarray(0, picks.length));
  }
  const first = new Int32Array(images + 1);
  const each = (visit: (image: number, selection: number) => void): void =>
    lists.forEach((list, selection) => {
      for (let i = 0; i < list.length; i++) visit(list[i] as number, selection);
      for (let i = 0; i < initial.length; i++) visit(initial[i] as number, selection);
    });
  each((image) => (first[image + 1] = (first[image + 1] as number) + 1));
  for (let image = 0; image < images; image++) first[image + 1] = (first[image + 1] as number) + (first[image] as number);
  const next = first.slice();
  const belongs = new Int32Array(first[images] as number);
  each((image, selection) => {
    const place = next[image] as number;
    belongs[place] = selection;
    next[image] = place + 1;
  });
  return { first, selections: belongs };
}
