import { permutation } from '../splits.js';
import { nested, type Selector } from './selector.js';
import type { View } from './view.js';

const PURITY = 0.95;
/** Quantiles of all distances that are tried as radius. */
const RADII = Array.from({ length: 60 }, (_, i) => 0.002 + (i * (0.3 - 0.002)) / 59);
const STARTS = 3;

/**
 * ProbCover (Yehuda et al. 2022): greedy cover by balls. The radius is the greatest at which 95 % of the balls are pure by K-means with as many groups as
 * there are classes, a number that only this selector is told. Where everything is covered, images at random.
 */
export const probCover: Selector = {
  name: 'ProbCover',
  kind: 'peer',
  seeds: 3,
  sources: ['test/bench/quality/peers/prob-cover.ts', 'test/bench/quality/peers/k-means.ts', 'test/bench/quality/peers/view.ts'],
  async choose(view, seed, budgets) {
    const { labels } = await view.clusterings(view.classes, seed, { starts: STARTS, steps: 300 });
    return nested(cover(view, pureRadius(view, labels), Math.max(...budgets), permutation(view.images, seed)), budgets);
  },
};

/** The greatest of the radii tried, as distance 1 - cosine, at which enough balls hold one group only. */
export function pureRadius({ images, distances }: Pick<View, 'images' | 'distances'>, labels: ArrayLike<number>): number {
  // 1e-4 of Euclidean distance: duplicates.
  const apart = distances.filter((distance) => Math.sqrt(2 * distance) > 1e-4).sort();
  /** Distance of each image to the nearest of another group. */
  const foreign = Float64Array.from({ length: images }, (_, a) => {
    let least = Infinity;
    for (let b = 0; b < images; b++) if (labels[a] !== labels[b]) least = Math.min(least, distances[a * images + b] as number);
    return least;
  });
  let radius: number | undefined;
  for (const share of RADII) {
    const tried = apart[Math.floor(share * (apart.length - 1))] ?? 0;
    const pure = foreign.filter((distance) => distance >= tried).length / images;
    if (radius !== undefined && pure < PURITY) break;
    radius = tried;
  }
  return radius ?? 0;
}

/** Greedy cover: the image whose ball holds most images that no ball holds; ties: the lowest. */
export function cover(
  { images, distances }: Pick<View, 'images' | 'distances'>,
  radius: number,
  budget: number,
  spare: Int32Array,
): number[] {
  const isFree = new Uint8Array(images).fill(1);
  const isChosen = new Uint8Array(images);
  const degrees = new Int32Array(images);
  for (let i = 0; i < distances.length; i++) {
    const image = Math.floor(i / images);
    if ((distances[i] as number) < radius) degrees[image] = (degrees[image] as number) + 1;
  }
  const order: number[] = [];
  let next = 0;
  while (order.length < Math.min(budget, images)) {
    let best = -1;
    for (let image = 0; image < images; image++) {
      if (isChosen[image] === 0 && (degrees[image] as number) > (best < 0 ? 0 : (degrees[best] as number))) best = image;
    }
    if (best < 0) {
      while (isChosen[spare[next] as number] === 1) next++;
      best = spare[next] as number;
    }
    order.push(best);
    isChosen[best] = 1;
    for (let image = 0; image < images; image++) {
      if (isFree[image] === 0 || !((distances[best * images + image] as number) < radius)) continue;
      isFree[image] = 0;
      for (let other = 0; other < images; other++)
        if ((distances[image * images + other] as number) < radius) degrees[other] = (degrees[other] as number) - 1;
    }
  }
  return order;
}
