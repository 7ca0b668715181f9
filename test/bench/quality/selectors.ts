import { coverage, paperSampler, settings } from '../../../src/core/index.js';
import { resultOf } from '../model-pools.js';
import { activeFt } from './peers/active-ft.js';
import { kMeansNearest, typiClust } from './peers/clusters.js';
import { facilityLocation, kCenter, maxHerding } from './peers/covering.js';
import { determinantal } from './peers/determinantal.js';
import { probCover } from './peers/prob-cover.js';
import { nested, type Selector } from './peers/selector.js';
import { subZeroCore } from './peers/subzerocore.js';
import { zCore } from './peers/zcore.js';
import { permutation } from './splits.js';

const random: Selector = {
  name: 'random',
  kind: 'random',
  seeds: 20,
  sources: [],
  choose: ({ images }, seed, budgets) => Promise.resolve(nested(permutation(images, seed), budgets)),
};

/** A sampler of the paper, as the product runs it: centred on the pool. */
const paper = (kind: 'probability' | 'farthest'): Selector => ({
  name: kind,
  kind: 'peer',
  seeds: 5,
  sources: ['src/core'],
  async choose({ features, products }, seed, budgets) {
    const asked = { kind, centre: settings.centre.default, seed, budget: Math.max(...budgets), initial: [] };
    const { order } = await resultOf(paperSampler(features, asked, products));
    return nested(order, budgets);
  },
});

/** The product's own sampler with nothing set. */
const ours: Selector = {
  name: 'coverage',
  kind: 'ours',
  seeds: 1,
  sources: ['src/core'],
  async choose({ features, products }, _seed, budgets) {
    const asked = { rarity: settings.rarity.default, blend: settings.blend.default, budget: Math.max(...budgets), initial: [] };
    const { order } = await resultOf(coverage(features, asked, products));
    return nested(order, budgets);
  },
};

/** Every selector of the bench. Another of ours is added here, with `kind: 'ours'`; `--judge NAME` holds it to the bars. */
export const selectors: readonly Selector[] = [
  random,
  ours,
  facilityLocation,
  maxHerding,
  kMeansNearest,
  activeFt,
  typiClust,
  subZeroCore,
  determinantal,
  kCenter,
  paper('farthest'),
  paper('probability'),
  probCover,
  zCore,
];

/** The selector that the bars are for: the product's default. */
export const defaultSelector = settings.sampler.default;
