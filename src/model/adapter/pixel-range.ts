import type { OnnxModel } from '../onnx/file.js';
import { Flow, prune } from './flow.js';
import { contractNames, type ImageInput } from './image-input.js';
import type { Normalisation } from './preprocessing.js';
import { Trial } from './trial.js';
import type { ImageSize } from './image-sizes.js';

/** What values of pixels a graph wants. */
export type PixelRange =
  /** As they come out of a normalisation before the graph. */
  | { readonly kind: 'normalised' }
  /** 0..1: the graph normalises. */
  | { readonly kind: '0..1' }
  /** 0..255: the graph normalises; with what, as far as it was found. */
  | { readonly kind: '0..255'; readonly inside: Normalisation | undefined };

/** Operators of a normalisation, each number of a pixel by itself, and changes of layout. */
const pixelwise = new Set([
  'Cast',
  'Mul',
  'Div',
  'Add',
  'Sub',
  'Transpose',
  'Identity',
  'Clip',
  'Unsqueeze',
  'Squeeze',
  'Reshape',
  'QuantizeLinear',
  'DequantizeLinear',
]);

/**
 * Finds what a graph does with its pixels before it mixes them, by feeding it black and slightly lighter images: a graph that does nothing wants
 * normalised pixels; one that divides by some 58 (a standard deviation of 0..255) wants them as they are.
 */
export async function pixelRangeOf(model: OnnxModel, input: ImageInput, images: number, { height, width }: ImageSize): Promise<PixelRange> {
  const raw: PixelRange = { kind: '0..255', inside: undefined };
  const value = beforeMixing(new Flow(model.graph, contractNames.input));
  if (value === contractNames.input) return input.type === 'uint8' ? raw : { kind: 'normalised' };
  const graph = { ...model.graph };
  prune(graph, [value]);
  const trial = await Trial.open({ ...model, graph }, input, [value]);
  try {
    const flat = { images, height, width, pixels: new Uint8Array(images * height * width * 3) };
    const [dark, light] = [await trial.run(flat, () => 0), await trial.run({ ...flat, pixels: flat.pixels.map(() => 1) }, () => 1)].map(
      (run) => run?.get(value),
    );
    const axis = dark?.shape.indexOf(3) ?? -1;
    if (!dark || !light || dark.shape.length !== 4 || axis < 1) return input.type === 'uint8' ? raw : { kind: 'normalised' };
    const step = dark.shape.slice(axis + 1).reduce((product, size) => product * size, 1);
    const channels = [0, 1, 2].map((channel) => {
      const offset = dark.data[channel * step] ?? NaN;
      return { offset, slope: (light.data[channel * step] ?? NaN) - offset };
    });
    return rangeOf(channels, input.type === 'uint8');
  } finally {
    await trial.close();
  }
}

function rangeOf(channels: readonly { readonly offset: number; readonly slope: number }[], isByte: boolean): PixelRange {
  const slope = channels.reduce((sum, own) => sum + own.slope, 0) / channels.length;
  const isNumber = channels.every((own) => Number.isFinite(own.offset) && own.slope > 0);
  // 1 / (255 * std) is about 0.017 to 0.004, 1 / std 2 to 5; from one normalisation to another it is about 1.
  if (isByte || (isNumber && slope < 0.1)) {
    const [red, green, blue] = channels.map((own) => ({ mean: -own.offset / own.slope / 255, std: 1 / (255 * own.slope) }));
    const isFound = isNumber && red !== undefined && green !== undefined && blue !== undefined;
    return {
      kind: '0..255',
      inside: isFound
        ? {
            mean: [tidy(red.mean), tidy(green.mean), tidy(blue.mean)],
            std: [tidy(red.std), tidy(green.std), tidy(blue.std)],
            from: 'graph',
          }
        : undefined,
    };
  }
  return { kind: isNumber && slope > 1.5 ? '0..1' : 'normalised' };
}

/** Numbers that came out of float32 arithmetic, as people wrote them. */
const tidy = (value: number): number => Number(value.toFixed(5)) + 0;

/** The value before the first node that mixes pixels. */
function beforeMixing(flow: Flow): string {
  for (let own: string = contractNames.input; ;) {
    const [next, other] = flow.consumers(own).filter((node) => flow.isData(node.output[0]));
    const [output] = next?.output ?? [];
    if (!next || other || output === undefined || !pixelwise.has(next.operator)) return own;
    if (next.input.some((name) => name !== own && flow.isData(name))) return own;
    own = output;
  }
}
