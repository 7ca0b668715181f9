import { anew, type Selector } from './selector.js';
import type { View } from './view.js';

const sources = ['test/bench/quality/peers/clusters.ts', 'test/bench/quality/peers/k-means.ts', 'test/bench/quality/peers/view.ts'];

/** As many groups as labels; of each the image nearest to its centre that is not taken. */
export const kMeansNearest: Selector = {
  name: 'K-means',
  kind: 'peer',
  seeds: 3,
  sources,
  choose: (view, seed, budgets) =>
    anew(budgets, async (budget) => {
      const { centres } = await view.clusterings(budget, seed);
      return nearestTo(view, centres);
    }),
};

/** For each centre in turn the nearest image that is not taken: squared distances as K-means has them. */
export async function nearestTo({ whole, width, images, products }: View, centres: Float32Array): Promise<number[]> {
  const cosines = await products.greatest(centres, 1, whole, width);
  const squares = Float64Array.from({ length: images }, (_, image) => {
    let sum = 0;
    for (let k = image * width; k < (image + 1) * width; k++) sum += (whole[k] as number) ** 2;
    return sum;
  });
  const isTaken = new Uint8Array(images);
  return Array.from({ length: centres.length / width }, (_, centre) => {
    let best = -1;
    let least = Infinity;
    for (let image = 0; image < images; image++) {
      const distance = (squares[image] as number) - 2 * (cosines[centre * images + image] as number);
      if (isTaken[image] === 0 && distance < least) [best, least] = [image, distance];
    }
    isTaken[best] = 1;
    return best;
  });
}

const NEIGHBOURS = 20;
/** Groups of so few images or less are dropped. */
const SMALL = 5;

/**
 * TypiClust (Hacohen, Dekel, Weinshall 2022): as many groups as labels; from each, largest first, its most typical image, the one with the least mean distance
 * to its neighbours in the group (half the group, 20 at most). Their K-means works on features of their own training; here on what all selectors see.
 */
export const typiClust: Selector = {
  name: 'TypiClust',
  kind: 'peer',
  seeds: 3,
  sources,
  choose: (view, seed, budgets) =>
    anew(budgets, async (budget) => {
      const { labels } = await view.clusterings(budget, seed);
      return typical(view, labels, budget);
    }),
};

/** The most typical image of each group in turn, largest first, until there are enough. */
export function typical({ images, distances }: Pick<View, 'images' | 'distances'>, labels: Int32Array, budget: number): number[] {
  const groups = new Map<number, number[]>();
  labels.forEach((label, image) => groups.set(label, [...(groups.get(label) ?? []), image]));
  const all = [...groups].sort(([a], [b]) => a - b).map(([, members]) => members);
  const large = all.filter(({ length }) => length > SMALL);
  const turn = (large.length > 0 ? large : all).map((members) => ({ members, size: members.length })).sort((a, b) => b.size - a.size);
  const chosen: number[] = [];
  while (chosen.length < budget && turn.some(({ members }) => members.length > 0)) {
    for (const group of turn) {
      if (chosen.length === budget || group.members.length === 0) continue;
      const image = mostTypical(distances, images, group.members);
      chosen.push(image);
      group.members = group.members.filter((own) => own !== image);
    }
  }
  const isChosen = new Set(chosen);
  for (let image = 0; image < images && chosen.length < budget; image++) if (!isChosen.has(image)) chosen.push(image);
  return chosen;
}

function mostTypical(distances: Float32Array, images: number, members: readonly number[]): number {
  const neighbours = Math.min(NEIGHBOURS, members.length >> 1);
  let best = members[0] ?? 0;
  let least = Infinity;
  if (neighbours === 0) return best;
  for (const image of members) {
    // Of unit vectors: the Euclidean distance.
    const own = Float64Array.from(members, (other) => Math.sqrt(2 * (distances[image * images + other] as number))).sort();
    const mean = own.subarray(1, neighbours + 1).reduce((sum, distance) => sum + distance, 0);
    if (mean < least) [best, least] = [image, mean];
  }
  return best;
}
