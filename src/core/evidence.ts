import { Pace } from './pace.js';
import type { Pool } from './pool.js';
import { productBlocks } from './product-blocks.js';
import type { Products } from './products.js';
import type { Progress } from './progress.js';
import { SameContent } from './same-content.js';
import type { Centre } from './settings.js';
import { checkedImages } from './start.js';
import { distanceOf, dot, embeddingVectors, patternVectors, type ImageVectors } from './vectors.js';

/** What is said of a pick (spec, section 6). */
export interface Evidence {
  /** Index, within the pick, of the pattern that it was chosen for. */
  readonly pattern: number;
  /** Distance of that pattern to everything chosen before, 0 to 2; null where nothing was. */
  readonly distance: number | null;
  /** The chosen pattern that gives the distance. */
  readonly nearest: { readonly image: number; readonly pattern: number } | null;
  /** Images of the pool, the pick included and initial ones not, whose embedding is nearer to the pick than to any image chosen before. */
  readonly represents: number;
}

/** A selection of which evidence is wanted. */
export interface EvidenceOf {
  readonly order: ArrayLike<number>;
  readonly initial: ArrayLike<number>;
  /** How patterns were centred when they were compared; `pool` for `coverage`. */
  readonly centre: Centre;
  /** Of `coverage`: w_p, known for the picks: [P]. Without: 1 everywhere. */
  readonly weights?: Float64Array | undefined;
  /** Of the paper's samplers: the pattern that decided, for each pick. */
  readonly drawn?: ArrayLike<number> | undefined;
  /** Lowest image with the same bytes, for each image: [N] */
  readonly content?: Int32Array | undefined;
}

/** Images compared in one batch at most. */
const BATCH = 64;
/** Numbers of a matrix of chosen images and patterns of a batch. */
const MATRIX = 2 ** 24;
/** Products in float32 are this near to those in float64. */
const DOUBT = 2e-6;

/**
 * Pattern, distance, nearest and represents of every pick (spec, section 6). Products come in blocks; those that decide are computed again in float64.
 *
 * @returns one for each pick
 * @throws RangeError if the order names an image twice, an initial or an unknown one; the signal's reason if it is aborted
 */
export async function* evidence(
  pool: Pool,
  of: EvidenceOf,
  products: Products,
  signal?: AbortSignal,
): AsyncGenerator<Progress, Evidence[], void> {
  checkedImages(pool.images, of.initial, of.order);
  const pace = new Pace('explain', 2 * of.order.length, signal);
  yield pace.progress();
  const represents = yield* representedBy(pool, of, products, pace);
  const named = yield* namedPatterns(pool, of, products, pace);
  return named.map((own, rank) => ({ ...own, represents: represents[rank] as number }));
}

/** Number of images that each pick is nearest to at its moment: [picks] */
async function* representedBy(pool: Pool, of: EvidenceOf, products: Products, pace: Pace): AsyncGenerator<Progress, Int32Array, void> {
  const vectors = embeddingVectors(pool);
  const { images, values } = vectors;
  const isInitial = checkedImages(images, of.initial);
  const sequence = [...Array.from(of.initial), ...Array.from(of.order)];
  const same = new SameContent(images, of.content);
  // An equal image chosen before is as near to everything, whatever the last bits of products say.
  const seen = new Set<number>();
  const isTwin = sequence.map((image) => {
    const lowest = same.lowest(image);
    const isSeen = seen.has(lowest);
    seen.add(lowest);
    return isSeen;
  });
  const represents = new Int32Array(of.order.length);
  const nearest = new Float32Array(images).fill(Infinity);
  for await (const block of productBlocks(vectors, sequence, values, products)) {
    for (let i = 0; i < block.images; i++) {
      const rank = block.firstImage + i - of.initial.length;
      if (isTwin[block.firstImage + i]) continue;
      let count = 0;
      for (let t = 0; t < block.terms; t++) {
        const distance = distanceOf(block.values[i * block.stride + t] as number);
        const image = block.firstTerm + t;
        if (distance < (nearest[image] as number)) {
          nearest[image] = distance;
          if (isInitial[image] === 0) count++;
        }
      }
      if (rank >= 0) represents[rank] = (represents[rank] as number) + count;
    }
    pace.worked((of.order.length * block.images * block.terms) / (sequence.length * images), 0);
    yield pace.progress();
  }
  return represents;
}

type Named = Omit<Evidence, 'represents'>;

/** The pattern that each pick was chosen for, and what was nearest to it. */
async function* namedPatterns(pool: Pool, of: EvidenceOf, products: Products, pace: Pace): AsyncGenerator<Progress, Named[], void> {
  const vectors = patternVectors(pool, of.centre);
  const order = Array.from(of.order);
  const sequence = [...Array.from(of.initial), ...order];
  const size = Math.max(1, Math.min(BATCH, Math.floor(MATRIX / (sequence.length * vectors.group))));
  const named: Named[] = [];
  for (let from = 0; from < order.length; from += size) {
    const batch = order.slice(from, from + size);
    const before = sequence.slice(0, of.initial.length + from + batch.length - 1);
    const { rows, starts } = rowsOf(vectors, batch);
    const columns = rows.length / vectors.width;
    const greatest = new Float32Array(before.length * columns);
    for await (const block of productBlocks(vectors, before, rows, products)) {
      for (let i = 0; i < block.images; i++) {
        const line = block.values.subarray(i * block.stride, i * block.stride + block.terms);
        greatest.set(line, (block.firstImage + i) * columns + block.firstTerm);
      }
      yield pace.progress();
    }
    batch.forEach((image, i) => {
      const chosen = before.slice(0, of.initial.length + from + i);
      named.push(namedPattern(vectors, image, chosen, greatest, columns, starts[i] as number, of.weights, of.drawn?.[from + i]));
    });
    pace.worked(batch.length, 0);
    yield pace.progress();
  }
  return named;
}

/** Vectors of some images one after the other, and the row at which each image begins. */
function rowsOf(vectors: ImageVectors, images: readonly number[]): { rows: Float32Array; starts: number[] } {
  const { first, values, width } = vectors;
  const starts: number[] = [];
  let count = 0;
  for (const image of images) {
    starts.push(count);
    count += (first[image + 1] as number) - (first[image] as number);
  }
  const rows = new Float32Array(count * width);
  images.forEach((image, i) => {
    rows.set(values.subarray((first[image] as number) * width, (first[image + 1] as number) * width), (starts[i] as number) * width);
  });
  return { rows, starts };
}

/**
 * @param chosen what was chosen before the pick
 * @param greatest greatest products: row i is of `chosen[i]`, column `start + k` of the pick's pattern k
 */
function namedPattern(
  vectors: ImageVectors,
  image: number,
  chosen: readonly number[],
  greatest: Float32Array,
  columns: number,
  start: number,
  weights: Float64Array | undefined,
  drawn: number | undefined,
): Named {
  const first = vectors.first[image] as number;
  const count = (vectors.first[image + 1] as number) - first;
  let best: Named = { pattern: drawn ?? 0, distance: null, nearest: null };
  let greatestScore = -Infinity;
  for (let k = drawn ?? 0; k < (drawn === undefined ? count : drawn + 1); k++) {
    const near = chosen.length > 0 ? nearestOf(vectors, first + k, chosen, greatest, columns, start + k) : undefined;
    const score = (weights ? (weights[first + k] as number) : 1) * (near ? near.distance : 1);
    if (score > greatestScore) {
      greatestScore = score;
      best = near ? { pattern: k, distance: near.distance, nearest: near.nearest } : { pattern: k, distance: null, nearest: null };
    }
  }
  return best;
}

/** The chosen pattern nearest to one, in float64 (ties: lowest image, lowest index), among those that float32 products leave in question. */
function nearestOf(
  vectors: ImageVectors,
  pattern: number,
  chosen: readonly number[],
  greatest: Float32Array,
  columns: number,
  column: number,
): { distance: number; nearest: { image: number; pattern: number } } {
  const { values, width, first } = vectors;
  let most = -Infinity;
  for (let i = 0; i < chosen.length; i++) most = Math.max(most, greatest[i * columns + column] as number);
  let least = Infinity;
  let nearest = { image: -1, pattern: -1 };
  for (let i = 0; i < chosen.length; i++) {
    if ((greatest[i * columns + column] as number) < most - DOUBT) continue;
    const image = chosen[i] as number;
    for (let q = first[image] as number; q < (first[image + 1] as number); q++) {
      const distance = distanceOf(dot(values, pattern * width, values, q * width, width));
      if (distance < least || (distance === least && image < nearest.image)) {
        least = distance;
        nearest = { image, pattern: q - (first[image] as number) };
      }
    }
  }
  return { distance: least, nearest };
}
