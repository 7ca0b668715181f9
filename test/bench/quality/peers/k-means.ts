import { drawIndex, mulberry32, uniform, type Products } from '../../../../src/core/index.js';
import type { Matrix } from '../matrix.js';

/** Images in groups of the nearest centre. */
export interface Clusters {
  /** [k x width] */
  readonly centres: Float32Array;
  /** Group of each image: [N] */
  readonly labels: Int32Array;
  /** Sum of squared distances to the centres. */
  readonly inertia: number;
}

/** K-means of a pool, each made once: several selectors start from the same. */
export type Clusterings = (k: number, seed: number, settings?: { readonly starts?: number; readonly steps?: number }) => Promise<Clusters>;

/** Change of the centres, relative to the variance of the data, below which they stand: scikit-learn's default. */
const TOLERANCE = 1e-4;

export function clusterings(points: Matrix, products: Products): Clusterings {
  const made = new Map<string, Promise<Clusters>>();
  return (k, seed, { starts = 1, steps = 50 } = {}) => {
    const key = [k, seed, starts, steps].join();
    const known = made.get(key) ?? kMeans(points, products, k, seed, starts, steps);
    made.set(key, known);
    return known;
  };
}

/** K-means as scikit-learn has it: seeds by greedy k-means++, Lloyd's steps, the best of some starts. */
async function kMeans(points: Matrix, products: Products, k: number, seed: number, starts: number, steps: number): Promise<Clusters> {
  const draw = mulberry32(seed);
  let best: Clusters | undefined;
  for (let start = 0; start < starts; start++) {
    const own = await lloyd(points, products, await plusPlus(points, products, k, draw), steps);
    if (!best || own.inertia < best.inertia) best = own;
  }
  if (!best) throw new RangeError('kMeans: no start');
  return best;
}

/** Squared distances of all points to some rows: [rows x N]. */
async function squaredTo(points: Matrix, products: Products, rows: Float32Array): Promise<Float32Array> {
  const { values, width } = points;
  const squares = (of: Float32Array): Float64Array =>
    Float64Array.from({ length: of.length / width }, (_, row) => {
      let sum = 0;
      for (let k = row * width; k < (row + 1) * width; k++) sum += (of[k] as number) ** 2;
      return sum;
    });
  const [own, other] = [squares(rows), squares(values)];
  const result = await products.greatest(rows, 1, values, width);
  for (let i = 0; i < result.length; i++) {
    const [row, point] = [Math.floor(i / other.length), i % other.length];
    result[i] = Math.max(0, (own[row] as number) + (other[point] as number) - 2 * (result[i] as number));
  }
  return result;
}

/** Centres far from each other: of a few points drawn by squared distance the one that lowers the sum most (Arthur, Vassilvitskii 2007). */
async function plusPlus(points: Matrix, products: Products, k: number, draw: () => number): Promise<Float32Array> {
  const { values, width } = points;
  const count = values.length / width;
  const trials = 2 + Math.floor(Math.log(k));
  const row = (point: number): Float32Array => values.subarray(point * width, (point + 1) * width);
  const centres = new Float32Array(k * width);
  const first = Math.floor(uniform(draw) * count);
  centres.set(row(first));
  let nearest = await squaredTo(points, products, row(first).slice());
  for (let centre = 1; centre < k; centre++) {
    const total = nearest.reduce((sum, own) => sum + own, 0);
    const drawn = Array.from({ length: trials }, () => (total > 0 ? drawIndex(nearest, total, uniform(draw)) : centre % count));
    const candidates = new Float32Array(trials * width);
    drawn.forEach((point, i) => candidates.set(row(point), i * width));
    const distances = await squaredTo(points, products, candidates);
    let least = Infinity;
    let then = nearest;
    drawn.forEach((point, i) => {
      const reached = nearest.map((own, p) => Math.min(own, distances[i * count + p] as number));
      const sum = reached.reduce((a, b) => a + b, 0);
      if (sum >= least) return;
      [least, then] = [sum, reached];
      centres.set(row(point), centre * width);
    });
    nearest = then;
  }
  return centres;
}

async function lloyd(points: Matrix, products: Products, centres: Float32Array, steps: number): Promise<Clusters> {
  const { values, width } = points;
  const count = values.length / width;
  const k = centres.length / width;
  const enough = TOLERANCE * varianceOf(points);
  const labels = new Int32Array(count);
  const nearest = new Float64Array(count);
  for (let step = 0; ; step++) {
    const distances = await squaredTo(points, products, centres);
    const before = labels.slice();
    nearest.fill(Infinity);
    for (let i = 0; i < distances.length; i++) {
      const point = i % count;
      if ((distances[i] as number) >= (nearest[point] as number)) continue;
      nearest[point] = distances[i] as number;
      labels[point] = Math.floor(i / count);
    }
    const inertia = nearest.reduce((sum, own) => sum + own, 0);
    if (step === steps || (step > 0 && labels.every((own, i) => own === before[i]))) return { centres, labels, inertia };
    const moved = meansOf(points, labels, nearest, k);
    let shift = 0;
    for (let i = 0; i < moved.length; i++) shift += ((moved[i] as number) - (centres[i] as number)) ** 2;
    centres = moved;
    // One more assignment, so that labels and centres belong together.
    if (shift <= enough) steps = Math.min(steps, step + 1);
  }
}

/** Means of the groups; a group that lost all its points takes the point that is farthest from its centre. */
function meansOf({ values, width }: Matrix, labels: Int32Array, nearest: Float64Array, k: number): Float32Array {
  const sums = new Float64Array(k * width);
  const counts = new Int32Array(k);
  labels.forEach((label, point) => {
    counts[label] = (counts[label] as number) + 1;
    for (let d = 0; d < width; d++) sums[label * width + d] = (sums[label * width + d] as number) + (values[point * width + d] as number);
  });
  const farthest = [...nearest.keys()].sort((a, b) => (nearest[b] as number) - (nearest[a] as number));
  const means = new Float32Array(k * width);
  let empty = 0;
  for (let label = 0; label < k; label++) {
    const size = counts[label] as number;
    const point = size === 0 ? (farthest[empty++] ?? 0) : 0;
    for (let d = 0; d < width; d++)
      means[label * width + d] = size === 0 ? (values[point * width + d] as number) : (sums[label * width + d] as number) / size;
  }
  return means;
}

/** Mean of the variances of the axes. */
function varianceOf({ values, width }: Matrix): number {
  const count = values.length / width;
  let sum = 0;
  for (let d = 0; d < width; d++) {
    let mean = 0;
    let squares = 0;
    for (let i = d; i < values.length; i += width) {
      mean += (values[i] as number) / count;
      squares += (values[i] as number) ** 2 / count;
    }
    sum += squares - mean * mean;
  }
  return sum / width;
}
