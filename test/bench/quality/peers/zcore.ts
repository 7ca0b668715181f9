import { mulberry32, uniform } from '../../../../src/core/index.js';
import { nested, type Selector } from './selector.js';

const DRAWS = 30_000;
const NEIGHBOURS = 1000;
const POWER = 4;

/**
 * ZCore (Griffin et al. 2024): points drawn in random pairs of axes raise the score of the nearest image, which lowers those of its neighbours. Their code's
 * defaults, but 30,000 draws for its million, since pools here have a thousand images. It was made to prune; on embeddings as they are, not centred.
 */
export const zCore: Selector = {
  name: 'ZCore',
  kind: 'peer',
  seeds: 1,
  sources: ['test/bench/quality/peers/zcore.ts'],
  choose({ features: { embeddings, embeddingWidth, images } }, seed, budgets) {
    const scores = scoresOf(embeddings, embeddingWidth, images, seed, DRAWS);
    const order = [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
    return Promise.resolve(nested(order, budgets));
  },
};

/** A number from the triangular distribution between `low` and `high` with its peak at `middle`. */
function triangular(low: number, middle: number, high: number, u: number): number {
  if (high <= low) return low;
  const share = (middle - low) / (high - low);
  return u < share ? low + Math.sqrt(u * (high - low) * (middle - low)) : high - Math.sqrt((1 - u) * (high - low) * (high - middle));
}

interface Axis {
  readonly values: Float32Array;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** @param embeddings [N x width] */
export function scoresOf(embeddings: Float32Array, width: number, images: number, seed: number, draws: number): Float64Array {
  const draw = mulberry32(seed);
  const axes = Array.from({ length: width }, (_, k): Axis => {
    const values = Float32Array.from({ length: images }, (_own, image) => embeddings[image * width + k] as number);
    const sorted = values.slice().sort();
    const middle = ((sorted[(images - 1) >> 1] as number) + (sorted[images >> 1] as number)) / 2;
    return { values, low: sorted[0] as number, middle, high: sorted[images - 1] as number };
  });
  const scores = Float64Array.from({ length: images }, () => uniform(draw));
  const distances = new Float64Array(images);
  const penalties = new Float64Array(images);
  const neighbours = Math.min(NEIGHBOURS, images - 1);
  for (let i = 0; i < draws; i++) {
    const a = Math.floor(uniform(draw) * width);
    const other = Math.floor(uniform(draw) * (width - 1));
    const [x, y] = [axes[a], axes[other < a ? other : other + 1]] as [Axis, Axis];
    const px = triangular(x.low, x.middle, x.high, uniform(draw));
    const py = triangular(y.low, y.middle, y.high, uniform(draw));
    let nearest = 0;
    let least = Infinity;
    for (let image = 0; image < images; image++) {
      const distance = Math.abs((x.values[image] as number) - px) + Math.abs((y.values[image] as number) - py);
      if (distance < least) [nearest, least] = [image, distance];
    }
    scores[nearest] = (scores[nearest] as number) + 1;
    lowerNeighbours(scores, nearest, x, y, distances, penalties, neighbours);
  }
  return scores;
}

function lowerNeighbours(
  scores: Float64Array,
  nearest: number,
  x: Axis,
  y: Axis,
  distances: Float64Array,
  penalties: Float64Array,
  neighbours: number,
): void {
  const images = scores.length;
  const [nx, ny] = [x.values[nearest] as number, y.values[nearest] as number];
  for (let image = 0; image < images; image++)
    distances[image] = Math.abs((x.values[image] as number) - nx) + Math.abs((y.values[image] as number) - ny);
  distances[nearest] = Infinity;
  const twin = distances.indexOf(0);
  if (twin >= 0) {
    scores[twin] = (scores[twin] as number) - 1;
    return;
  }
  const limit = neighbours < images - 1 ? (distances.slice().sort()[neighbours] as number) : Infinity;
  let total = 0;
  for (let image = 0; image < images; image++) {
    const distance = distances[image] as number;
    const squared = 1 / (distance * distance);
    total += penalties[image] = distance > limit ? 0 : squared ** (POWER / 2);
  }
  for (let image = 0; image < images; image++) scores[image] = (scores[image] as number) - (penalties[image] as number) / total;
}
