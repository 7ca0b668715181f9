import { patchesOf } from '../core/patch-runs.js';
import { modelContract } from './problems.js';
import type { OnnxHead, ValueInfo } from './onnx/head.js';

/** How pixels go into a prepared model. */
export interface ModelInput {
  readonly height: number;
  readonly width: number;
  readonly layout: 'NCHW' | 'NHWC';
  readonly type: 'float32' | 'uint8';
  /** `normalised`: (x / 255 - mean) / std; `0..255`: as they are. */
  readonly range: 'normalised' | '0..255';
  /** Of values in 0..1, for red, green, blue. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** Images in a run, where the file fixes it. */
  readonly fixedBatch: number | undefined;
}

/** Who made a model and on what, as its file says. */
export interface Provenance {
  readonly id: string;
  readonly source: string;
  readonly licence: string;
  readonly trainingData: string;
}

/** What `cls_attention` is, as the file says. */
export interface StatedAttention {
  /** What stands in for CLS attention where a model has none; undefined where it is CLS attention, or the file does not say. */
  readonly substitute: string | undefined;
  /** Patches that hold much attention whatever the image, rising (Darcet et al. 2024): they count as not attended to. */
  readonly sinks: readonly number[];
}

/** What a prepared model's file says of itself. */
export interface ModelContract {
  readonly provenance: Provenance;
  readonly attention: StatedAttention;
  readonly input: ModelInput;
  /** Rows and columns of the grid of patches; T = rows x columns. */
  readonly grid: { readonly rows: number; readonly columns: number };
  /** Numbers in a patch token, D. */
  readonly width: number;
  /** Numbers in an image embedding, E. */
  readonly embeddingWidth: number;
}

const greatestSide = 4096;

function pair(text: string): [number, number] | undefined {
  const parts = /^(\d{1,5})(?:x(\d{1,5}))?$/.exec(text.trim());
  if (!parts) return undefined;
  const first = Number(parts[1]);
  const second = Number(parts[2] ?? parts[1]);
  return first > 0 && second > 0 && first <= greatestSide && second <= greatestSide ? [first, second] : undefined;
}

function triple(text: string): [number, number, number] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    if (!Array.isArray(list) || list.length !== 3) return undefined;
    const [red, green, blue] = list as unknown[];
    return typeof red === 'number' && typeof green === 'number' && typeof blue === 'number' && [red, green, blue].every(Number.isFinite)
      ? [red, green, blue]
      : undefined;
  } catch {
    return undefined;
  }
}

/** Patch numbers written as runs, all of them on the grid. */
function sinksOf(runs: string, patches: number): number[] | undefined {
  try {
    const sinks = patchesOf(runs);
    return sinks.length < patches && sinks.every((patch) => patch < patches) ? sinks : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a file offers outputs of the contract, well or badly, more than one by its name: then it was meant to be a prepared model. */
export const isPrepared = (head: OnnxHead): boolean =>
  ['patch_tokens', 'cls_attention', 'image_embedding'].filter((name) => head.outputs.some((own) => own.name === name)).length > 1;

/**
 * Holds the head of an ONNX file against the contract of a prepared model: input `pixel_values`, outputs `patch_tokens` [B, T, D],
 * `cls_attention` [B, T] and `image_embedding` [B, E], and the metadata that say how pixels go in.
 *
 * @param file path as the user gave it, for the sentence
 * @throws Problem `model-contract`, whose sentence says which part is broken
 */
export function readContract(head: OnnxHead, file: string): ModelContract {
  const broken = (en: string, ja: string): never => {
    throw modelContract(file, { en, ja });
  };
  const metadata = (key: string): string =>
    head.metadata.get(key) ?? broken(`its metadata have no ${key}`, `メタデータに ${key} がありません`);
  const output = (name: string, rank: number): ValueInfo => {
    const value = head.outputs.find((own) => own.name === name) ?? broken(`it has no output ${name}`, `出力 ${name} がありません`);
    if (value.type !== 'float32') broken(`the output ${name} is not float32`, `出力 ${name} が float32 ではありません`);
    if (value.shape.length !== rank)
      broken(
        `the output ${name} has ${value.shape.length} dimensions instead of ${rank}`,
        `出力 ${name} の次元数が ${rank} ではなく ${value.shape.length} です`,
      );
    return value;
  };
  const size = (value: ValueInfo, at: number): number => {
    const own = value.shape[at];
    return typeof own === 'number' && own > 0
      ? own
      : broken(`the last dimension of the output ${value.name} is not fixed`, `出力 ${value.name} の最後の次元が固定されていません`);
  };

  if (head.externalData.length > 0) broken('its weights lie in another file', '重みが別のファイルにあります');
  const input =
    head.inputs.find(({ name }) => name === 'pixel_values') ?? broken('it has no input pixel_values', '入力 pixel_values がありません');
  if (head.inputs.length > 1) broken('it wants more inputs than pixel_values', 'pixel_values 以外の入力が必要です');
  const tokens = output('patch_tokens', 3);
  const attention = output('cls_attention', 2);
  const embedding = output('image_embedding', 2);

  const [height, width] =
    pair(metadata('image_size')) ?? broken('image_size in its metadata is no size', 'メタデータの image_size が不正です');
  const [rows, columns] =
    pair(metadata('patch_grid')) ?? broken('patch_grid in its metadata is no grid', 'メタデータの patch_grid が不正です');
  for (const [value, at] of [
    [tokens, 1],
    [attention, 1],
  ] as const) {
    const patches = value.shape[at];
    if (typeof patches === 'number' && patches !== rows * columns)
      broken(
        `${value.name} has ${patches} patches, patch_grid ${rows} x ${columns}`,
        `${value.name} のパッチ数 ${patches} が patch_grid ${rows} x ${columns} と合いません`,
      );
  }
  const layout = head.metadata.get('input_layout') ?? 'NCHW';
  if (layout !== 'NCHW' && layout !== 'NHWC')
    return broken('input_layout in its metadata is neither NCHW nor NHWC', 'メタデータの input_layout が NCHW でも NHWC でもありません');
  const type = head.metadata.get('input_dtype') ?? 'float32';
  if (type !== 'float32' && type !== 'uint8')
    return broken(
      'input_dtype in its metadata is neither float32 nor uint8',
      'メタデータの input_dtype が float32 でも uint8 でもありません',
    );
  const range = head.metadata.get('input_range') ?? 'normalised';
  if (range !== 'normalised' && range !== '0..255')
    return broken(
      'input_range in its metadata is neither normalised nor 0..255',
      'メタデータの input_range が normalised でも 0..255 でもありません',
    );
  if (type === 'uint8' && range === 'normalised') broken('uint8 pixels cannot be normalised', 'uint8 の画素は正規化できません');
  if (input.type !== type)
    broken(`pixel_values is ${input.type}, its metadata say ${type}`, `pixel_values は ${input.type} ですが、メタデータでは ${type} です`);
  const wanted = layout === 'NCHW' ? [3, height, width] : [height, width, 3];
  if (input.shape.length !== 4 || wanted.some((own, at) => typeof input.shape[at + 1] === 'number' && input.shape[at + 1] !== own)) {
    broken(
      `pixel_values is ${input.shape.join(' x ')}, its metadata say ${wanted.join(' x ')}`,
      `pixel_values の形 ${input.shape.join(' x ')} がメタデータの ${wanted.join(' x ')} と合いません`,
    );
  }
  const mean =
    triple(metadata('image_mean')) ??
    broken('image_mean in its metadata is no list of three numbers', 'メタデータの image_mean が 3 つの数ではありません');
  const std =
    triple(metadata('image_std')) ??
    broken('image_std in its metadata is no list of three numbers', 'メタデータの image_std が 3 つの数ではありません');
  if (std.some((own) => own <= 0)) broken('image_std in its metadata is not above 0', 'メタデータの image_std が 0 以下です');
  const batch = head.metadata.get('batch');
  const fixed = batch === undefined ? input.shape[0] : Number(batch);
  if (typeof fixed === 'number' && !(Number.isInteger(fixed) && fixed > 0 && fixed <= 1024))
    broken(
      batch === undefined ? `pixel_values takes ${fixed} images` : 'batch in its metadata is no number of images',
      batch === undefined ? `pixel_values の画像数が ${fixed} です` : 'メタデータの batch が画像数ではありません',
    );
  if (typeof fixed === 'number' && typeof input.shape[0] === 'number' && input.shape[0] !== fixed)
    broken(
      `pixel_values takes ${input.shape[0]} images, batch in its metadata says ${fixed}`,
      `pixel_values の画像数は ${input.shape[0]} ですが、メタデータの batch は ${fixed} です`,
    );

  const stated = head.metadata.get('attention') ?? '';
  const sinks =
    sinksOf(head.metadata.get('attention_sinks') ?? '', rows * columns) ??
    broken('attention_sinks in its metadata are no patches of its grid', 'メタデータの attention_sinks が格子上のパッチではありません');
  return {
    attention: { substitute: stated.startsWith('substitute') ? stated : undefined, sinks },
    provenance: {
      id: metadata('id'),
      source: metadata('source'),
      licence: metadata('licence'),
      trainingData: head.metadata.get('training_data') ?? 'not stated',
    },
    input: { height, width, layout, type, range, mean, std, fixedBatch: typeof fixed === 'number' ? fixed : undefined },
    grid: { rows, columns },
    width: size(tokens, 2),
    embeddingWidth: size(embedding, 1),
  };
}
