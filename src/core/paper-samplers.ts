import type { RankCheck } from './order-check.js';
import { Pace } from './pace.js';
import { PatternDistances } from './pattern-distances.js';
import type { Pool } from './pool.js';
import type { Products } from './products.js';
import type { Progress } from './progress.js';
import { drawIndex, mulberry32, uniform } from './random.js';
import type { Centre } from './settings.js';
import { candidatesOf, checkedImages, type Candidates, type Start } from './start.js';
import { patternVectors } from './vectors.js';

/** What the paper's samplers choose by. */
export interface PaperSettings extends Start {
  readonly kind: 'probability' | 'farthest';
  readonly centre: Centre;
  /** Whole number, taken modulo 2^32. */
  readonly seed: number;
  /** Images to choose: from 0. */
  readonly budget: number;
}

/** The order of one of the paper's samplers. */
export interface PaperOrder {
  /** Chosen images, first pick first: min(budget, images left). */
  readonly order: Int32Array;
  /** Index, within its image, of the pattern that was drawn or farthest; 0 for an image drawn first or taken as a duplicate. */
  readonly drawn: Int32Array;
  /** Distance of that pattern to everything chosen before; null for an image drawn first. */
  readonly distances: (number | null)[];
  /** Place in the order from which on only duplicates of chosen images were left. */
  readonly duplicatesFrom: number | undefined;
}

/** One choice: the pattern that decides, numbered in the pool; undefined where every distance is 0. */
interface Choice {
  readonly pattern: number | undefined;
  /** Goal of the running sum of squared distances, for `probability`. */
  readonly u: number;
  readonly total: number;
}

/** Distances to what is chosen, and the random stream. */
class PaperState {
  private readonly squared: Float64Array;
  private readonly draw: () => number;
  readonly candidates: Candidates;

  private constructor(
    private readonly pool: Pool,
    private readonly settings: PaperSettings,
    readonly distances: PatternDistances,
  ) {
    this.squared = new Float64Array(settings.kind === 'probability' ? distances.distances.length : 0);
    this.draw = mulberry32(settings.seed);
    this.candidates = candidatesOf(pool.images, settings);
    // What is never chosen is at no distance.
    for (const image of Array.from(settings.excluded ?? [])) distances.passOver(image);
  }

  static async of(pool: Pool, settings: PaperSettings, products: Products): Promise<PaperState> {
    return new PaperState(pool, settings, await PatternDistances.of(patternVectors(pool, settings.centre), products));
  }

  /** Image drawn uniformly, where nothing is chosen before. */
  first(): number {
    const { others } = this.candidates;
    return others[Math.floor(uniform(this.draw) * others.length)] as number;
  }

  next(): Choice {
    const { distances } = this.distances;
    switch (this.settings.kind) {
      case 'farthest': {
        let farthest = 0;
        for (let p = 1; p < distances.length; p++) if ((distances[p] as number) > (distances[farthest] as number)) farthest = p;
        return { pattern: (distances[farthest] as number) > 0 ? farthest : undefined, u: 0, total: 0 };
      }
      case 'probability': {
        let total = 0;
        for (let p = 0; p < distances.length; p++) {
          const distance = distances[p] as number;
          total += this.squared[p] = distance * distance;
        }
        if (!(total > 0)) return { pattern: undefined, u: 0, total };
        const u = uniform(this.draw);
        return { pattern: drawIndex(this.squared, total, u), u, total };
      }
    }
  }

  /** The pattern of an image that is farthest from what is chosen, numbered in the image; lowest of ties. */
  farthestOf(image: number): number {
    const from = this.pool.firstPattern[image] as number;
    const to = this.pool.firstPattern[image + 1] as number;
    const { distances } = this.distances;
    let farthest = from;
    for (let p = from + 1; p < to; p++) if ((distances[p] as number) > (distances[farthest] as number)) farthest = p;
    return farthest - from;
  }

  /** Distance of that pattern. */
  greatestOf(image: number): number {
    return this.distances.distances[(this.pool.firstPattern[image] as number) + this.farthestOf(image)] as number;
  }

  /** Sum of squared distances of all patterns before one. */
  squaredBefore(pattern: number): number {
    let sum = 0;
    for (let p = 0; p < pattern; p++) sum += this.squared[p] as number;
    return sum;
  }

  ownerOf(pattern: number): number {
    const { firstPattern } = this.pool;
    let low = 0;
    let high = this.pool.images - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((firstPattern[middle] as number) <= pattern) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/**
 * The paper's samplers (FreeSel, section 3.3; spec, section 3): `probability` draws a pattern in proportion to its squared distance to the chosen images,
 * `farthest` takes the pattern with the greatest distance (ties: lowest), and its image is chosen. Distances are in float64, and neither they nor the order
 * depend on the last bits of `products`.
 *
 * @throws RangeError if a setting is out of range; the signal's reason if it is aborted
 */
export async function* paperSampler(
  pool: Pool,
  settings: PaperSettings,
  products: Products,
  signal?: AbortSignal,
): AsyncGenerator<Progress, PaperOrder, void> {
  const { initial } = settings;
  if (!(settings.budget >= 0)) throw new RangeError(`${settings.kind}: budget ${settings.budget}`);
  const { pinned, others } = candidatesOf(pool.images, settings);
  const budget = Math.min(Math.floor(settings.budget), pinned.length + others.length);
  const pace = new Pace('sample', initial.length + budget, signal);
  yield pace.progress();
  const state = await PaperState.of(pool, settings, products);
  const isGone = checkedImages(pool.images, initial, settings.excluded ?? []);
  for (let i = 0; i < initial.length; i++) {
    yield* state.distances.choose(initial[i] as number, pace);
    pace.worked(1, 0);
  }
  const order = new Int32Array(budget);
  const drawn = new Int32Array(budget);
  const distances: (number | null)[] = [];
  let duplicatesFrom: number | undefined;
  let lowest = 0;
  for (let rank = 0; rank < budget; rank++) {
    const isFirst = rank === 0 && initial.length === 0;
    let image: number;
    let pattern = 0;
    if (rank < pinned.length) {
      image = pinned[rank] as number;
      if (!isFirst) pattern = state.farthestOf(image);
    } else if (isFirst) {
      image = state.first();
    } else {
      const choice = state.next();
      if (choice.pattern === undefined) {
        while (isGone[lowest] === 1) lowest++;
        image = lowest;
        duplicatesFrom ??= rank;
      } else {
        image = state.ownerOf(choice.pattern);
        pattern = choice.pattern - (pool.firstPattern[image] as number);
      }
    }
    order[rank] = image;
    drawn[rank] = pattern;
    distances.push(isFirst ? null : (state.distances.distances[(pool.firstPattern[image] as number) + pattern] as number));
    isGone[image] = 1;
    if (rank + 1 < budget) yield* state.distances.choose(image, pace);
    pace.worked(1, 0);
  }
  return { order, drawn, distances, duplicatesFrom };
}

/**
 * Follows an order that was made elsewhere, and says of each rank whether its image is the one that the sampler takes there.
 *
 * @param order image numbers, none twice and none initial
 * @param tie for `farthest`: difference of distances up to which two patterns are taken for equal; for `probability`: how far, relative to the total,
 *   the drawn number may lie outside the interval of the image
 * @returns one for each rank; `value` is the greatest distance of the image's patterns
 * @throws RangeError if the order names an image twice, an initial or an unknown one
 */
export async function* checkPaperOrder(
  order: ArrayLike<number>,
  pool: Pool,
  settings: Omit<PaperSettings, 'budget'>,
  products: Products,
  tie = 1e-5,
  signal?: AbortSignal,
): AsyncGenerator<Progress, RankCheck[], void> {
  const { initial } = settings;
  checkedImages(pool.images, initial, order);
  const pace = new Pace('sample', initial.length + order.length, signal);
  const state = await PaperState.of(pool, { ...settings, budget: order.length }, products);
  for (let i = 0; i < initial.length; i++) {
    yield* state.distances.choose(initial[i] as number, pace);
    pace.worked(1, 0);
  }
  const checks: RankCheck[] = [];
  for (let rank = 0; rank < order.length; rank++) {
    const image = order[rank] as number;
    const due = state.candidates.pinned[rank];
    if (due !== undefined) checks.push(pinnedCheck(state, image, due, rank === 0 && initial.length === 0));
    else checks.push(rank === 0 && initial.length === 0 ? firstCheck(state, image) : rankCheck(state, pool, settings.kind, image, tie));
    if (rank + 1 < order.length) yield* state.distances.choose(image, pace);
    pace.worked(1, 0);
  }
  return checks;
}

function pinnedCheck(state: PaperState, image: number, due: number, isFirst: boolean): RankCheck {
  const value = isFirst ? null : state.greatestOf(image);
  return image === due
    ? { kind: 'fits', value }
    : { kind: 'differs', value, expected: due, expectedValue: isFirst ? null : state.greatestOf(due) };
}

function firstCheck(state: PaperState, image: number): RankCheck {
  const expected = state.first();
  return image === expected ? { kind: 'fits', value: null } : { kind: 'differs', value: null, expected, expectedValue: null };
}

function rankCheck(state: PaperState, pool: Pool, kind: PaperSettings['kind'], image: number, tie: number): RankCheck {
  const from = pool.firstPattern[image] as number;
  const to = pool.firstPattern[image + 1] as number;
  const { distances } = state.distances;
  const value = state.greatestOf(image);
  const { pattern, u, total } = state.next();
  if (pattern === undefined) return { kind: 'fits', value };
  const expected = state.ownerOf(pattern);
  const expectedValue = distances[pattern] as number;
  const isTie = (): boolean => {
    switch (kind) {
      case 'farthest':
        return expectedValue - value <= tie;
      case 'probability':
        return u * total >= state.squaredBefore(from) - tie * total && u * total <= state.squaredBefore(to) + tie * total;
    }
  };
  return image === expected || isTie() ? { kind: 'fits', value } : { kind: 'differs', value, expected, expectedValue };
}
