import type { Pool } from '../../src/core/pool.js';
import { mulberry32 } from '../../src/core/random.js';

/**
 * Variance along axis k (from 0) is in proportion to `(k + offset) ^ power`: fitted to what the embedded model says of magnetic tiles, centred and of unit
 * length. Patterns, 128 numbers: 60 % of the variance on 8 axes, 85 % on 32, 95 % on 64; embeddings, 384 numbers: 62 %, 86 %, 93 %.
 */
const spectrumOf = (width: number): { offset: number; power: number } =>
  width <= 128 ? { offset: 3, power: -1.5 } : { offset: 4, power: -1.8 };
/** Share of the variance that lies between looks; makes the nearest pattern of 6,720 as near as in that pool (median 0.13, nine of ten within 0.25). */
const BETWEEN = 0.75;
/** Patterns of a look on average. */
const PER_LOOK = 25;

export interface MadeShape {
  readonly images: number;
  /** Patterns of each image. */
  readonly patterns: number;
  /** Numbers of a pattern. */
  readonly width: number;
  /** Numbers of an embedding; 0 to 384. */
  readonly embeddingWidth: number;
}

/** A pool of clustered unit vectors off the origin with the spectrum of real ones: the same for the same shape and seed. */
export function madePool({ images, patterns, width, embeddingWidth }: MadeShape, seed = 1): Pool {
  const normal = normals(mulberry32(seed));
  return {
    images,
    width,
    embeddingWidth,
    patterns: clustered(images * patterns, width, normal),
    firstPattern: Int32Array.from({ length: images + 1 }, (_, image) => image * patterns),
    embeddings: clustered(images, embeddingWidth, normal),
  };
}

function clustered(count: number, width: number, normal: () => number): Float32Array {
  const looks = Math.max(1, Math.round(count / PER_LOOK));
  const { offset, power } = spectrumOf(width);
  const scale = Float64Array.from({ length: width }, (_, k) => Math.sqrt((k + offset) ** power));
  const centres = Float32Array.from({ length: looks * width }, (_, i) => normal() * (scale[i % width] ?? 0) * Math.sqrt(BETWEEN));
  const mean = Float64Array.from(scale, (own) => normal() * own);
  const values = new Float32Array(count * width);
  const within = Math.sqrt(1 - BETWEEN);
  for (let row = 0; row < count; row++) {
    const look = Math.floor((((row * 2654435761) % 2 ** 32) / 2 ** 32) * looks) * width;
    let squared = 0;
    for (let k = 0; k < width; k++) {
      const value = (mean[k] as number) + (centres[look + k] as number) + normal() * within * (scale[k] as number);
      values[row * width + k] = value;
      squared += value * value;
    }
    const length = Math.sqrt(squared);
    for (let k = 0; k < width; k++) values[row * width + k] = (values[row * width + k] as number) / length;
  }
  return values;
}

/** Normal numbers two by two (Box and Muller). */
function normals(draw: () => number): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log((draw() + 1) / 2 ** 32));
    const angle = (2 * Math.PI * draw()) / 2 ** 32;
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
