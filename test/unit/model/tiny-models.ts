import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { writeOnnx, type GraphNode, type ValueInfo } from '../../../src/model/onnx-proto.js';

/** Rows and columns of the pictures that tiny models take. */
export const side = 4;

/** Metadata of a tiny model: patches are its rows. */
export const tinyMetadata = {
  id: 'tiny',
  source: 'this test',
  licence: 'none',
  image_mean: '[0.5, 0.5, 0.5]',
  image_std: '[0.25, 0.25, 0.25]',
  image_size: String(side),
  patch_grid: `${side}x1`,
};

export interface TinyModel {
  readonly metadata?: Readonly<Record<string, string>>;
  /** `of-image`: the mean of each channel; `of-batch`: that plus the number of images in the run; `of-logarithm`: no number where a channel is dark. */
  readonly embedding?: 'of-image' | 'of-batch' | 'of-logarithm';
  readonly batch?: number | string;
  readonly patches?: number | string;
}

const embeddings: Readonly<Record<NonNullable<TinyModel['embedding']>, readonly GraphNode[]>> = {
  'of-image': [{ operator: 'Identity', inputs: ['means'], outputs: ['image_embedding'] }],
  'of-batch': [
    { operator: 'Shape', inputs: ['pixel_values'], outputs: ['size'], attributes: { start: 0, end: 1 } },
    { operator: 'Cast', inputs: ['size'], outputs: ['images'], attributes: { to: 1 } },
    { operator: 'Log', inputs: ['images'], outputs: ['some'] },
    { operator: 'Concat', inputs: ['some', 'images', 'images'], outputs: ['own'], attributes: { axis: 0 } },
    { operator: 'Add', inputs: ['means', 'own'], outputs: ['image_embedding'] },
  ],
  'of-logarithm': [{ operator: 'Log', inputs: ['means'], outputs: ['image_embedding'] }],
};

/** An ONNX file without weights that keeps the contract: tokens are the means of rows, attention grows with brightness. */
export function tinyModel({ metadata = {}, embedding = 'of-image', batch = 'B', patches = side }: TinyModel = {}): Uint8Array {
  const float = (name: string, ...shape: (number | string)[]): ValueInfo => ({ name, type: 'float32', shape });
  const mean = (input: string, output: string, axes: readonly number[]): GraphNode => ({
    operator: 'ReduceMean',
    inputs: [input],
    outputs: [output],
    attributes: { axes, keepdims: 0 },
  });
  return writeOnnx(
    [
      mean('pixel_values', 'rows', [3]),
      { operator: 'Transpose', inputs: ['rows'], outputs: ['patch_tokens'], attributes: { perm: [0, 2, 1] } },
      mean('rows', 'brightness', [1]),
      { operator: 'Softmax', inputs: ['brightness'], outputs: ['cls_attention'], attributes: { axis: 1 } },
      mean('pixel_values', 'means', [2, 3]),
      ...embeddings[embedding],
    ],
    [float('pixel_values', batch, 3, side, side)],
    [float('patch_tokens', batch, patches, 3), float('cls_attention', batch, patches), float('image_embedding', batch, 3)],
    new Map(Object.entries({ ...tinyMetadata, ...metadata })),
  );
}

/** Writes a file into a folder of its own, removed after the test. */
export async function writtenFile(t: TestContext, content: Uint8Array | string, name = 'tiny.onnx'): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'freesel-model-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

/** Noise that does not repeat: [height x width x 3]. */
export function noise(seed: number, height: number, width = height): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: height * width * 3 }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24);
}
