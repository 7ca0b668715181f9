import fc from 'fast-check';
import type { Pool } from '../../../src/core/pool.js';
import { mulberry32, uniform } from '../../../src/core/random.js';

/** Shape of a made pool. */
export interface PoolShape {
  seed: number;
  images: number;
  clusters: number;
  /** Most patterns of an image. */
  patterns: number;
}

/** A pool of clustered vectors off the origin, as a model's are: the same for the same shape. */
export function clusteredPool({ seed, images, clusters, patterns }: PoolShape, width = 8, embeddingWidth = 6): Pool {
  const draw = mulberry32(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform(draw))) * Math.cos(2 * Math.PI * uniform(draw));
  const looks = Float64Array.from({ length: clusters * (width + embeddingWidth) }, normal);
  const firstPattern = new Int32Array(images + 1);
  const local: number[] = [];
  const whole: number[] = [];
  for (let image = 0; image < images; image++) {
    const cluster = Math.floor(uniform(draw) ** 2 * clusters) * (width + embeddingWidth);
    const count = 1 + Math.floor(uniform(draw) * patterns);
    firstPattern[image + 1] = (firstPattern[image] ?? 0) + count;
    for (let i = 0; i < count * width; i++) local.push((looks[cluster + (i % width)] ?? 0) + normal() * 0.5 + 1);
    for (let k = 0; k < embeddingWidth; k++) whole.push((looks[cluster + width + k] ?? 0) + normal() * 0.5 + 1);
  }
  return { images, width, embeddingWidth, firstPattern, patterns: Float32Array.from(local), embeddings: Float32Array.from(whole) };
}

/** The pool with its images in another order: image i of the result is image `order[i]`. */
export function permuted(pool: Pool, order: readonly number[]): Pool {
  const local: number[] = [];
  const whole: number[] = [];
  const firstPattern = [0];
  for (const image of order) {
    local.push(...pool.patterns.subarray((pool.firstPattern[image] ?? 0) * pool.width, (pool.firstPattern[image + 1] ?? 0) * pool.width));
    whole.push(...pool.embeddings.subarray(image * pool.embeddingWidth, (image + 1) * pool.embeddingWidth));
    firstPattern.push(local.length / pool.width);
  }
  return {
    ...pool,
    images: order.length,
    firstPattern: Int32Array.from(firstPattern),
    patterns: Float32Array.from(local),
    embeddings: Float32Array.from(whole),
  };
}

export const poolShapes = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  images: fc.integer({ min: 1, max: 40 }),
  clusters: fc.integer({ min: 1, max: 6 }),
  patterns: fc.integer({ min: 1, max: 4 }),
});

/** A pool with a budget and initial images, a third of them at most. */
export const cases = fc
  .record({ shape: poolShapes, budget: fc.integer({ min: 1, max: 50 }), start: fc.array(fc.nat(1000), { maxLength: 8 }) })
  .map((made) => {
    const pool = clusteredPool(made.shape);
    const initial = [...new Set(made.start.map((start) => start % pool.images))].slice(0, Math.floor(pool.images / 3));
    return { pool, budget: made.budget, initial };
  });
