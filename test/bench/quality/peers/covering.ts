import { mulberry32, uniform } from '../../../../src/core/index.js';
import { lazyGreedy } from './greedy.js';
import { nested, type Selector } from './selector.js';

const sources = ['test/bench/quality/peers/covering.ts', 'test/bench/quality/peers/greedy.ts', 'test/bench/quality/peers/view.ts'];

/** k-center, greedy (Gonzalez 1985; as core-set in Sener, Savarese 2018): from an image drawn by the seed, always the one farthest from all chosen. */
export const kCenter: Selector = {
  name: 'k-center',
  kind: 'peer',
  seeds: 3,
  sources,
  choose({ images, distances }, seed, budgets) {
    const order = [Math.floor(uniform(mulberry32(seed)) * images)];
    const nearest = new Float32Array(images).fill(Infinity);
    while (order.length < Math.min(images, Math.max(...budgets))) {
      const last = order.at(-1) as number;
      let farthest = 0;
      for (let image = 0; image < images; image++) {
        nearest[image] = image === last ? -1 : Math.min(nearest[image] as number, distances[last * images + image] as number);
        if ((nearest[image] as number) > (nearest[farthest] as number)) farthest = image;
      }
      order.push(farthest);
    }
    return Promise.resolve(nested(order, budgets));
  },
};

/** Facility location on embeddings, greedy: chosen images are near to all others, in the sum of distances. */
export const facilityLocation: Selector = {
  name: 'facility location',
  kind: 'peer',
  seeds: 1,
  sources,
  choose({ images, distances }, _seed, budgets) {
    const greatest = distances.reduce((most, distance) => Math.max(most, distance), 0);
    const benefit = distances.map((distance) => greatest - distance);
    return Promise.resolve(nested(lazyGreedy(benefit, images, Math.max(...budgets)), budgets));
  },
};

/** MaxHerding (Bae et al., ECCV 2024): greedy maximisation of the mean over images of the greatest Gaussian kernel, sigma 1, with a chosen one. */
export const maxHerding: Selector = {
  name: 'MaxHerding',
  kind: 'peer',
  seeds: 1,
  sources,
  choose({ images, distances }, _seed, budgets) {
    // Of unit vectors |x - y|^2 is 2 - 2 x.y.
    const kernel = distances.map((distance) => Math.exp(-2 * distance));
    return Promise.resolve(nested(lazyGreedy(kernel, images, Math.max(...budgets)), budgets));
  },
};
