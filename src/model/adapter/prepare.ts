import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Provenance } from '../contract.js';
import type { Text } from '../../core/language.js';
import { runsOf } from '../../core/patch-runs.js';
import { defaultOpset, readOnnx, type OnnxModel } from '../onnx/file.js';
import { headOf } from '../onnx/head.js';
import { analyse, type Analysis } from './analysis.js';
import { attentionSanity, type AttentionSanity } from './attention-sanity.js';
import { addContractOutputs, cutToContract, type ContractOutputs } from './contract-outputs.js';
import { takeInExternalData } from './external-data.js';
import { contractNames } from './image-input.js';
import type { ImageSize } from './image-sizes.js';
import { scenePictures } from './pictures.js';
import { pixelRangeOf, type PixelRange } from './pixel-range.js';
import { configuredBeside, imageNet, normalisationIn, type Normalisation } from './preprocessing.js';
import { prefixUse, type PrefixUse } from './read-tokens.js';
import { Refusal, refuse } from './refusal.js';
import { resizeModel } from './resize.js';
import { Trial, type PixelScale } from './trial.js';
import { verifyAdded, verifyCopy, type Agreement } from './verification.js';

/** Version of what is done to a graph: a copy that another version prepared is prepared again. */
export const adapterVersion = 1;

/** A model's file as it was read. */
export interface SourceFile {
  /** Path, and the path as the user gave it. */
  readonly file: string;
  readonly asGiven: string;
  readonly bytes: Uint8Array;
  /** What is known of it from elsewhere: it goes before what the file says. */
  readonly provenance?: Provenance;
}

/**
 * What a prepared copy depends on, beside what is done to it: the file, weights beside it by their size and time, a configuration beside it, and what is known of it.
 */
export async function sourceKey(source: SourceFile): Promise<string> {
  const hash = createHash('sha256').update(source.bytes);
  hash.update(JSON.stringify([await configuredBeside(source.file), source.provenance ?? null]));
  for (const location of externalLocations(source.bytes)) {
    const own = await stat(path.join(path.dirname(source.file), location)).catch(() => undefined);
    hash.update(`${location}\n${own?.size ?? 0}\n${own?.mtimeMs ?? 0}\n`);
  }
  return hash.digest('hex');
}

/** Files beside a model that its weights are in, as far as they are named without a path. */
function externalLocations(bytes: Uint8Array): string[] {
  return headOf(readOnnx(bytes)).externalData.filter((location) => path.basename(location) === location);
}

/** What was found in a model. */
export interface ModelReport {
  readonly blocks: number;
  readonly heads: number;
  /** Numbers in a token. */
  readonly width: number;
  readonly prefixTokens: number;
  readonly grid: { readonly rows: number; readonly columns: number };
  readonly size: ImageSize;
  /** Whether height and width are free, so that the copy can be run at other sizes. */
  readonly isFreeSize: boolean;
  readonly fixedBatch: number | undefined;
  readonly input: { readonly layout: 'NCHW' | 'NHWC'; readonly type: 'float32' | 'uint8'; readonly range: PixelRange['kind'] };
  readonly normalisation: Normalisation;
  readonly attention: 'cls' | 'substitute';
  readonly sanity: AttentionSanity;
  readonly agreement: Agreement;
  readonly opset: number;
  /** SHA-256 of the source's weights: the file, and what lies in files beside it. */
  readonly weightsSha256: string;
  /** What the user should know. */
  readonly remarks: readonly Text[];
}

/** A prepared model, not yet written. */
export interface PreparedModel {
  readonly model: OnnxModel;
  readonly report: ModelReport;
}

/** Images from which sinks and sanity are found. */
const scenes = 16;

/**
 * Makes a FreeSel model of a vision transformer in ONNX: finds its parts, adds the contract's outputs, cuts away the rest, and tries the copy.
 *
 * @param program name and version of this program, for the copy's metadata
 * @param size image size that is asked for, else the model's own
 * @throws Refusal with a clause for people; nothing else, whatever the file holds
 */
export async function prepareModel(source: SourceFile, program: string, size?: ImageSize): Promise<PreparedModel> {
  const configured = await configuredBeside(source.file);
  const { model, analysis, weightsSha256 } = await analysed(source, size, configured.size);
  const { input, images, grid, size: own, stream, layout } = analysis;
  const head = headOf(model);
  const outputs = [...new Set(model.graph.output.map(({ name }) => name))].filter((name) => analysis.flow.isData(name));

  const range = await pixelRangeOf(model, input, images, own);
  const normalisation = normalisationOf(range, normalisationIn(head.metadata) ?? configured.normalisation);
  const scale = scaleOf(range, normalisation);
  const pictures = unlikePictures(own, images);
  const use = await prefixUse(model, analysis, outputs, pictures, scale);
  // Registers without a CLS token stand before the patches, too; then nothing reads them.
  const hasCls = grid.prefix > 0 && !(use === 'unread' && grid.prefix > 1);
  const added = addContractOutputs(model, analysis, hasCls);
  const { values, agreement } = await verifyAdded(model, analysis, added, outputs, pictures, scale);
  cutToContract(model, analysis);

  const copy = await Trial.open(model, input, [contractNames.tokens, contractNames.attention, contractNames.embedding], 'all');
  let sanity: AttentionSanity;
  try {
    await verifyCopy(copy, values, pictures, scale);
    sanity = await sanityOf(copy, analysis, scale);
  } finally {
    await copy.close();
  }
  const report: ModelReport = {
    blocks: stream.blocks.length,
    heads: added.heads,
    width: layout.width,
    prefixTokens: grid.prefix,
    grid: { rows: grid.rows, columns: grid.columns },
    size: own,
    isFreeSize: analysis.isFreeSize,
    fixedBatch: analysis.fixedBatch,
    input: { layout: input.layout, type: input.type, range: range.kind },
    normalisation,
    attention: added.attention,
    // What stands in for attention has no sinks: it is not attended to.
    sanity: added.attention === 'cls' ? sanity : { ...sanity, sinks: [] },
    agreement,
    opset: defaultOpset(model),
    weightsSha256,
    remarks: remarksOf(added, normalisation, range, use, grid.prefix),
  };
  model.metadata = metadataOf(source, report, head.metadata, program);
  model.producerName = 'freesel';
  model.producerVersion = program.replace(/^freesel\s*/, '');
  return { model, report };
}

/** Pictures of which none is another's mirror image. */
function unlikePictures(size: ImageSize, images: number): ReturnType<typeof scenePictures> {
  const all = scenePictures(4 * images, size.height, size.width);
  const step = size.height * size.width * 3;
  const pixels = new Uint8Array(images * step);
  for (let image = 0; image < images; image += 1) pixels.set(all.pixels.subarray(4 * image * step, (4 * image + 1) * step), image * step);
  return { images, height: size.height, width: size.width, pixels };
}

async function read(source: SourceFile): Promise<OnnxModel> {
  let model: OnnxModel;
  try {
    model = readOnnx(source.bytes);
  } catch (error) {
    return refuse('damaged', undefined, { cause: error });
  }
  if (defaultOpset(model) > newestOpset || (model.irVersion ?? 0n) > BigInt(newestIr))
    refuse('too-new', `opset ${defaultOpset(model)}, IR ${String(model.irVersion)}`);
  await takeInExternalData(model, source.file, source.bytes.length);
  return model;
}

/** Newest versions that the runtime may know; what it does not know in truth it says itself. */
const newestOpset = 30;
const newestIr = 20;

async function analysed(
  source: SourceFile,
  wanted: ImageSize | undefined,
  configured: ImageSize | undefined,
): Promise<{ readonly model: OnnxModel; readonly analysis: Analysis; readonly weightsSha256: string }> {
  const model = await read(source);
  const weightsSha256 = hashOf(source, model);
  if (!wanted) return { model, analysis: await analyse(model, undefined, configured), weightsSha256 };
  try {
    return { model, analysis: await analyse(model, wanted, configured), weightsSha256 };
  } catch (error) {
    // A file that is made for one size: its positions are resized.
    if (!(error instanceof Refusal) || error.key !== 'not-this-size') throw error;
  }
  const fixed = await read(source);
  resizeModel(fixed, await analyse(fixed, undefined, configured), wanted);
  try {
    return { model: fixed, analysis: await analyse(fixed, wanted, configured), weightsSha256 };
  } catch (error) {
    // More than the positions is made for one size: angles, or a bias for each pair of tokens.
    if (error instanceof Refusal && (error.key === 'not-this-size' || error.key === 'not-runnable'))
      refuse('fixed-positions', undefined, { cause: error });
    throw error;
  }
}

/** SHA-256 of the file, or of the file and the weights that were read from beside it. */
function hashOf(source: SourceFile, model: OnnxModel): string {
  const hash = createHash('sha256').update(source.bytes);
  for (const { rawData } of model.graph.initializer) if (rawData && rawData.buffer !== source.bytes.buffer) hash.update(rawData);
  return hash.digest('hex');
}

function normalisationOf(range: PixelRange, stated: Normalisation | undefined): Normalisation {
  switch (range.kind) {
    case 'normalised':
      return stated ?? imageNet;
    case '0..1':
      return { mean: [0, 0, 0], std: [1, 1, 1], from: 'graph' };
    case '0..255':
      return range.inside ?? { ...(stated ?? imageNet), from: 'graph' };
  }
}

function scaleOf(range: PixelRange, { mean, std }: Normalisation): PixelScale {
  if (range.kind === '0..255') return (value) => value;
  return (value, channel) => (value / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
}

async function sanityOf(copy: Trial, { grid, images, size, fixedBatch }: Analysis, scale: PixelScale): Promise<AttentionSanity> {
  const all = scenePictures(scenes, size.height, size.width);
  const step = size.height * size.width * 3;
  const patches = grid.rows * grid.columns;
  const batch = fixedBatch ?? images;
  const attention = new Float32Array(scenes * patches);
  let tokens = new Float32Array(0);
  for (let at = 0; at < scenes; at += batch) {
    const pixels = new Uint8Array(batch * step);
    for (let image = 0; image < batch; image += 1)
      pixels.set(all.pixels.subarray(((at + image) % scenes) * step, (((at + image) % scenes) + 1) * step), image * step);
    const values = await copy.run({ images: batch, height: size.height, width: size.width, pixels }, scale);
    const [own, ownTokens] = [values?.get(contractNames.attention), values?.get(contractNames.tokens)];
    if (!own || !ownTokens) return refuse('not-runnable');
    if (tokens.length === 0) tokens = new Float32Array((scenes * ownTokens.data.length) / batch);
    const here = Math.min(batch, scenes - at);
    attention.set(Array.from(own.data).slice(0, here * patches), at * patches);
    tokens.set(Array.from(ownTokens.data).slice(0, (here * ownTokens.data.length) / batch), (at * ownTokens.data.length) / batch);
  }
  return attentionSanity(attention, tokens, scenes, grid);
}

function remarksOf(
  { attention }: ContractOutputs,
  normalisation: Normalisation,
  range: PixelRange,
  use: PrefixUse,
  prefix: number,
): Text[] {
  const remarks: Text[] = [];
  if (attention === 'substitute')
    remarks.push({
      en: 'The model has no CLS token, so a substitute takes the place of its attention: how far each patch lies from the mean of the image’s own patches.',
      ja: 'CLS トークンがないため、注意の代わり（substitute）として、各パッチが画像自身のパッチの平均からどれだけ離れているかを使います。',
    });
  if (attention === 'cls' && use === 'unread' && prefix === 1)
    remarks.push({
      en: 'The first token is taken for the CLS token, although the model’s own output is made of the patches alone.',
      ja: 'モデル自身の出力はパッチだけから作られていますが、先頭のトークンを CLS トークンとみなします。',
    });
  if (range.kind === 'normalised' && normalisation.from === 'default')
    remarks.push({
      en: 'Neither the file nor a preprocessor_config.json beside it says how pixels are normalised: mean and standard deviation of ImageNet are taken.',
      ja: '画素の正規化方法がファイルにも隣の preprocessor_config.json にもないため、ImageNet の平均と標準偏差を使います。',
    });
  return remarks;
}

/** File names that say nothing of a model: then its folder's name does. */
const nameless = /^(model|vision_model|encoder|onnx|vision)?([_-]?(quantized|quant|fp16|int8|uint8|q4|q4f16|bnb4|optimized|O[1-4]))*$/i;

function nameOf(file: string): string {
  const base = path.basename(file).replace(/\.onnx$/i, '');
  if (!nameless.test(base)) return base;
  const folder = path.basename(path.dirname(file));
  const above = folder === 'onnx' ? path.basename(path.dirname(path.dirname(file))) : folder;
  return above === '' ? base : `${above}/${base}`;
}

function metadataOf(source: SourceFile, report: ModelReport, stated: ReadonlyMap<string, string>, program: string): OnnxModel['metadata'] {
  const { size, grid, normalisation, input, sanity, fixedBatch } = report;
  const entries: Record<string, string | undefined> = {
    id: source.provenance?.id ?? stated.get('id') ?? nameOf(source.file),
    architecture: `vision transformer, ${report.blocks} blocks of ${report.heads} heads, width ${report.width}`,
    source: source.provenance?.source ?? stated.get('source') ?? `${path.basename(source.file)}, prepared by ${program}`,
    licence: source.provenance?.licence ?? stated.get('licence') ?? stated.get('license') ?? 'not stated',
    training_data: source.provenance?.trainingData ?? stated.get('training_data') ?? 'not stated',
    image_mean: JSON.stringify(normalisation.mean),
    image_std: JSON.stringify(normalisation.std),
    image_normalisation_from: normalisation.from,
    image_size: size.height === size.width ? String(size.height) : `${size.height}x${size.width}`,
    patch_grid: `${grid.rows}x${grid.columns}`,
    input_layout: input.layout === 'NCHW' ? undefined : input.layout,
    input_dtype: input.type === 'float32' ? undefined : input.type,
    input_range: input.range === '0..255' ? input.range : undefined,
    batch: fixedBatch === undefined ? undefined : String(fixedBatch),
    blocks: String(report.blocks),
    heads: String(report.heads),
    prefix_tokens: String(report.prefixTokens),
    attention:
      report.attention === 'cls' ? 'CLS row of the last block' : 'substitute: distance from the mean of the patches of the image itself',
    attention_sinks: sanity.sinks.length > 0 ? runsOf(Int32Array.from(sanity.sinks)) : undefined,
    weights_sha256: report.weightsSha256,
    prepared_by: `${program}, adapter ${adapterVersion}`,
  };
  return Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value, unknown: [] }]));
}
