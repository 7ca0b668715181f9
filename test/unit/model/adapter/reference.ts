import assert from 'node:assert/strict';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { tiny, type Spelling } from './spelling.js';
import type { TinyVit } from './tiny-vit.js';

/** What a prepared model has to give, for [images x ..]. */
export interface Expected {
  readonly tokens: Float32Array;
  readonly attention: Float32Array;
  readonly embedding: Float32Array;
}

export const patches = tiny.rows * tiny.columns;

/** Pictures for a tiny model: noise that does not repeat. */
export function pictureTensor(images: number, pixels: Spelling['pixels'], seed = 5): Tensor {
  let state = seed;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const size = images * 3 * tiny.height * tiny.imageWidth;
  if (pixels === 'bytes')
    return new Tensor(
      'uint8',
      Uint8Array.from({ length: size }, () => Math.floor(256 * next())),
      [images, tiny.height, tiny.imageWidth, 3],
    );
  return new Tensor(
    'float32',
    Float32Array.from({ length: size }, () => 4 * next() - 2),
    [images, 3, tiny.height, tiny.imageWidth],
  );
}

export async function outputsOf(
  bytes: Uint8Array,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Readonly<Record<string, Float32Array>>> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3, intraOpNumThreads: 1 });
  const outputs = await session.run(feeds);
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data }]) => {
      assert.ok(data instanceof Float32Array, name);
      return [name, data];
    }),
  );
}

/** What the contract asks of a tiny model, computed in plain loops from its streams and attention weights. */
export async function expectedOf({ exposed, known }: TinyVit, spelling: Spelling, pictures: Tensor): Promise<Expected> {
  const images = pictures.dims[0] ?? 0;
  const outputs = await outputsOf(exposed, { picture: pictures });
  const [before, after, weights] = [known.before, known.after, known.weights].map((name) => outputs[name] ?? new Float32Array(0));
  assert.ok(before && after && weights);
  const { width, heads, epsilon } = tiny;
  const tokens = spelling.prefix + patches;
  const normed = (stream: Float32Array, image: number, token: number): number[] => {
    const at = (spelling.tokensFirst ? token * images + image : image * tokens + token) * width;
    const own = [...stream.subarray(at, at + width)];
    const mean = known.isRms ? 0 : own.reduce((sum, value) => sum + value, 0) / width;
    const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
    return own.map((value, k) => ((value - mean) / Math.sqrt(variance + epsilon)) * (known.scale[k] ?? NaN) + (known.bias?.[k] ?? 0));
  };
  const result = { tokens: [] as number[], attention: [] as number[], embedding: [] as number[] };
  for (let image = 0; image < images; image += 1) {
    const row = Array.from({ length: patches }, (_, patch) => {
      let sum = 0;
      for (let head = 0; head < heads; head += 1) sum += weights[(image * heads + head) * tokens * tokens + spelling.prefix + patch] ?? NaN;
      return sum / heads;
    });
    const total = row.reduce((sum, value) => sum + value, 0);
    result.attention.push(...row.map((value) => value / total));
    for (let patch = 0; patch < patches; patch += 1) result.tokens.push(...normed(before, image, spelling.prefix + patch));
    result.embedding.push(...normed(after, image, 0));
  }
  return {
    tokens: Float32Array.from(result.tokens),
    attention: Float32Array.from(result.attention),
    embedding: Float32Array.from(result.embedding),
  };
}

/** The greatest difference of two lists. */
export function deviation(a: Float32Array | undefined, b: Float32Array): number {
  if (a?.length !== b.length) return Infinity;
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0);
}
