import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { isPrepared, readContract, type ModelContract } from './contract.js';
import { readOnnxHead, type OnnxHead } from './onnx/head.js';
import { PixelInput } from './pixels.js';
import { modelMissing, modelNotOnnx, modelRefused, modelUnreadable } from './problems.js';
import { runtime } from './runtime.js';

/** A prepared model's file, read and held against the contract, not yet running. */
export interface ModelFile {
  readonly file: string;
  /** The path as the user gave it, for messages. */
  readonly asGiven: string;
  readonly bytes: Uint8Array;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
  readonly contract: ModelContract;
}

/** What one run of the model says of one image. */
export interface ImageOutputs {
  /** Patch tokens [T x D]. */
  readonly tokens: Float32Array;
  /** Attention [T], not negative, sum 1. */
  readonly attention: Float32Array;
  /** Image embedding [E] of unit length. */
  readonly embedding: Float32Array;
}

const isNodeError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'code' in error;

/**
 * Reads a file's bytes.
 *
 * @throws Problem `model-missing`, `model-unreadable`
 */
export async function readModelBytes(file: string, named: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw isNodeError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      ? modelMissing(named)
      : modelUnreadable(named, { cause: error });
  }
}

/**
 * Holds the bytes of a prepared model against the contract.
 *
 * @throws Problem `model-not-onnx`, `model-contract`
 */
export function modelFileOf(file: string, named: string, bytes: Uint8Array): ModelFile {
  return {
    file,
    asGiven: named,
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    contract: readContract(headIn(bytes, named), named),
  };
}

/** Whether the bytes of a model are of a prepared one. */
export const isPreparedModel = (bytes: Uint8Array, named: string): boolean => isPrepared(headIn(bytes, named));

function headIn(bytes: Uint8Array, named: string): OnnxHead {
  try {
    return readOnnxHead(bytes);
  } catch (error) {
    throw modelNotOnnx(named, { cause: error });
  }
}

/**
 * Reads a prepared model.
 *
 * @param file path of the ONNX file
 * @param named the path as the user gave it
 * @throws Problem `model-missing`, `model-unreadable`, `model-not-onnx`, `model-contract`
 */
export async function readModelFile(file: string, named = file): Promise<ModelFile> {
  return modelFileOf(file, named, await readModelBytes(file, named));
}

/** Images of the self-test's full batch, and of every run of a model whose bits depend on the batch. */
const steadyBatch = 8;

/** A prepared model that runs on images. One run at a time. */
export class VisionModel {
  private readonly pixels: PixelInput;
  /** Images in every run where the bits of the outputs depend on it, or the file fixes it; else any number from 2. */
  private fixedBatch: number | undefined;

  private constructor(
    readonly file: ModelFile,
    private readonly session: InferenceSession,
    private readonly tensor: typeof Tensor,
    /** Images given to one run, at most. */
    readonly batch: number,
    readonly provider: string,
  ) {
    this.pixels = new PixelInput(file.contract.input);
    this.fixedBatch = file.contract.input.fixedBatch;
  }

  /**
   * Opens a model and tests whether its bits depend on the number of images in a run.
   *
   * @param settings threads of the runtime and images in a run, both from 1; neither changes any result
   * @throws Problem `model-refused` where the runtime cannot open the file
   */
  static async open(file: ModelFile, settings: { readonly threads: number; readonly batch: number }): Promise<VisionModel> {
    const ort = await runtime();
    let session: InferenceSession;
    try {
      session = await ort.InferenceSession.create(file.bytes, {
        executionProviders: ['cpu'],
        intraOpNumThreads: settings.threads,
        interOpNumThreads: 1,
        logSeverityLevel: 3,
      });
    } catch (error) {
      throw modelRefused(file.asGiven, firstSentence(error), { cause: error });
    }
    const model = new VisionModel(file, session, ort.Tensor, file.contract.input.fixedBatch ?? settings.batch, 'cpu');
    if (model.fixedBatch === undefined && !(await model.isSteady())) model.fixedBatch = steadyBatch;
    return model;
  }

  /** Whether every run takes the same number of images, because the bits of the outputs depend on it. */
  get isPadded(): boolean {
    return this.fixedBatch !== undefined;
  }

  async close(): Promise<void> {
    await this.session.release();
  }

  /**
   * Runs the model on decoded images (RGB, [height x width x 3] each), at most `batch` at a time.
   *
   * @returns what it says of each, in the same order; undefined where that is no number (algorithm, section 2.2)
   */
  async run(images: readonly Uint8Array[]): Promise<(ImageOutputs | undefined)[]> {
    const most = this.fixedBatch ?? this.batch;
    const results: (ImageOutputs | undefined)[] = [];
    for (let at = 0; at < images.length; at += most) {
      const part = images.slice(at, at + most);
      // A run of one image gives other last bits than a run of several: see the self-test.
      results.push(...(await this.runBatch(part, this.fixedBatch ?? Math.max(2, part.length))));
    }
    return results;
  }

  private async runBatch(images: readonly Uint8Array[], size: number): Promise<(ImageOutputs | undefined)[]> {
    const { height, width, layout, type } = this.file.contract.input;
    const input = this.pixels.batch(size);
    for (let i = 0; i < size; i += 1) {
      const image = images[i] ?? images[images.length - 1];
      if (image) this.pixels.write(image, input, i);
    }
    const shape = layout === 'NCHW' ? [size, 3, height, width] : [size, height, width, 3];
    let outputs: InferenceSession.ReturnType;
    try {
      outputs = await this.session.run({ pixel_values: new this.tensor(type, input, shape) });
    } catch (error) {
      throw modelRefused(this.file.asGiven, firstSentence(error), { cause: error });
    }
    const { grid, width: tokenWidth, embeddingWidth } = this.file.contract;
    const { sinks } = this.file.contract.attention;
    const patches = grid.rows * grid.columns;
    const part = (name: string, length: number): ((image: number) => Float32Array) => {
      const data = outputs[name]?.data;
      if (!(data instanceof Float32Array) || data.length !== size * length) {
        throw modelRefused(this.file.asGiven, `its output ${name} has not the shape that it states`);
      }
      return (image) => data.slice(image * length, (image + 1) * length);
    };
    const tokens = part('patch_tokens', patches * tokenWidth);
    const attention = part('cls_attention', patches);
    const embedding = part('image_embedding', embeddingWidth);
    return images.map((_, i) => {
      const own = { tokens: tokens(i), attention: normalised(attention(i), sinks), embedding: unitLength(embedding(i)) };
      return own.embedding.every(Number.isFinite) && own.tokens.every(Number.isFinite) ? own : undefined;
    });
  }

  /** Whether an image has the same bits in runs of different numbers of images, at different places. */
  private async isSteady(): Promise<boolean> {
    const plane = this.file.contract.input.height * this.file.contract.input.width * 3;
    // Any picture will do that is no flat one: noise of a linear congruence.
    const noise = (seed: number): Uint8Array => {
      let state = seed;
      return Uint8Array.from({ length: plane }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24);
    };
    const [probe, other] = [noise(1), noise(2)];
    const sizes = [...new Set([2, 3, steadyBatch, Math.max(2, this.batch)])];
    let first: ImageOutputs | undefined;
    for (const size of sizes) {
      const images = Array.from({ length: size }, (_, i) => (i === 0 || i === size - 1 ? probe : other));
      const outputs = await this.runBatch(images, size);
      for (const own of [outputs[0], outputs[size - 1]]) {
        first ??= own;
        if (!first || !own || !sameBits(first, own)) return false;
      }
    }
    return true;
  }
}

function sameBits(a: ImageOutputs, b: ImageOutputs): boolean {
  const same = (x: Float32Array, y: Float32Array): boolean => x.every((value, i) => Object.is(value, y[i]));
  return same(a.embedding, b.embedding) && same(a.attention, b.attention) && same(a.tokens, b.tokens);
}

/** Attention scaled to sum 1; what is no number, or negative, or goes to a sink, counts as nothing. */
function normalised(attention: Float32Array, sinks: readonly number[]): Float32Array {
  for (const patch of sinks) attention[patch] = 0;
  let total = 0;
  for (let i = 0; i < attention.length; i += 1) {
    const own = attention[i] as number;
    if (!(own > 0 && own < Infinity)) attention[i] = 0;
    total += attention[i] as number;
  }
  if (Math.abs(total - 1) > 1e-3 && total > 0)
    for (let i = 0; i < attention.length; i += 1) attention[i] = (attention[i] as number) / total;
  return attention;
}

function unitLength(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const own of vector) sum += own * own;
  const length = Math.sqrt(sum);
  return length > 0 ? vector.map((own) => own / length) : vector;
}

/** The runtime's own words, cut to what helps: its first sentence, without paths of its source. */
function firstSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (
    (text.split('\n')[0] ?? '')
      .replace(/\/\S+\.(cc|h):\d+\s*/g, '')
      .replace(/[.\s]+$/, '')
      .slice(0, 200) || 'no reason given'
  );
}
