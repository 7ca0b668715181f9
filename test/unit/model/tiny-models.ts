import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { writeOnnx } from '../../../src/model/onnx/file.js';
import { elementTypes, makeGraph, makeModel, makeNode, makeValueInfo } from '../../../src/model/onnx/make.js';
import type { NodeProto, ValueInfoProto } from '../../../src/model/onnx/schema.js';

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

const embeddings: Readonly<Record<NonNullable<TinyModel['embedding']>, readonly NodeProto[]>> = {
  'of-image': [makeNode('Identity', ['means'], ['image_embedding'])],
  'of-batch': [
    makeNode('Shape', ['pixel_values'], ['size'], { start: 0, end: 1 }),
    makeNode('Cast', ['size'], ['images'], { to: 1 }),
    makeNode('Log', ['images'], ['some']),
    makeNode('Concat', ['some', 'images', 'images'], ['own'], { axis: 0 }),
    makeNode('Add', ['means', 'own'], ['image_embedding']),
  ],
  'of-logarithm': [makeNode('Log', ['means'], ['image_embedding'])],
};

/** An ONNX file without weights that keeps the contract: tokens are the means of rows, attention grows with brightness. */
export function tinyModel({ metadata = {}, embedding = 'of-image', batch = 'B', patches = side }: TinyModel = {}): Uint8Array {
  const float = (name: string, ...shape: (number | string)[]): ValueInfoProto => makeValueInfo(name, elementTypes.float32, shape);
  const mean = (input: string, output: string, axes: readonly number[]): NodeProto =>
    makeNode('ReduceMean', [input], [output], { axes, keepdims: 0 });
  const graph = makeGraph({
    node: [
      mean('pixel_values', 'rows', [3]),
      makeNode('Transpose', ['rows'], ['patch_tokens'], { perm: [0, 2, 1] }),
      mean('rows', 'brightness', [1]),
      makeNode('Softmax', ['brightness'], ['cls_attention'], { axis: 1 }),
      mean('pixel_values', 'means', [2, 3]),
      ...embeddings[embedding],
    ],
    input: [float('pixel_values', batch, 3, side, side)],
    output: [float('patch_tokens', batch, patches, 3), float('cls_attention', batch, patches), float('image_embedding', batch, 3)],
  });
  return writeOnnx(makeModel(graph, { '': 17 }, { metadata: new Map(Object.entries({ ...tinyMetadata, ...metadata })) }));
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
