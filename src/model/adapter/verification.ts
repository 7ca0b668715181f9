import type { OnnxModel } from '../onnx/file.js';
import type { Analysis } from './analysis.js';
import type { ContractOutputs } from './contract-outputs.js';
import { contractNames } from './image-input.js';
import { refuse } from './refusal.js';
import { Trial, type Pictures, type PixelScale, type Values } from './trial.js';

const { tokens, attention, embedding } = contractNames;
const contract: readonly string[] = [tokens, attention, embedding];

/** Whether an output of the file itself is the image embedding, or holds it as its first token. */
export type Agreement = 'same' | 'not-comparable';

/**
 * Runs the whole graph with what was added to it, and holds the parts against each other: numbers that are numbers, attention that sums to 1 and sees
 * patches, norms and opened attentions that give what the file's own give.
 *
 * @param outputs the file's own outputs
 * @returns the contract's outputs, for comparison with the copy, and whether the file's own agree
 * @throws Refusal `causal`, `not-as-before`
 */
export async function verifyAdded(
  model: OnnxModel,
  analysis: Analysis,
  added: ContractOutputs,
  outputs: readonly string[],
  pictures: Pictures,
  scale: PixelScale,
): Promise<{ readonly values: ReadonlyMap<string, Values>; readonly agreement: Agreement }> {
  const { grid, input } = analysis;
  const names = [
    ...new Set([
      ...contract,
      ...outputs,
      ...added.checks.flatMap(({ own, original }) => [own, original]),
      ...(added.row === undefined ? [] : [added.row]),
    ]),
  ];
  const trial = await Trial.open(model, input, names);
  let values: ReadonlyMap<string, Values> | undefined;
  try {
    values = await trial.run(pictures, scale);
  } finally {
    await trial.close();
  }
  if (!values) return refuse('not-runnable');
  if (added.row !== undefined) verifyRow(values.get(added.row), grid.prefix, grid.rows * grid.columns, pictures.images);
  for (const { own, original } of added.checks) if (!isNear(values.get(own), values.get(original))) refuse('not-as-before');
  for (const name of contract)
    if (!isFinite(values.get(name))) refuse('not-as-before', { en: `${name} is no number`, ja: `${name} が数ではありません` });
  return { values, agreement: agreementOf(values, outputs, pictures.images) };
}

/** Rows of probabilities that are some, and that see patches. */
function verifyRow(values: Values | undefined, prefix: number, patches: number, images: number): void {
  const tokens = values?.shape[1] ?? 0;
  if (!values || values.shape[0] !== images || tokens < prefix + patches) return refuse('not-as-before');
  let seesPatches = false;
  for (let image = 0; image < images; image += 1) {
    let [sum, seen] = [0, 0];
    for (let token = 0; token < tokens; token += 1) {
      const own = values.data[image * tokens + token] ?? NaN;
      if (!(own > -1e-6)) refuse('not-as-before');
      sum += own;
      if (token >= prefix && token < prefix + patches) seen += own;
    }
    if (!(Math.abs(sum - 1) < 5e-3))
      refuse('not-as-before', { en: `attention sums to ${sum.toPrecision(3)}`, ja: `注意の合計が ${sum.toPrecision(3)}` });
    // A mask leaves nothing; registers may take nearly all.
    if (seen > 1e-7) seesPatches = true;
  }
  if (!seesPatches) refuse('causal');
}

/** Whether values are equal but for rounding: of float16 and of whole numbers, too. */
function isNear(own: Values | undefined, original: Values | undefined): boolean {
  if (!own || !original || own.data.length !== original.data.length) return false;
  let [square, difference] = [0, 0];
  for (let i = 0; i < own.data.length; i += 1) {
    square += (original.data[i] ?? NaN) ** 2;
    difference += ((own.data[i] ?? NaN) - (original.data[i] ?? NaN)) ** 2;
  }
  return difference <= 4e-4 * square + 1e-12;
}

function isFinite(values: Values | undefined): boolean {
  return values !== undefined && values.data.length > 0 && Array.from(values.data).every((own) => Number.isFinite(own));
}

function agreementOf(values: ReadonlyMap<string, Values>, outputs: readonly string[], images: number): Agreement {
  const own = values.get(embedding);
  if (!own) return 'not-comparable';
  const width = own.data.length / images;
  for (const name of outputs) {
    const other = values.get(name);
    if (other?.shape[0] !== images || other.shape.at(-1) !== width) continue;
    const step = other.data.length / images;
    const first = {
      shape: own.shape,
      data: Float32Array.from({ length: own.data.length }, (_, i) => other.data[Math.floor(i / width) * step + (i % width)] ?? NaN),
    };
    if (isNear(own, first)) return 'same';
  }
  return 'not-comparable';
}

/**
 * Runs the copy as it will be run, all of the runtime's optimisations on, and holds it against the whole graph; where the number of images is free, at
 * other places in the run, too.
 *
 * @throws Refusal `not-as-before`
 */
export async function verifyCopy(copy: Trial, expected: ReadonlyMap<string, Values>, pictures: Pictures, scale: PixelScale): Promise<void> {
  const values = await copy.run(pictures, scale);
  if (!values) return refuse('not-runnable');
  for (const name of contract) if (!isAlike(values.get(name), expected.get(name))) refuse('not-as-before', name);
  if (pictures.images < 2) return;
  const step = pictures.pixels.length / pictures.images;
  const pixels = new Uint8Array(pictures.pixels.length);
  for (let image = 0; image < pictures.images; image += 1)
    pixels.set(pictures.pixels.subarray(image * step, (image + 1) * step), (pictures.images - 1 - image) * step);
  const backwards = await copy.run({ ...pictures, pixels }, scale);
  for (const name of contract) {
    const own = backwards?.get(name);
    const size = (own?.data.length ?? 0) / pictures.images;
    const turned = own && {
      shape: own.shape,
      data: Float32Array.from(
        { length: own.data.length },
        (_, i) => own.data[(pictures.images - 1 - Math.floor(i / size)) * size + (i % size)] ?? NaN,
      ),
    };
    if (!isAlike(turned, values.get(name)))
      refuse('not-as-before', { en: 'images in a run change each other', ja: '同時に処理した画像が互いに影響します' });
  }
}

/** Whether values point the same way: the runtime rounds whole numbers otherwise with its optimisations than without. */
function isAlike(own: Values | undefined, other: Values | undefined): boolean {
  if (!own || own.data.length !== other?.data.length) return false;
  let [product, a, b] = [0, 0, 0];
  for (let i = 0; i < own.data.length; i += 1) {
    const [x, y] = [own.data[i] ?? NaN, other.data[i] ?? NaN];
    product += x * y;
    a += x * x;
    b += y * y;
  }
  return product / Math.sqrt(a * b) > 0.98;
}
