import type { OnnxModel } from '../onnx/file.js';
import { findAttentions, type Attentions, type Shapes } from './attentions.js';
import { Constants } from './constants.js';
import { findFinalNorm } from './final-norm.js';
import { Flow } from './flow.js';
import { contractNames, takeImageInput, type ImageInput } from './image-input.js';
import { likelySizes, patchSide, type ImageSize } from './image-sizes.js';
import { inlineFunctions } from './inline-functions.js';
import { findNorms, nameFusedSums, type Norm } from './norms.js';
import { noisePictures } from './pictures.js';
import { GridTrial, type PatchGrid } from './patch-grid.js';
import { Refusal, refuse } from './refusal.js';
import { findResidualStream, type ResidualStream } from './residual-stream.js';
import { layoutOf, type TokenLayout } from './token-layout.js';
import { ShapeTrial } from './trial.js';

/** What a graph turned out to be. */
export interface Analysis {
  readonly input: ImageInput;
  readonly size: ImageSize;
  /** Whether height and width are really free. */
  readonly isFreeSize: boolean;
  /** Images in a run, where the graph fixes it. */
  readonly fixedBatch: number | undefined;
  /** Shapes in runs of `images` images and, where their number is free, of one more. */
  readonly images: number;
  readonly runs: readonly Shapes[];
  readonly stream: ResidualStream;
  readonly layout: TokenLayout;
  readonly norm: Norm;
  readonly grid: PatchGrid;
  readonly flow: Flow;
}

/** Operators that draw random numbers. */
const drawing = new Set(['RandomUniform', 'RandomNormal', 'RandomUniformLike', 'RandomNormalLike', 'Multinomial', 'Bernoulli']);

/**
 * Finds the parts of a vision transformer in a graph, by how its values follow from each other and by running it; names mean nothing.
 * The graph is changed on the way: functions are inlined, the image input is renamed.
 *
 * @param wanted image size that is asked for
 * @param configured image size of a configuration beside the file
 * @throws Refusal
 */
export async function analyse(model: OnnxModel, wanted: ImageSize | undefined, configured: ImageSize | undefined): Promise<Analysis> {
  inlineFunctions(model);
  nameFusedSums(model.graph);
  const input = takeImageInput(model.graph, wanted !== undefined);
  const flow = new Flow(model.graph, contractNames.input);
  model.graph.node = [...flow.nodes];
  // Declared shapes of inner values may be those of another size or number of images.
  model.graph.valueInfo = [];

  const trial = await ShapeTrial.open(model, input, flow);
  let seen: SeenShapes;
  try {
    seen = await shapesOf(trial, model, input, wanted, configured);
  } finally {
    await trial.close();
  }
  const { size, isFreeSize, images, runs, fixedBatch } = seen;
  const [shapes = new Map<string, readonly number[]>()] = runs;
  const attentions = findAttentions(flow, shapes);
  refuseDrawing(flow, attentions);
  const constants = new Constants(model.graph);
  const stream = withOthersNamed(input, () => findResidualStream(flow, shapes, constants, images, attentions));
  const layout = layoutOf(stream.secondToLast, tokensOf(stream), images, runs);
  const norms = findNorms(flow, shapes, constants);
  if (norms.some(({ output }) => flow.origin(output) === flow.origin(stream.secondToLast))) refuse('post-norm');
  const norm = findFinalNorm(flow, norms, stream, attentions);
  const grid = await gridOf(model, input, stream, layout, images, size);
  return { input, size, isFreeSize, fixedBatch, images, runs, stream, layout, norm, grid, flow };
}

/** Where the blocks were cut away with another input that they need, that is the reason why there are none. */
function withOthersNamed(input: ImageInput, find: () => ResidualStream): ResidualStream {
  try {
    return find();
  } catch (error) {
    if (error instanceof Refusal && input.needed.length > 0) refuse('other-inputs', input.needed.join(', '), { cause: error });
    throw error;
  }
}

export const tokensOf = (stream: ResidualStream): number => stream.blocks.at(-1)?.attention.tokens ?? 0;

interface SeenShapes {
  readonly size: ImageSize;
  readonly isFreeSize: boolean;
  readonly images: number;
  readonly runs: readonly Shapes[];
  readonly fixedBatch: number | undefined;
}

async function shapesOf(
  trial: ShapeTrial,
  model: OnnxModel,
  input: ImageInput,
  wanted: ImageSize | undefined,
  configured: ImageSize | undefined,
): Promise<SeenShapes> {
  const sizes = wanted ? [wanted] : likelySizes(model.graph, input, configured);
  // Some graphs take one image only, whatever they state.
  for (const images of input.batch === undefined ? [2, 1] : [input.batch]) {
    for (const size of sizes) {
      const first = await trial.run(noisePictures(images, size.height, size.width));
      if (!first) continue;
      const isOne = images === 1 || input.batch !== undefined;
      const second = isOne ? undefined : await trial.run(noisePictures(images + 1, size.height, size.width));
      const fixedBatch = second ? undefined : images;
      return {
        size,
        isFreeSize: await runsElsewhere(trial, model, input, images, size),
        images,
        runs: second ? [first, second] : [first],
        fixedBatch,
      };
    }
  }
  return wanted ? refuse('not-this-size', `${wanted.height} x ${wanted.width}`) : refuse('no-size');
}

/** Whether the graph runs at another size, of other proportions, too. */
async function runsElsewhere(
  trial: ShapeTrial,
  model: OnnxModel,
  input: ImageInput,
  images: number,
  { height, width }: ImageSize,
): Promise<boolean> {
  if (input.height !== undefined || input.width !== undefined) return false;
  const step = patchSide(model.graph) ?? 32;
  return (await trial.run(noisePictures(images, height + step, width + 2 * step))) !== undefined;
}

/** Refuses a graph in which an attention hangs on random numbers. */
function refuseDrawing(flow: Flow, { found }: Attentions): void {
  for (const node of flow.nodes) {
    if (!drawing.has(node.operator)) continue;
    const after = new Set(node.output.flatMap((name) => [...flow.after(name)]));
    if (found.some(({ output }) => after.has(output))) refuse('random');
  }
}

async function gridOf(
  model: OnnxModel,
  input: ImageInput,
  stream: ResidualStream,
  layout: TokenLayout,
  images: number,
  size: ImageSize,
): Promise<PatchGrid> {
  const trial = await GridTrial.open(model, input, stream.embedded, layout, images);
  try {
    return await trial.grid(size.height, size.width);
  } finally {
    await trial.close();
  }
}
