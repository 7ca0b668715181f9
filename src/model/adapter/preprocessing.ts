import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { ImageSize } from './image-sizes.js';

type Triple = readonly [number, number, number];

/** How pixels are normalised before the model, of values in 0..1, and who says so. */
export interface Normalisation {
  readonly mean: Triple;
  readonly std: Triple;
  /** `metadata`: the model's own; a file's name; `graph`: it normalises inside; `default`: nobody says, so the values of ImageNet. */
  readonly from: string;
}

/** What a configuration beside a model says. */
export interface Configured {
  readonly normalisation: Normalisation | undefined;
  readonly size: ImageSize | undefined;
}

/** Mean and standard deviation of ImageNet, which most vision transformers are trained with. */
export const imageNet: Normalisation = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], from: 'default' };

const triple = v.pipe(
  v.tuple([v.number(), v.number(), v.number()]),
  v.everyItem((own) => Number.isFinite(own)),
);
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
const size = v.union([
  v.pipe(
    side,
    v.transform((own): ImageSize => ({ height: own, width: own })),
  ),
  v.pipe(
    v.looseObject({ height: side, width: side }),
    v.transform(({ height, width }): ImageSize => ({ height, width })),
  ),
  v.pipe(
    v.looseObject({ shortest_edge: side }),
    v.transform((own): ImageSize => ({ height: own.shortest_edge, width: own.shortest_edge })),
  ),
]);

/** `preprocessor_config.json` of transformers. */
const preprocessor = v.looseObject({
  image_mean: v.optional(v.unknown()),
  image_std: v.optional(v.unknown()),
  do_normalize: v.optional(v.unknown()),
  do_rescale: v.optional(v.unknown()),
  rescale_factor: v.optional(v.unknown()),
  crop_size: v.optional(v.unknown()),
  do_center_crop: v.optional(v.unknown()),
  size: v.optional(v.unknown()),
});

/** `config.json` of timm, `open_clip_config.json` of OpenCLIP. */
const pretrained = v.looseObject({ mean: triple, std: triple, input_size: v.optional(v.unknown()), image_size: v.optional(v.unknown()) });

/**
 * Reads the configuration that hubs lay beside a model, or one folder above it (`onnx/model.onnx`). What is no such file, or says nothing of use, is passed over.
 *
 * @param file path of the model
 */
export async function configuredBeside(file: string): Promise<Configured> {
  for (const folder of [path.dirname(file), path.dirname(path.dirname(file))]) {
    for (const [name, read] of [
      ['preprocessor_config.json', ofTransformers],
      ['config.json', ofTimm],
      ['open_clip_config.json', ofOpenClip],
    ] as const) {
      const content = await readFile(path.join(folder, name), 'utf8').catch(() => undefined);
      const found = content === undefined ? undefined : read(jsonOf(content), name);
      if (found?.normalisation) return found;
    }
  }
  return { normalisation: undefined, size: undefined };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const parsed = <T extends v.GenericSchema>(schema: T, value: unknown): v.InferOutput<T> | undefined => {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
};

function ofTransformers(json: unknown, from: string): Configured | undefined {
  const own = parsed(preprocessor, json);
  if (!own) return undefined;
  const crop = own.do_center_crop === false ? undefined : parsed(size, own.crop_size);
  const wanted = crop ?? parsed(size, own.size);
  // Pixels of 0..255 times the factor; ours are divided by 255.
  const factor =
    own.do_rescale === false
      ? 255
      : 255 * (typeof own.rescale_factor === 'number' && own.rescale_factor > 0 ? own.rescale_factor : 1 / 255);
  const mean = own.do_normalize === false ? ([0, 0, 0] as const) : parsed(triple, own.image_mean);
  const std = own.do_normalize === false ? ([1, 1, 1] as const) : parsed(triple, own.image_std);
  return mean && std ? { normalisation: { mean: divided(mean, factor), std: divided(std, factor), from }, size: wanted } : undefined;
}

const divided = ([a, b, c]: Triple, by: number): Triple => (Math.abs(by - 1) < 1e-6 ? [a, b, c] : [a / by, b / by, c / by]);

function ofTimm(json: unknown, from: string): Configured | undefined {
  const own = parsed(v.looseObject({ pretrained_cfg: pretrained }), json)?.pretrained_cfg;
  if (!own) return undefined;
  const [, height, width] = parsed(v.tuple([v.number(), side, side]), own.input_size) ?? [];
  return {
    normalisation: { mean: own.mean, std: own.std, from },
    size: height !== undefined && width !== undefined ? { height, width } : undefined,
  };
}

function ofOpenClip(json: unknown, from: string): Configured | undefined {
  const own = parsed(v.looseObject({ preprocess_cfg: pretrained }), json)?.preprocess_cfg;
  return own && { normalisation: { mean: own.mean, std: own.std, from }, size: undefined };
}

/** Mean and standard deviation among a model's own metadata. */
export function normalisationIn(metadata: ReadonlyMap<string, string>): Normalisation | undefined {
  const [mean, std] = ['mean', 'std'].map((key) => parsed(triple, jsonOf(metadata.get(`image_${key}`) ?? metadata.get(key) ?? '')));
  return mean && std?.every((own) => own > 0) ? { mean, std, from: 'metadata' } : undefined;
}
