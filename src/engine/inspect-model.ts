import os from 'node:os';
import path from 'node:path';
import { attentionSanity, type AttentionSanity } from '../model/adapter/attention-sanity.js';
import { scenePictures } from '../model/adapter/pictures.js';
import { decodeImage, readImage } from '../images/index.js';
import { factsOf, type ModelFacts } from '../model/model-facts.js';
import { VisionModel, type ModelFile } from '../model/vision-model.js';
import { imageNotUsable } from './problems.js';

/** What is in a model, and what its attention is like. */
export interface Inspection extends ModelFacts {
  readonly sanity: Omit<AttentionSanity, 'sinks'>;
}

/** Images that are generated where none are given. */
const scenes = 16;

/**
 * Looks at a prepared model: what its file says, and its attention on images.
 *
 * @param images paths as the user gave them; without any, images are generated
 * @throws Problem where an image cannot be used, or the model not be run
 */
export async function inspectModel(file: ModelFile, images: readonly string[]): Promise<Inspection> {
  const { height, width } = file.contract.input;
  const pictures =
    images.length > 0 ? await Promise.all(images.map((image) => pixelsOf(image, { height, width }))) : generated(height, width);
  const model = await VisionModel.open(file, { threads: os.availableParallelism(), batch: 4 });
  try {
    const outputs = (await model.run(pictures)).flatMap((own) => (own ? [own] : []));
    const patches = file.contract.grid.rows * file.contract.grid.columns;
    const attention = new Float32Array(outputs.length * patches);
    const tokens = new Float32Array(outputs.length * patches * file.contract.width);
    for (const [i, own] of outputs.entries()) {
      attention.set(own.attention, i * patches);
      tokens.set(own.tokens, i * patches * file.contract.width);
    }
    const { entropy, border, kept } = attentionSanity(attention, tokens, outputs.length, file.contract.grid);
    return { ...factsOf(file), sanity: { images: outputs.length, entropy, border, kept } };
  } finally {
    await model.close();
  }
}

function generated(height: number, width: number): Uint8Array[] {
  const { pixels } = scenePictures(scenes, height, width);
  const step = height * width * 3;
  return Array.from({ length: scenes }, (_, i) => pixels.subarray(i * step, (i + 1) * step));
}

async function pixelsOf(image: string, target: { readonly height: number; readonly width: number }): Promise<Uint8Array> {
  const file = path.resolve(image);
  const read = await readImage(path.dirname(file), path.basename(file));
  if (read.kind === 'unusable') throw imageNotUsable(image, read.reason);
  const decoded = await decodeImage(read.bytes, target);
  if (decoded.kind === 'unusable') throw imageNotUsable(image, decoded.reason);
  return decoded.pixels;
}
