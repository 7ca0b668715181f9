import assert from 'node:assert/strict';
import { test } from 'node:test';
import { covered, mulberry32, plainProducts, uniform } from '../../../../src/core/index.js';
import { coverageRadius, shareWithin } from '../../../bench/quality/coverage-share.js';
import { lossOf } from '../../../bench/quality/peers/active-ft.js';
import { kMeansNearest, typical } from '../../../bench/quality/peers/clusters.js';
import { facilityLocation, kCenter, maxHerding } from '../../../bench/quality/peers/covering.js';
import { greedyDeterminant } from '../../../bench/quality/peers/determinantal.js';
import { cover, pureRadius } from '../../../bench/quality/peers/prob-cover.js';
import { neighboursFor, subZeroCore, weighted } from '../../../bench/quality/peers/subzerocore.js';
import type { View } from '../../../bench/quality/peers/view.js';
import { scoresOf } from '../../../bench/quality/peers/zcore.js';
import { selectors } from '../../../bench/quality/selectors.js';
import { finished } from '../../core/oracle.js';
import { distance, isGreedy, madeView } from './made-view.js';

const seeds = [1, 2, 3];
const all = (view: View): number[] => Array.from({ length: view.images }, (_, image) => image);
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const orderOf = async (selector: typeof kCenter, view: View, budget: number, seed = 1): Promise<number[]> => [
  ...((await selector.choose(view, seed, [budget]))[0] ?? []),
];

test('every selector gives as many different images as are asked for, nested or not, the same for the same seed', async () => {
  const view = await madeView(4, 60, 5);
  for (const selector of selectors.filter(({ name }) => name !== 'ZCore')) {
    const picks = await selector.choose(view, 3, [2, 7, 20]);
    assert.deepEqual(
      picks.map((own) => new Set(own).size),
      [2, 7, 20],
      selector.name,
    );
    assert.ok(picks.flat().every((image) => Number.isInteger(image) && image >= 0 && image < view.images));
    assert.deepEqual(await selector.choose(await madeView(4, 60, 5), 3, [2, 7, 20]), picks, selector.name);
  }
});

test('facility location is plain greedy on the sum of least distances', async () => {
  for (const seed of seeds) {
    const view = await madeView(seed);
    const far = Math.max(...all(view).flatMap((a) => all(view).map((b) => distance(view, a, b))));
    const objective = (chosen: readonly number[]): number =>
      sum(all(view).map((image) => far - Math.min(...chosen.map((own) => distance(view, image, own)))));
    assert.ok(isGreedy(await orderOf(facilityLocation, view, 8), view.images, objective));
  }
});

test('MaxHerding is plain greedy on the mean of the greatest kernels', async () => {
  for (const seed of seeds) {
    const view = await madeView(seed);
    const kernel = (a: number, b: number): number => Math.exp(-2 * distance(view, a, b));
    const objective = (chosen: readonly number[]): number =>
      sum(all(view).map((image) => Math.max(...chosen.map((own) => kernel(image, own)))));
    assert.ok(isGreedy(await orderOf(maxHerding, view, 8), view.images, objective));
  }
});

test('SubZeroCore is plain greedy on its weighted similarities, and K covers the share that is asked for', async () => {
  const view = await madeView(2);
  const budget = 6;
  const neighbours = neighboursFor(view.images, budget);
  const similarity = weighted(view, neighbours);
  const objective = (chosen: readonly number[]): number =>
    sum(all(view).map((image) => Math.max(...chosen.map((own) => similarity[own * view.images + image] ?? 0))));
  assert.ok(isGreedy(await orderOf(subZeroCore, view, budget), view.images, objective));
  // An image misses all of its K nearest with chance C(N - 1 - K, M) / C(N - 1, M).
  const missed = (n: number, m: number, k: number): number =>
    Array.from({ length: m }, (_, i) => (n - 1 - k - i) / (n - 1 - i)).reduce((a, b) => a * b, 1);
  for (const [n, m] of [
    [500, 112],
    [900, 60],
    [40, 6],
  ] as const) {
    const k = neighboursFor(n, m);
    assert.ok(1 - missed(n, m, k) >= 0.6 - 1e-12 && 1 - missed(n, m, k - 1) < 0.6, `${n} ${m}: ${k}`);
  }
  const radii = all(view).map(
    (image) =>
      all(view)
        .map((other) => distance(view, image, other))
        .sort((a, b) => a - b)[neighbours] ?? 0,
  );
  const mean = sum(radii) / radii.length;
  const variance = sum(radii.map((radius) => (radius - mean) ** 2)) / radii.length;
  all(view).forEach((image) => {
    const expected = Math.exp(-(((radii[image] ?? 0) - mean) ** 2) / (2 * variance));
    assert.ok(Math.abs((similarity[image * (view.images + 1)] ?? 0) - expected) < 1e-4);
  });
});

test('k-center takes the farthest image, from an image of the seed on', async () => {
  const starts = new Set<number>();
  for (const seed of [1, 2, 3, 4, 5]) {
    const view = await madeView(1);
    const order = await orderOf(kCenter, view, 10, seed);
    starts.add(order[0] ?? -1);
    order.slice(1).forEach((image, i) => {
      const before = order.slice(0, i + 1);
      const apart = (own: number): number => Math.min(...before.map((other) => distance(view, own, other)));
      assert.ok(all(view).every((other) => apart(other) <= apart(image) + 1e-6));
    });
  }
  assert.ok(starts.size > 1);
});

function determinant(matrix: number[][]): number {
  const rows = matrix.map((row) => [...row]);
  let product = 1;
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows[i]?.[i] ?? 0;
    product *= pivot;
    for (let j = i + 1; j < rows.length; j++) {
      const factor = (rows[j]?.[i] ?? 0) / pivot;
      rows[j] = (rows[j] ?? []).map((own, k) => own - factor * (rows[i]?.[k] ?? 0));
    }
  }
  return product;
}

test('k-DPP grows the determinant most with every image after the first', async () => {
  const view = await madeView(3, 25);
  const kernel = Float64Array.from(view.distances, (own) => Math.exp(-2 * own));
  const order = greedyDeterminant(kernel, view.images, 7);
  const objective = (chosen: readonly number[]): number =>
    determinant(chosen.map((a) => chosen.map((b) => kernel[a * view.images + b] ?? 0)));
  order.slice(1).forEach((image, i) => {
    const before = order.slice(0, i + 1);
    const own = objective([...before, image]);
    assert.ok(
      all(view)
        .filter((other) => !before.includes(other))
        .every((other) => objective([...before, other]) <= own + 1e-7),
    );
  });
});

test('ProbCover takes the greatest radius whose balls are pure, and then the ball with most that is free', async () => {
  const view = await madeView(5, 30);
  const labels = all(view).map((image) => image % 3);
  const purity = (radius: number): number =>
    all(view).filter((a) => all(view).every((b) => labels[a] === labels[b] || distance(view, a, b) >= radius)).length / view.images;
  const apart = await madeView(7, 90, 3);
  const { labels: groups } = await apart.clusterings(3, 1);
  const radius = pureRadius(apart, groups);
  const pureAt = (r: number): number =>
    all(apart).filter((a) => all(apart).every((b) => groups[a] === groups[b] || distance(apart, a, b) >= r)).length / apart.images;
  assert.ok(pureAt(radius) >= 0.95, String(pureAt(radius)));
  // Labels without sense: even the least radius that is tried stays.
  assert.ok(purity(pureRadius(view, labels) + 1e-6) <= 1 && pureRadius(view, labels) > 0);
  const spare = Int32Array.from(all(view)).reverse();
  const order = cover(view, 0.4, 30, spare);
  const coveredBy = (chosen: readonly number[]): number =>
    all(view).filter((image) => chosen.some((own) => (view.distances[own * view.images + image] ?? 1) < 0.4)).length;
  let whole = false;
  order.forEach((image, i) => {
    const before = order.slice(0, i);
    const gain = coveredBy([...before, image]) - coveredBy(before);
    whole ||= coveredBy(before) === view.images;
    if (!whole) assert.ok(all(view).every((other) => coveredBy([...before, other]) - coveredBy(before) <= gain));
    else
      assert.equal(
        image,
        [...spare].find((own) => !before.includes(own)),
      );
  });
  assert.ok(whole);
});

test('TypiClust takes the most typical image of each group, largest first, and drops small groups', () => {
  // On a line: eight images around 0, nine around 10, two far off. Half a group are four neighbours, so the best is one image and not two.
  const places = [0, 0.1, 0.2, 0.3, 0.5, 0.9, 1.4, 2, 10, 10.1, 10.2, 10.25, 10.3, 10.6, 11, 11.5, 12, 30, 31];
  const distances = Float32Array.from(places.flatMap((a) => places.map((b) => (a - b) ** 2 / 2)));
  const labels = Int32Array.from(places, (place) => (place < 5 ? 0 : place < 20 ? 1 : 2));
  assert.deepEqual(typical({ images: places.length, distances }, labels, 2), [10, 2]);
  const more = typical({ images: places.length, distances }, labels, 18);
  assert.deepEqual(
    [...more.slice(0, 17)].sort((a, b) => a - b),
    Array.from({ length: 17 }, (_, i) => i),
  );
  assert.deepEqual(more.slice(17), [17]);
});

test('K-means groups what lies together, and its picks are the images nearest to the means', async () => {
  const view = await madeView(11, 80, 3);
  const { labels, centres, inertia } = await view.clusterings(3, 2, { starts: 5 });
  const width = view.width;
  const squared = (image: number, centre: number): number =>
    sum(Array.from({ length: width }, (_, k) => ((view.whole[image * width + k] ?? 0) - (centres[centre * width + k] ?? 0)) ** 2));
  all(view).forEach((image) => {
    const own = squared(image, labels[image] ?? 0);
    assert.ok([0, 1, 2].every((centre) => own <= squared(image, centre) + 1e-5));
  });
  assert.ok(Math.abs(sum(all(view).map((image) => squared(image, labels[image] ?? 0))) - inertia) < 1e-3);
  const single = await view.clusterings(3, 2);
  assert.ok(inertia <= single.inertia + 1e-6);
  const picks = await orderOf(kMeansNearest, view, 3, 2);
  const chosenOf = (centre: number): number => picks[centre] ?? 0;
  const own = single.centres;
  [0, 1, 2].forEach((centre) => {
    const to = (image: number): number =>
      sum(Array.from({ length: width }, (_, k) => ((view.whole[image * width + k] ?? 0) - (own[centre * width + k] ?? 0)) ** 2));
    assert.ok(
      all(view)
        .filter((image) => !picks.slice(0, centre).includes(image))
        .every((image) => to(chosenOf(centre)) <= to(image) + 1e-5),
    );
  });
});

test('the gradient of ActiveFT is that of its loss, the other points of a sum standing still', async () => {
  const view = await madeView(6, 20);
  const draw = mulberry32(5);
  const points = Float32Array.from({ length: 4 * view.width }, () => uniform(draw) - 0.5);
  const { loss, gradient } = await lossOf(view, points);
  const width = view.width;
  const row = (of: ArrayLike<number>, i: number): number[] => Array.from({ length: width }, (_, k) => of[i * width + k] ?? 0);
  const cosine = (a: number[], b: number[]): number =>
    sum(a.map((own, k) => own * (b[k] ?? 0))) / Math.sqrt(sum(a.map((x) => x * x)) * sum(b.map((x) => x * x)));
  const plain = (moved: ArrayLike<number>): number =>
    sum(
      all(view).map((image) => {
        const near = [0, 1, 2, 3].map((point) => cosine(row(moved, point), row(view.whole, image)) / 0.07);
        const nearest = near.indexOf(Math.max(...near));
        const apart = sum([0, 1, 2, 3].map((other) => Math.exp(cosine(row(points, other), row(moved, nearest)) / 0.07)));
        return Math.log((Math.exp(near[nearest] ?? 0) + apart) / Math.exp(near[nearest] ?? 0)) / view.images;
      }),
    );
  assert.ok(Math.abs(plain(points) - loss) < 1e-4);
  for (let i = 0; i < points.length; i++) {
    const [up, down] = [1e-4, -1e-4].map((step) => Array.from(points, (own, k) => (k === i ? own + step : own)));
    const slope = (plain(up ?? []) - plain(down ?? [])) / 2e-4;
    assert.ok(Math.abs(slope - (gradient[i] ?? 0)) < 1e-2 * Math.max(1, Math.abs(slope)), `${i}: ${slope} ${gradient[i] ?? 0}`);
  }
});

test('ZCore raises one image with each draw and takes as much from its neighbours, all of it from a twin', () => {
  const draw = mulberry32(2);
  const spread = Array.from({ length: 20 }, () => [uniform(draw), uniform(draw), uniform(draw)]);
  const embeddings = Float32Array.from([...spread, spread[0] ?? []].flat());
  const before = scoresOf(embeddings, 3, 21, 1, 0);
  const scores = scoresOf(embeddings, 3, 21, 1, 3000);
  assert.ok(before.every((score) => score >= 0 && score < 1));
  assert.ok(Math.abs(sum([...scores]) - sum([...before])) < 1e-6);
  assert.ok(scores.subarray(0, 20).every((score) => score > (scores[20] ?? 0)));
  // The first of two twins is drawn for both, and loses nothing for it.
  assert.ok((scores[0] ?? 0) > 0, String(scores[0]));
});

test('the share of a pool that is covered is the one of a selection file', async () => {
  const view = await madeView(8, 60);
  const picks = [3, 17, 44];
  const expected = await finished(covered(view.features, { picks, initial: [], selections: 1 }, plainProducts));
  const radius = coverageRadius(view.distances, view.images);
  assert.ok(Math.abs(radius - expected.radius) < 1e-6);
  assert.ok(Math.abs(shareWithin(view.distances, view.images, picks, radius) - expected.share) < 1e-9);
});
