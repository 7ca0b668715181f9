import { rowsOf } from '../matrix.js';
import { permutation } from '../splits.js';
import { anew, type Selector } from './selector.js';
import type { View } from './view.js';

const TEMPERATURE = 0.07;
const RATE = 0.001;
const STEPS = 300;

/**
 * ActiveFT (Xie et al., CVPR 2023), with its published defaults: as many points as labels, started on random images, are moved by Adam so that each image has
 * a point near and points keep apart; then the nearest image of each that is not taken.
 */
export const activeFt: Selector = {
  name: 'ActiveFT',
  kind: 'peer',
  seeds: 2,
  sources: ['test/bench/quality/peers/active-ft.ts', 'test/bench/quality/peers/view.ts'],
  choose: (view, seed, budgets) => anew(budgets, (budget) => chosenBy(view, seed, budget)),
};

async function chosenBy(view: View, seed: number, budget: number): Promise<number[]> {
  const { whole, width, images, products } = view;
  const count = Math.min(budget, images);
  const { values: points } = rowsOf({ values: whole, width }, permutation(images, seed).subarray(0, count));
  const first = new Float64Array(points.length);
  const second = new Float64Array(points.length);
  for (let step = 1; step <= STEPS; step++) {
    const { gradient } = await lossOf(view, points);
    const rate = RATE / (1 - 0.9 ** step);
    const unbiased = 1 / (1 - 0.999 ** step);
    for (let i = 0; i < points.length; i++) {
      const own = gradient[i] as number;
      const mean = (first[i] = 0.9 * (first[i] as number) + 0.1 * own);
      const square = (second[i] = 0.999 * (second[i] as number) + 0.001 * own * own);
      points[i] = (points[i] as number) - (rate * mean) / (Math.sqrt(square * unbiased) + 1e-8);
    }
  }
  const cosines = await products.greatest(unitOf(points, width).unit, 1, whole, width);
  const isTaken = new Uint8Array(images);
  return Array.from({ length: count }, (_, point) => {
    let best = -1;
    for (let image = 0; image < images; image++) {
      if (isTaken[image] === 1) continue;
      if (best < 0 || (cosines[point * images + image] as number) > (cosines[point * images + best] as number)) best = image;
    }
    isTaken[best] = 1;
    return best;
  });
}

function unitOf(points: Float32Array, width: number): { unit: Float32Array; lengths: Float64Array } {
  const lengths = Float64Array.from({ length: points.length / width }, (_, row) => {
    let squared = 0;
    for (let k = row * width; k < (row + 1) * width; k++) squared += (points[k] as number) ** 2;
    return Math.sqrt(squared);
  });
  const unit = points.slice();
  lengths.forEach((length, row) => {
    for (let k = row * width; k < (row + 1) * width; k++) unit[k] = (unit[k] as number) / length;
  });
  return { unit, lengths };
}

/**
 * Loss of the points and its gradient: the mean over images of `-log(e^s / (e^s + r))`, s being the cosine with the nearest point over the temperature and r
 * the sum of `exp(cosine / temperature)` of that point with all points, as the published code has it (its own, too).
 *
 * @param points [b x width]
 */
export async function lossOf(
  { whole, width, images, products }: Pick<View, 'whole' | 'width' | 'images' | 'products'>,
  points: Float32Array,
): Promise<{ loss: number; gradient: Float64Array }> {
  const { unit, lengths } = unitOf(points, width);
  const count = lengths.length;
  const toImages = await products.greatest(unit, 1, whole, width);
  const between = (await products.greatest(unit, 1, unit, width)).map((cosine) => Math.exp(cosine / TEMPERATURE));
  const apart = Float64Array.from({ length: count }, (_, point) =>
    between.subarray(point * count, (point + 1) * count).reduce((sum, own) => sum + own, 0),
  );
  /** Gradient for the unit points, and the factor of each point's own sum r. */
  const pull = new Float64Array(points.length);
  const push = new Float64Array(count);
  let loss = 0;
  const nearestOf = new Int32Array(images);
  for (let point = 1; point < count; point++) {
    for (let image = 0, at = point * images; image < images; image++, at++) {
      if ((toImages[at] as number) > (toImages[(nearestOf[image] as number) * images + image] as number)) nearestOf[image] = point;
    }
  }
  for (let image = 0; image < images; image++) {
    const nearest = nearestOf[image] as number;
    const attraction = Math.exp((toImages[nearest * images + image] as number) / TEMPERATURE);
    const repulsion = apart[nearest] as number;
    const sum = attraction + repulsion;
    loss += Math.log(sum / attraction) / images;
    push[nearest] = (push[nearest] as number) + 1 / sum / images;
    const scale = -repulsion / sum / images / TEMPERATURE;
    for (let k = 0, at = nearest * width, from = image * width; k < width; k++, at++, from++)
      pull[at] = (pull[at] as number) + scale * (whole[from] as number);
  }
  // The sum r of a point moves that point alone: the published code detaches the others.
  const weights = between.map((own, i) => (own * (push[Math.floor(i / count)] as number)) / TEMPERATURE);
  const columns = new Float32Array(unit.length);
  for (let row = 0; row < count; row++) for (let k = 0; k < width; k++) columns[k * count + row] = unit[row * width + k] as number;
  const repelled = await products.greatest(weights, 1, columns, count);
  const gradient = new Float64Array(points.length);
  for (let point = 0; point < count; point++) {
    const from = point * width;
    let along = 0;
    for (let k = from; k < from + width; k++) {
      gradient[k] = (pull[k] as number) + (repelled[k] as number);
      along += (gradient[k] as number) * (unit[k] as number);
    }
    for (let k = from; k < from + width; k++)
      gradient[k] = ((gradient[k] as number) - along * (unit[k] as number)) / (lengths[point] as number);
  }
  return { loss, gradient };
}
