import type { Products } from '../../../src/core/index.js';
import { centredOn, rowsOf, type Matrix } from './matrix.js';
import type { Selector } from './peers/selector.js';
import { viewOf, type View } from './peers/view.js';
import { subPool } from './pools.js';
import { choleskyOf } from './probe.js';
import type { Split } from './splits.js';
import { cellsPerImage, streetBudgets, streetSplit, type Street } from './street.js';

const RIDGE = 1;
/** Fence, pedestrian, bicyclist: in fewest images and of fewest pixels. */
const rareClasses = [7, 9, 10];
/** Objects of a class from which on it counts as found. */
const ENOUGH = 5;

/** What the picks of a selector are worth at one budget, as means over its seeds. */
export interface StreetScore {
  readonly budget: number;
  /** Mean intersection over union of the per-cell probe on the tokens of the embedded model: 0 to 1. */
  readonly own: number;
  /** The same on descriptors that no selector saw. */
  readonly other: number;
  /** Objects of the rare classes in a chosen image. */
  readonly rare: number;
  /** Share of the classes of which there are five objects. */
  readonly found: number;
}

export interface StreetBench {
  readonly street: Street;
  readonly split: Split;
  readonly view: View;
  readonly own: Matrix;
  readonly other: Matrix;
  readonly products: Products;
}

export async function streetBenchOf(street: Street, split: number, products: Products): Promise<StreetBench> {
  const parts = streetSplit(street.drives, split);
  const cells = cellsOf(parts.pool);
  return {
    street,
    split: parts,
    view: await viewOf(subPool(street.features, parts.pool), street.objects.width - 1, products),
    own: centredOn(street.tokens, cells),
    other: centredOn(street.other, cells),
    products,
  };
}

const cellsOf = (images: ArrayLike<number>): Int32Array =>
  Int32Array.from({ length: images.length * cellsPerImage }, (_, i) => {
    const image = images[Math.floor(i / cellsPerImage)] as number;
    return image * cellsPerImage + (i % cellsPerImage);
  });

/** Runs a selector with each of its seeds and says what its picks are worth: one score for each budget. */
export async function streetScoresOf(bench: StreetBench, selector: Selector, split: number): Promise<StreetScore[]> {
  const runs: StreetScore[][] = [];
  for (let seed = 0; seed < selector.seeds; seed++) {
    const picks = await selector.choose(bench.view, 100 * split + seed, streetBudgets);
    const scores: StreetScore[] = [];
    for (const [i, budget] of streetBudgets.entries()) scores.push(await scoreOf(bench, picks[i] ?? [], budget));
    runs.push(scores);
  }
  return streetBudgets.map((budget, i) => {
    const mean = (key: keyof StreetScore): number => runs.reduce((sum, run) => sum + (run[i]?.[key] ?? 0), 0) / runs.length;
    return { budget, own: mean('own'), other: mean('other'), rare: mean('rare'), found: mean('found') };
  });
}

async function scoreOf(bench: StreetBench, picks: readonly number[], budget: number): Promise<StreetScore> {
  const { street, split, products } = bench;
  const images = picks.map((pick) => split.pool[pick] as number);
  const isLabelled = (cell: number): boolean => street.labels[cell] !== street.ignored;
  const train = cellsOf(images).filter(isLabelled);
  const test = cellsOf(split.test).filter(isLabelled);
  const unionOf = async (matrix: Matrix): Promise<number> => {
    const answers = await ridgeAnswers(rowsOf(matrix, train), labelsAt(street.labels, train), rowsOf(matrix, test), products);
    return meanUnion(answers, labelsAt(street.labels, test));
  };
  const { values: objects, width } = street.objects;
  const objectsOf = (c: number): number => images.reduce((sum, image) => sum + (objects[image * width + c] as number), 0);
  const real = Array.from({ length: width }, (_, c) => c).filter((c) => c !== street.ignored);
  return {
    budget,
    own: await unionOf(bench.own),
    other: await unionOf(bench.other),
    rare: rareClasses.reduce((sum, c) => sum + objectsOf(c), 0) / images.length,
    found: real.filter((c) => objectsOf(c) >= ENOUGH).length / real.length,
  };
}

const labelsAt = (labels: Uint8Array, cells: Int32Array): Uint8Array => Uint8Array.from(cells, (cell) => labels[cell] as number);

/**
 * Classes that a ridge regression on class indicators gives to test rows. Rows count by the root of what would make all classes count the same; weights have
 * mean 1, penalty 1, and the mean is free.
 */
export async function ridgeAnswers(train: Matrix, labels: Uint8Array, test: Matrix, products: Products): Promise<Uint8Array> {
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const [n, d, k] = [labels.length, train.width, classes.length];
  if (k < 2) return new Uint8Array(test.values.length / d).fill(classes[0] ?? 0);
  const targets = Uint8Array.from(labels, (label) => classes.indexOf(label));
  const counts = new Float64Array(k);
  for (const target of targets) counts[target] = (counts[target] as number) + 1;
  const weights = Float64Array.from(targets, (target) => Math.sqrt(n / k / (counts[target] as number)));
  const total = weights.reduce((sum, own) => sum + own, 0);
  for (let i = 0; i < n; i++) weights[i] = ((weights[i] as number) * n) / total;
  const mean = new Float64Array(d);
  const share = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    const weight = (weights[i] as number) / n;
    for (let f = 0; f < d; f++) mean[f] = (mean[f] as number) + weight * (train.values[i * d + f] as number);
    share[targets[i] as number] = (share[targets[i] as number] as number) + weight;
  }
  // Columns as rows, each weighted by the root: their products are those of the normal equations.
  const columns = new Float32Array((d + k) * n);
  for (let i = 0; i < n; i++) {
    const root = Math.sqrt(weights[i] as number);
    for (let f = 0; f < d; f++) columns[f * n + i] = root * ((train.values[i * d + f] as number) - (mean[f] as number));
    for (let c = 0; c < k; c++) columns[(d + c) * n + i] = root * ((targets[i] === c ? 1 : 0) - (share[c] as number));
  }
  const sums = await products.greatest(columns, 1, columns.subarray(0, d * n), n);
  const normal = Float64Array.from({ length: d * d }, (_, i) => (sums[i] as number) + (i % (d + 1) === 0 ? RIDGE : 0));
  const coefficients = solved(normal, sums.subarray(d * d), d, k);
  const scores = await products.greatest(test.values, 1, coefficients, d);
  const offsets = Float64Array.from(share, (own, c) => {
    let offset = own;
    for (let f = 0; f < d; f++) offset -= (mean[f] as number) * (coefficients[c * d + f] as number);
    return offset;
  });
  return Uint8Array.from({ length: test.values.length / d }, (_, row) => {
    let best = 0;
    for (let c = 1; c < k; c++) {
      const more =
        (scores[row * k + c] as number) + (offsets[c] as number) - (scores[row * k + best] as number) - (offsets[best] as number);
      if (more > 0) best = c;
    }
    return classes[best] as number;
  });
}

/** Solves `normal x = right` for each of k right sides: [k x d]. */
function solved(normal: Float64Array, right: Float32Array, d: number, k: number): Float32Array {
  const lower = choleskyOf(normal, d);
  const result = new Float32Array(k * d);
  for (let c = 0; c < k; c++) {
    const x = Float64Array.from(right.subarray(c * d, (c + 1) * d));
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < i; j++) x[i] = (x[i] as number) - (lower[i * d + j] as number) * (x[j] as number);
      x[i] = (x[i] as number) / (lower[i * d + i] as number);
    }
    for (let i = d - 1; i >= 0; i--) {
      for (let j = i + 1; j < d; j++) x[i] = (x[i] as number) - (lower[j * d + i] as number) * (x[j] as number);
      x[i] = (x[i] as number) / (lower[i * d + i] as number);
    }
    result.set(x, c * d);
  }
  return result;
}

/** Mean over the classes of the test of intersection over union: 0 to 1. */
export function meanUnion(answers: Uint8Array, labels: Uint8Array): number {
  const right = new Float64Array(256);
  const asked = new Float64Array(256);
  const answered = new Float64Array(256);
  labels.forEach((label, i) => {
    const answer = answers[i] as number;
    asked[label] = (asked[label] as number) + 1;
    answered[answer] = (answered[answer] as number) + 1;
    if (answer === label) right[label] = (right[label] as number) + 1;
  });
  let sum = 0;
  let classes = 0;
  for (let c = 0; c < 256; c++) {
    if (asked[c] === 0) continue;
    classes++;
    sum += (right[c] as number) / ((asked[c] as number) + (answered[c] as number) - (right[c] as number));
  }
  return classes > 0 ? sum / classes : 0;
}
