import { greatestDots } from './dot-kernel.js';
import type { Pace } from './pace.js';
import type { Progress } from './progress.js';
import { distanceOf, type ImageVectors } from './vectors.js';

/** Patterns compared in one go; their products stay in the cache. */
const CHUNK = 4096;

/** d(p) of every pattern of a pool: its distance to the nearest pattern of the chosen images, in float64 (spec, section 3). */
export class PatternDistances {
  /** 0 to 2; Infinity while nothing is chosen; 0 for patterns of chosen images: [P] */
  readonly distances: Float64Array;
  private readonly values: Float64Array;
  private readonly products = new Float64Array(CHUNK);

  constructor(private readonly vectors: ImageVectors) {
    const { images, first, values } = vectors;
    this.distances = new Float64Array(first[images] as number).fill(Infinity);
    this.values = new Float64Array(values);
  }

  /** Adds an image to the chosen ones. */
  async *choose(image: number, pace: Pace): AsyncGenerator<Progress, void, void> {
    const { distances, products, values } = this;
    const { width, first } = this.vectors;
    const from = first[image] as number;
    const to = first[image + 1] as number;
    const own = values.subarray(from * width, to * width);
    for (let start = 0; start < distances.length; start += CHUNK) {
      const n = Math.min(CHUNK, distances.length - start);
      greatestDots(own, 1, to - from, values, start, n, width, products);
      for (let i = 0; i < n; i++) {
        const distance = distanceOf(products[i] as number);
        if (distance < (distances[start + i] as number)) distances[start + i] = distance;
      }
      if (pace.worked(0, n * (to - from) * width)) yield await Promise.resolve(pace.progress());
    }
    distances.fill(0, from, to);
  }
}
