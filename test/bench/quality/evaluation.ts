import type { Products } from '../../../src/core/index.js';
import { coverageRadius, shareWithin } from './coverage-share.js';
import { mean } from './figures.js';
import { centredOn, scaleToUnit } from './matrix.js';
import type { Selector } from './peers/selector.js';
import { viewOf } from './peers/view.js';
import { subPool, type QualityPool } from './pools.js';
import { balancedAccuracy, type Gram } from './probe.js';
import { junk, splitOf, type Split } from './splits.js';

/** Labels of each class on the mean. */
export const labelsPerClass = [1, 2, 4, 6, 10];
/** Where there are two classes, which would give too small budgets: in all. */
const labelsOfTwo = [2, 6, 10, 20, 40];

/** What the picks of a selector are worth at one budget, as means over its seeds; shares are 0 to 1. */
export interface Score {
  readonly budget: number;
  /** Balanced accuracy of the probe on the embeddings that selectors see. */
  readonly own: number;
  /** The same on features that no selector saw; null where there are none. */
  readonly other: number | null;
  /** Share of the classes that are among the picks. */
  readonly found: number;
  /** Share of the picks that is junk. */
  readonly junk: number;
  /** Share of the pool that has a pick near. */
  readonly covered: number;
}

/** A pool with one of its splits, and everything that is the same for all selectors. */
export interface Bench {
  readonly pool: QualityPool;
  readonly split: Split;
  readonly view: Awaited<ReturnType<typeof viewOf>>;
  readonly own: Gram;
  readonly other: Gram | undefined;
  readonly classes: number;
  readonly radius: number;
}

export const splitFor = ({ labels, isHeldOut }: QualityPool, split: number): Split => {
  if (!isHeldOut) return splitOf(labels, 1 + split);
  const all = [...labels.keys()];
  return {
    pool: Int32Array.from(all.filter((image) => isHeldOut[image] !== true)),
    test: Int32Array.from(all.filter((image) => isHeldOut[image] === true && labels[image] !== junk)),
  };
};

/** Labels that are given in all, for so many of each class. */
export function budgetsFor({ labels }: QualityPool, perClass: readonly number[]): number[] {
  const classes = new Set(labels.filter((label) => label !== junk)).size;
  return perClass.map((count, i) => (classes > 2 ? count * classes : (labelsOfTwo[labelsPerClass.indexOf(count)] ?? 2 * (i + 1))));
}

/** Share of the images of a pool to choose from that is junk. */
export function junkShare(pool: QualityPool, split: number): number {
  const images = splitFor(pool, split).pool;
  return images.reduce((sum, image) => sum + (pool.labels[image] === junk ? 1 : 0), 0) / images.length;
}

export async function benchOf(pool: QualityPool, split: number, products: Products): Promise<Bench> {
  const parts = splitFor(pool, split);
  const classes = new Set(pool.labels.filter((label) => label !== junk)).size;
  const view = await viewOf(subPool(pool.features, parts.pool), classes, products);
  const { embeddings, embeddingWidth, images } = pool.features;
  const gramOf = async (values: Float32Array, width: number): Promise<Gram> => ({
    values: await products.greatest(values, 1, values, width),
    images,
  });
  const other = pool.other && centredOn(pool.other, parts.pool);
  const own = { values: embeddings.slice(), width: embeddingWidth };
  scaleToUnit(own);
  return {
    pool,
    split: parts,
    view,
    own: await gramOf(own.values, own.width),
    other: other && (await gramOf(other.values, other.width)),
    classes,
    radius: coverageRadius(view.distances, view.images),
  };
}

/** Runs a selector with each of its seeds and says what its picks are worth: one score for each budget. */
export async function scoresOf(bench: Bench, selector: Selector, split: number, budgets: readonly number[]): Promise<Score[]> {
  const runs: Score[][] = [];
  for (let seed = 0; seed < selector.seeds; seed++) {
    const picks = await selector.choose(bench.view, 100 * split + seed, budgets);
    runs.push(budgets.map((budget, i) => scoreOf(bench, checked(selector.name, picks[i] ?? [], budget, bench.view.images), budget)));
  }
  return budgets.map((budget, i) => {
    const own = runs.flatMap((run) => run[i] ?? []);
    const others = own.flatMap(({ other }) => other ?? []);
    return {
      budget,
      own: mean(own.map((score) => score.own)),
      other: others.length > 0 ? mean(others) : null,
      found: mean(own.map((score) => score.found)),
      junk: mean(own.map((score) => score.junk)),
      covered: mean(own.map((score) => score.covered)),
    };
  });
}

function checked(name: string, picks: readonly number[], budget: number, images: number): readonly number[] {
  const isRight = new Set(picks).size === Math.min(budget, images) && picks.every((image) => image >= 0 && image < images);
  if (!isRight || picks.length > budget) throw new Error(`${name} gave ${picks.length} picks for a budget of ${budget}`);
  return picks;
}

function scoreOf({ pool, split, view, own, other, classes, radius }: Bench, picks: readonly number[], budget: number): Score {
  const images = picks.map((pick) => split.pool[pick] as number);
  const labelled = images.filter((image) => pool.labels[image] !== junk);
  return {
    budget,
    own: balancedAccuracy(own, pool.labels, labelled, split.test),
    other: other ? balancedAccuracy(other, pool.labels, labelled, split.test) : null,
    found: new Set(labelled.map((image) => pool.labels[image])).size / classes,
    junk: 1 - labelled.length / images.length,
    covered: shareWithin(view.distances, view.images, picks, radius),
  };
}
