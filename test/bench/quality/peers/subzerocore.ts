import { lazyGreedy } from './greedy.js';
import { anew, type Selector } from './selector.js';
import type { View } from './view.js';

/** Share of the images that a selection's neighbourhoods are expected to cover: the one setting, at its published value. */
const GAMMA = 0.6;

/**
 * SubZeroCore (Moser et al. 2025, arXiv 2509.21748): facility location in which each candidate's similarities count by its density, a Gaussian of its distance
 * to its K-th neighbour around the mean of all such distances: neither crowds nor outliers. K follows from the budget. There selections are made class by
 * class with labels; here over the whole pool without. Similarity is (1 + cosine) / 2, so that it is never negative.
 */
export const subZeroCore: Selector = {
  name: 'SubZeroCore',
  kind: 'peer',
  seeds: 1,
  sources: ['test/bench/quality/peers/subzerocore.ts', 'test/bench/quality/peers/greedy.ts', 'test/bench/quality/peers/view.ts'],
  choose: (view, _seed, budgets) =>
    anew(budgets, (budget) => Promise.resolve(lazyGreedy(weighted(view, neighboursFor(view.images, budget)), view.images, budget))),
};

/** The least K at which some of so many random picks are expected to lie among the K nearest of a share `gamma` of the images. */
export function neighboursFor(images: number, budget: number, gamma = GAMMA): number {
  let missed = 1;
  let k = 0;
  while (1 - missed < gamma && k < images - budget - 1) {
    k++;
    missed *= (images - budget - k) / (images - k);
  }
  return Math.max(1, k);
}

/** Similarity of each candidate with each image, times the candidate's density: [N x N], a row for each candidate. */
export function weighted({ images, distances }: Pick<View, 'images' | 'distances'>, neighbours: number): Float32Array {
  const radii = Float64Array.from({ length: images }, (_, image) => {
    const own = distances.slice(image * images, (image + 1) * images);
    own[image] = Infinity;
    return own.sort()[neighbours - 1] as number;
  });
  const mean = radii.reduce((sum, radius) => sum + radius, 0) / images;
  const variance = radii.reduce((sum, radius) => sum + (radius - mean) ** 2, 0) / images;
  const densities = radii.map((radius) => (variance > 1e-24 ? Math.exp(-((radius - mean) ** 2) / (2 * variance)) : 1));
  return distances.map((distance, i) => (densities[Math.floor(i / images)] as number) * (1 - distance / 2));
}
