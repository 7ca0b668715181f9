import { nested, type Selector } from './selector.js';

/** Keeps the first axis of a duplicate from being 0 to the last bit. */
const NUGGET = 1e-9;

/** k-DPP, greedy maximum (Chen, Zhang, Zhou 2018), with the kernel of MaxHerding: images that have little to do with each other. */
export const determinantal: Selector = {
  name: 'k-DPP',
  kind: 'peer',
  seeds: 1,
  sources: ['test/bench/quality/peers/determinantal.ts', 'test/bench/quality/peers/view.ts'],
  choose({ images, distances }, _seed, budgets) {
    const kernel = Float64Array.from(distances, (distance) => Math.exp(-2 * distance));
    return Promise.resolve(nested(greedyDeterminant(kernel, images, Math.max(...budgets)), budgets));
  },
};

/**
 * Greedy growth of the determinant of the chosen images' kernel, first the image with the greatest sum of its row; ties: the lowest.
 *
 * @param kernel [N x N]
 */
export function greedyDeterminant(kernel: Float64Array, images: number, budget: number): number[] {
  const left = Float64Array.from({ length: images }, (_, image) => (kernel[image * images + image] as number) + NUGGET);
  const sums = Float64Array.from({ length: images }, (_, image) =>
    kernel.subarray(image * images, (image + 1) * images).reduce((sum, own) => sum + own, 0),
  );
  const axes: Float64Array[] = [];
  const order: number[] = [];
  let scores: Float64Array = sums;
  while (order.length < Math.min(budget, images)) {
    const chosen = scores.reduce((best, score, image) => (score > (scores[best] as number) ? image : best), 0);
    const length = Math.sqrt(left[chosen] as number);
    const axis = Float64Array.from({ length: images }, (_, image) => {
      let product = kernel[chosen * images + image] as number;
      for (const own of axes) product -= (own[chosen] as number) * (own[image] as number);
      return product / length;
    });
    axes.push(axis);
    order.push(chosen);
    axis.forEach((own, image) => (left[image] = (left[image] as number) - own * own));
    for (const image of order) left[image] = -Infinity;
    scores = left;
  }
  return order;
}
