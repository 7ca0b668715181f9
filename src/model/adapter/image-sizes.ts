import type { GraphProto } from '../onnx/schema.js';
import { integersOf } from './constants.js';
import type { ImageInput } from './image-input.js';

/** Height and width in pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

const usual = [224, 384, 256, 336, 518, 448, 512, 196, 240, 288, 32, 64, 48, 96, 128];

/** Side of a patch: stride of the first convolution; undefined where there is none. */
export function patchSide(graph: GraphProto): number | undefined {
  const conv = graph.node.find(({ operator }) => /Conv$/.test(operator));
  const stride = conv && (integersOf(conv, 'strides') ?? []).at(-1);
  return stride !== undefined && stride > 1 ? stride : undefined;
}

/**
 * Image sizes that a graph may be made for, the likeliest first: as the file states them, as a configuration beside it does, and as the number of
 * rows of its position embeddings says.
 */
export function likelySizes(graph: GraphProto, input: ImageInput, configured: ImageSize | undefined): ImageSize[] {
  const { height, width } = input;
  const sizes: ImageSize[] = [];
  if (height !== undefined && width !== undefined) return [{ height, width }];
  if (configured) sizes.push(configured);
  const side = patchSide(graph);
  if (side !== undefined) {
    for (const tensor of graph.initializer) {
      const shape = tensor.dimensions.map(Number);
      const [rows = 0] = shape.slice(-2);
      const isRowsOfTokens = (shape.length === 3 && shape[0] === 1) || shape.length === 2;
      if (!isRowsOfTokens || rows < 4 || (shape.at(-1) ?? 0) < 8) continue;
      for (const prefix of [1, 0, 2, 5]) {
        const own = Math.sqrt(rows - prefix);
        if (Number.isInteger(own) && own > 1 && own * side <= 1024) sizes.push({ height: own * side, width: own * side });
      }
    }
  }
  for (const own of usual) sizes.push({ height: own, width: own });
  const seen = new Set<string>();
  return sizes.filter((own) => {
    const key = `${own.height}x${own.width}`;
    const isFit = (height ?? own.height) === own.height && (width ?? own.width) === own.width;
    return isFit && !seen.has(key) && seen.add(key);
  });
}
