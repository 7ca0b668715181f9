import type { ModelFile } from './vision-model.js';
import { readOnnxHead } from './onnx/head.js';

/** What the file of a prepared model says of the model, for people. */
export interface ModelFacts {
  readonly id: string;
  readonly source: string;
  readonly licence: string;
  readonly sha256: string;
  /** Of a vision transformer that was prepared here; undefined where the file does not say. */
  readonly blocks: number | undefined;
  readonly heads: number | undefined;
  /** CLS, distillation and register tokens before the patches. */
  readonly prefixTokens: number | undefined;
  /** Numbers in a patch token, and in an image embedding. */
  readonly width: number;
  readonly embeddingWidth: number;
  readonly grid: { readonly rows: number; readonly columns: number };
  readonly input: {
    readonly height: number;
    readonly width: number;
    readonly layout: 'NCHW' | 'NHWC';
    readonly type: 'float32' | 'uint8';
    readonly range: 'normalised' | '0..255';
    /** Images in a run, where the file fixes it. */
    readonly batch: number | undefined;
  };
  /** Whether height and width are free. */
  readonly isFreeSize: boolean;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** `metadata`, `graph`, `default`, or the name of a file beside the model. */
  readonly normalisationFrom: string;
  /** `unstated`: the file does not say what its attention is. */
  readonly attention: 'cls' | 'substitute' | 'unstated';
  /** Patches that hold much attention whatever the image. */
  readonly sinks: readonly number[];
}

/** The embedded model stands in for attention as its card says; its file is older than the metadata that would say so. */
const embeddedSha256 = '96f0c8ee9ae67e4003f4d1657699d2a0496230842405c142c986104b2a0f4521';

/** Reads what a prepared model says of itself. */
export function factsOf({ bytes, sha256, contract }: ModelFile): ModelFacts {
  const { metadata, inputs } = readOnnxHead(bytes);
  const count = (key: string): number | undefined => {
    const text = metadata.get(key);
    return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
  };
  const { input, provenance, attention, grid, width, embeddingWidth } = contract;
  return {
    id: provenance.id,
    source: provenance.source,
    licence: provenance.licence,
    sha256,
    blocks: count('blocks'),
    heads: count('heads'),
    prefixTokens: count('prefix_tokens'),
    width,
    embeddingWidth,
    grid,
    input: {
      height: input.height,
      width: input.width,
      layout: input.layout,
      type: input.type,
      range: input.range,
      batch: input.fixedBatch,
    },
    isFreeSize: (inputs[0]?.shape.filter((size) => typeof size !== 'number').length ?? 0) > 1,
    mean: input.mean,
    std: input.std,
    normalisationFrom: metadata.get('image_normalisation_from') ?? 'metadata',
    attention:
      attention.substitute !== undefined || sha256 === embeddedSha256 ? 'substitute' : metadata.has('attention') ? 'cls' : 'unstated',
    sinks: attention.sinks,
  };
}
