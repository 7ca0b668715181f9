import { CoverageObjective, type ObjectiveSettings } from './coverage-objective.js';
import { LazyGreedy } from './lazy-greedy.js';
import type { RankCheck } from './order-check.js';
import { Pace } from './pace.js';
import type { Pool } from './pool.js';
import type { Products } from './products.js';
import type { Progress } from './progress.js';
import { candidatesOf, checkedImages, type Candidates, type Start } from './start.js';

/** What `coverage` chooses by. */
export interface CoverageSettings extends ObjectiveSettings, Start {
  /** Images to choose: from 0. */
  readonly budget: number;
}

/** The order of `coverage`. */
export interface CoverageOrder {
  /** Chosen images, first pick first: min(budget, images left). */
  readonly order: Int32Array;
  /** What each pick added to F: never more than the one before, save that the first after the pinned ones may. */
  readonly gains: Float64Array;
  /** F with the initial images and all picks; its `patternWeights` are known for the picks. */
  readonly objective: CoverageObjective;
  /** Images whose terms were counted where that was not all of them. */
  readonly sampledImages: number | undefined;
  /** Place in the order from which on only duplicates of chosen images were left. */
  readonly duplicatesFrom: number | undefined;
}

/**
 * FreeSel's own sampler: greedy choice of the images that the most looks of the pool are near to (spec, section 5). Nested and without chance; ties go to the
 * lowest image.
 *
 * @throws RangeError if a setting is out of range; the signal's reason if it is aborted
 */
export async function* coverage(
  pool: Pool,
  settings: CoverageSettings,
  products: Products,
  signal?: AbortSignal,
): AsyncGenerator<Progress, CoverageOrder, void> {
  const candidates = candidatesOf(pool.images, settings);
  if (!(settings.budget >= 0)) throw new RangeError(`coverage: budget ${settings.budget}`);
  const budget = Math.min(Math.floor(settings.budget), candidates.pinned.length + candidates.others.length);
  const pace = new Pace('sample', CoverageObjective.units(pool.images) + budget, signal);
  yield pace.progress();
  const { objective, queues } = yield* begin(pool, settings, candidates, products, pace);
  const order = new Int32Array(budget);
  const gains = new Float64Array(budget);
  const left = new UnlikeChosen(pool.images, objective, settings.initial, candidates);
  const firstOther = candidates.pinned.length;
  let duplicatesFrom: number | undefined;
  for (let rank = 0; rank < budget; rank++) {
    const queue = rank < firstOther ? queues.pinned : queues.others;
    const best = yield* queue.best();
    if (!best) throw new RangeError('coverage: no image is left');
    // Where terms are a sample, an image that adds nothing is not yet a duplicate; what is pinned is no leftover.
    if (rank >= firstOther && ((best.gain === 0 && objective.sampledImages === undefined) || left.count === 0)) duplicatesFrom ??= rank;
    order[rank] = best.image;
    const gain = queue.take(best.image);
    gains[rank] = rank > 0 && rank !== firstOther ? Math.min(gain, gains[rank - 1] as number) : gain;
    left.choose(best.image);
  }
  yield* objective.weigh(order, pace);
  return { order, gains, objective, sampledImages: objective.sampledImages, duplicatesFrom };
}

interface Begun {
  readonly objective: CoverageObjective;
  readonly queues: { readonly pinned: LazyGreedy; readonly others: LazyGreedy };
}

/** The objective with the initial images added, and the queues of the pinned images and of the others. */
async function* begin(
  pool: Pool,
  settings: CoverageSettings,
  candidates: Candidates,
  products: Products,
  pace: Pace,
): AsyncGenerator<Progress, Begun, void> {
  const objective = yield* CoverageObjective.build(pool, settings, products, pace);
  const initial = Array.from(settings.initial);
  for (let from = 0; from < initial.length; from += 32) {
    const batch = initial.slice(from, from + 32);
    await objective.prepare(batch);
    for (const image of batch) objective.add(image);
    yield pace.progress();
  }
  const bounds = yield* objective.bounds(pace);
  return {
    objective,
    queues: {
      pinned: new LazyGreedy(objective, bounds.slice(), candidates.pinned, pace),
      others: new LazyGreedy(objective, bounds, candidates.others, pace),
    },
  };
}

/** How many images are left whose bytes are those of no chosen one. */
class UnlikeChosen {
  count = 0;
  private readonly isSeen: Uint8Array;
  private readonly leftOf: Int32Array;

  constructor(
    images: number,
    private readonly objective: CoverageObjective,
    initial: ArrayLike<number>,
    { pinned, others }: Candidates,
  ) {
    this.leftOf = new Int32Array(images);
    this.isSeen = new Uint8Array(images);
    for (const list of [pinned, others]) {
      for (const image of list) this.leftOf[objective.same.lowest(image)] = (this.leftOf[objective.same.lowest(image)] as number) + 1;
    }
    this.count = pinned.length + others.length;
    for (let i = 0; i < initial.length; i++) this.see(objective.same.lowest(initial[i] as number));
  }

  choose(image: number): void {
    const lowest = this.objective.same.lowest(image);
    if (this.isSeen[lowest] === 0) this.see(lowest);
  }

  private see(lowest: number): void {
    if (this.isSeen[lowest] === 1) return;
    this.isSeen[lowest] = 1;
    this.count -= this.leftOf[lowest] as number;
  }
}

/** What following an order gives: one check for each rank, and the weights of the picks' patterns, as of a selection made anew. */
export interface CoverageChecks {
  /** `value` is a gain. */
  readonly checks: readonly RankCheck[];
  readonly objective: CoverageObjective;
}

/**
 * Follows an order that was made elsewhere, and says of each rank whether its image was the best choice there, or which would have been.
 *
 * @param order image numbers, none twice and none initial
 * @param tie relative difference of gains up to which two candidates are taken for equal
 * @throws RangeError if the order names an image twice, an initial or an unknown one
 */
export async function* checkCoverageOrder(
  order: ArrayLike<number>,
  pool: Pool,
  settings: Omit<CoverageSettings, 'budget'>,
  products: Products,
  tie = 1e-5,
  signal?: AbortSignal,
): AsyncGenerator<Progress, CoverageChecks, void> {
  checkedImages(pool.images, settings.initial, order);
  const candidates = candidatesOf(pool.images, settings);
  const isPinned = checkedImages(pool.images, candidates.pinned);
  const pace = new Pace('sample', CoverageObjective.units(pool.images) + order.length, signal);
  const { objective, queues } = yield* begin(pool, { ...settings, budget: order.length }, candidates, products, pace);
  const checks: RankCheck[] = [];
  for (let rank = 0; rank < order.length; rank++) {
    const image = order[rank] as number;
    const isTurn = (isPinned[image] === 1) === rank < candidates.pinned.length;
    const best = yield* (rank < candidates.pinned.length ? queues.pinned : queues.others).best();
    if (!best) throw new RangeError('coverage: no image is left');
    if (!objective.has(image)) await objective.prepare([image]);
    const value = (isPinned[image] === 1 ? queues.pinned : queues.others).take(image);
    const fits = isTurn && value >= best.gain * (1 - tie);
    checks.push(fits ? { kind: 'fits', value } : { kind: 'differs', value, expected: best.image, expectedValue: best.gain });
  }
  yield* objective.weigh(Int32Array.from(order), pace);
  return { checks, objective };
}
