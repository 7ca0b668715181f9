import { plainProducts } from '../../../../src/core/index.js';
import { viewOf, type View } from '../../../bench/quality/peers/view.js';
import { clusteredPool } from '../../core/pools.js';

/** What selectors see of a small made pool. */
export const madeView = (seed: number, images = 40, clusters = 4): Promise<View> =>
  viewOf(clusteredPool({ seed, images, clusters, patterns: 3 }), clusters, plainProducts);

/** Distance of two images by their unit embeddings, summed in float64. */
export function distance({ whole, width }: View, a: number, b: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += (whole[a * width + k] ?? 0) * (whole[b * width + k] ?? 0);
  return Math.max(0, 1 - sum);
}

/** Order of plain greedy: always the image after whose choice the objective is greatest; ties within rounding count for the bench's choice. */
export function isGreedy(order: readonly number[], images: number, objective: (chosen: readonly number[]) => number): boolean {
  return order.every((image, rank) => {
    const before = order.slice(0, rank);
    const own = objective([...before, image]);
    return Array.from({ length: images }, (_, other) => other)
      .filter((other) => !before.includes(other))
      .every((other) => objective([...before, other]) <= own + 1e-5);
  });
}
