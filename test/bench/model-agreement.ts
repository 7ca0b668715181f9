import type { InferenceSession } from 'onnxruntime-node';
import type { ModelContract } from '../../src/model/contract.js';
import { PixelInput } from '../../src/model/pixels.js';
import { runtime } from '../../src/model/runtime.js';
import type { ModelFile } from '../../src/model/vision-model.js';
import { withRoundedWeights } from './weight-rounding.js';

/** One way of running a model. */
interface Run {
  readonly threads: number;
  readonly batch: number;
  readonly optimisation: NonNullable<InferenceSession.SessionOptions['graphOptimizationLevel']>;
  /** Significand bits of the weights, where they are rounded. */
  readonly bits?: number;
}

interface Outputs {
  /** [images x T x D]. */
  readonly tokens: Float32Array;
  /** [images x E]. */
  readonly embeddings: Float32Array;
}

/** How near a run is to the product's own way. */
export interface Agreement {
  readonly change: string;
  readonly isSameBits: boolean;
  /** Over images. */
  readonly embedding: Distances;
  /** Over all patches of all images. */
  readonly token: Distances;
}

/** 1 - cosine between what two runs say of the same, from 0. */
interface Distances {
  readonly greatest: number;
  readonly mean: number;
}

/** As the product runs it on two cores. */
const usual: Run = { threads: 2, batch: 8, optimisation: 'all' };

const changes: readonly (readonly [change: string, run: Run])[] = [
  ['1 thread', { ...usual, threads: 1 }],
  ['4 threads', { ...usual, threads: 4 }],
  ['batches of 2', { ...usual, batch: 2 }],
  ['batches of 3', { ...usual, batch: 3 }],
  ['batches of 1', { ...usual, batch: 1 }],
  ['graph as written, not optimised', { ...usual, optimisation: 'disabled' }],
  ['basic optimisation', { ...usual, optimisation: 'basic' }],
  ['extended optimisation', { ...usual, optimisation: 'extended' }],
  ['weights with the 8 bits of bfloat16', { ...usual, bits: 7 }],
  ['weights with 6 bits', { ...usual, bits: 5 }],
];

async function outputsOf({ bytes, contract }: ModelFile, images: readonly Uint8Array[], run: Run): Promise<Outputs> {
  const ort = await runtime();
  const session = await ort.InferenceSession.create(run.bits === undefined ? bytes : withRoundedWeights(bytes, run.bits), {
    executionProviders: ['cpu'],
    intraOpNumThreads: run.threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: run.optimisation,
    logSeverityLevel: 3,
  });
  const input = new PixelInput(contract.input);
  const { tokens: tokenNumbers, shape } = sizes(contract);
  const tokens = new Float32Array(images.length * tokenNumbers);
  const embeddings = new Float32Array(images.length * contract.embeddingWidth);
  for (let at = 0; at < images.length; at += run.batch) {
    const part = images.slice(at, at + run.batch);
    const batch = input.batch(part.length);
    for (const [i, image] of part.entries()) input.write(image, batch, i);
    const outputs = await session.run({ pixel_values: new ort.Tensor(contract.input.type, batch, [part.length, ...shape]) });
    tokens.set(numbers(outputs['patch_tokens']?.data), at * tokenNumbers);
    embeddings.set(numbers(outputs['image_embedding']?.data), at * contract.embeddingWidth);
  }
  await session.release();
  return { tokens, embeddings };
}

function sizes({ input, grid, width }: ModelContract): { readonly tokens: number; readonly shape: readonly number[] } {
  return {
    tokens: grid.rows * grid.columns * width,
    shape: input.layout === 'NCHW' ? [3, input.height, input.width] : [input.height, input.width, 3],
  };
}

function numbers(data: unknown): Float32Array {
  if (!(data instanceof Float32Array)) throw new Error('an output is not float32');
  return data;
}

function distances(a: Float32Array, b: Float32Array, width: number): Distances {
  let greatest = 0;
  let sum = 0;
  const count = a.length / width;
  for (let at = 0; at < a.length; at += width) {
    let [ab, aa, bb] = [0, 0, 0];
    for (let i = at; i < at + width; i += 1) {
      const [x, y] = [a[i] as number, b[i] as number];
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    const distance = Math.max(0, 1 - ab / Math.sqrt(aa * bb || 1));
    greatest = Math.max(greatest, distance);
    sum += distance;
  }
  return { greatest, mean: sum / count };
}

/** Runs a model on images (RGB at its input size) as the product does and in other ways, and says how far those are off. */
export async function agreements(model: ModelFile, images: readonly Uint8Array[]): Promise<Agreement[]> {
  const own = await outputsOf(model, images, usual);
  const found: Agreement[] = [];
  for (const [change, run] of changes) {
    // A file of a fixed number of images runs in no other batches.
    if (model.contract.input.fixedBatch !== undefined && run.batch !== model.contract.input.fixedBatch) continue;
    const other = await outputsOf(model, images, run);
    const isSame = (a: Float32Array, b: Float32Array): boolean => a.every((value, i) => Object.is(value, b[i]));
    found.push({
      change,
      isSameBits: isSame(own.tokens, other.tokens) && isSame(own.embeddings, other.embeddings),
      embedding: distances(own.embeddings, other.embeddings, model.contract.embeddingWidth),
      token: distances(own.tokens, other.tokens, model.contract.width),
    });
  }
  return found;
}
