import { inputsOf } from '../onnx/head.js';
import { elementTypes, makeNode, makeValueInfo } from '../onnx/make.js';
import type { GraphProto, ValueInfoProto } from '../onnx/schema.js';
import { prune } from './flow.js';
import { FreshNames, readsOf, renameValues } from './names.js';
import { refuse } from './refusal.js';

/** Names that the contract of a prepared model gives to values. */
export const contractNames = {
  input: 'pixel_values',
  tokens: 'patch_tokens',
  attention: 'cls_attention',
  embedding: 'image_embedding',
} as const;

/** How images go into a graph; sizes are those that the file states, undefined where it leaves them free. */
export interface ImageInput {
  readonly layout: 'NCHW' | 'NHWC';
  readonly type: 'float32' | 'uint8';
  readonly batch: number | undefined;
  readonly height: number | undefined;
  readonly width: number | undefined;
  /** Inputs beside the image, where every output of the file needs one of them. */
  readonly needed: readonly string[];
}

const numeric: readonly number[] = [
  elementTypes.float32,
  elementTypes.float16,
  elementTypes.float64,
  elementTypes.bfloat16,
  elementTypes.uint8,
  elementTypes.int32,
  elementTypes.int64,
];

type Size = number | undefined;

function shapeOf(value: ValueInfoProto): Size[] | undefined {
  const shape = value.type?.tensor?.shape;
  return shape?.dimension.map(({ value: size }) => (size !== undefined && size > 0n ? Number(size) : undefined));
}

function isImage(value: ValueInfoProto): boolean {
  const tensor = value.type?.tensor;
  if (!tensor || !numeric.includes(tensor.elementType ?? 0)) return false;
  const shape = shapeOf(value);
  if (shape?.length !== 4) return false;
  const [, first, second, last] = shape;
  const isPlane = (size: Size): boolean => size === undefined || size >= 8;
  return (
    (first === 3 && isPlane(second) && isPlane(last)) ||
    (last === 3 && isPlane(first) && isPlane(second)) ||
    (first === undefined && isPlane(second) && isPlane(last))
  );
}

/**
 * Finds the one image input, gives it the contract's name and makes it take float32 or uint8; cuts away what hangs on other inputs.
 *
 * @param isSizeFreed whether height and width that the file states are to be forgotten
 * @throws Refusal where there is no image input, or more than one
 */
export function takeImageInput(graph: GraphProto, isSizeFreed = false): ImageInput {
  const inputs = inputsOf(graph);
  const images = inputs.filter(isImage);
  const [image] = images;
  if (!image)
    return refuse(
      'not-an-image-model',
      inputs
        .map(
          (value) =>
            `${value.name}: ${
              shapeOf(value)
                ?.map((size) => size ?? '?')
                .join(' x ') ?? '?'
            }`,
        )
        .join(', ') || undefined,
    );
  if (images.length > 1) refuse('two-inputs');
  const others = inputs.filter((own) => own !== image).map(({ name }) => name);
  cutForeign(graph, others);
  const needed = graph.output.length === 0 ? others : [];

  const [batch, first, second, last] = shapeOf(image) ?? [];
  const layout = last === 3 && first !== 3 ? 'NHWC' : 'NCHW';
  const [height, width] = isSizeFreed ? [] : layout === 'NCHW' ? [second, last] : [first, second];
  const names = new FreshNames(graph);
  const own = image.name;
  const other = new Map<string, string>();
  for (const name of Object.values(contractNames)) if (name !== own) other.set(name, names.fresh(name));
  other.set(own, contractNames.input);
  // Outputs of the same name as a part of the contract are renamed as well: they are no outputs of the copy.
  renameValues(graph, other);

  const given = image.type?.tensor?.elementType ?? elementTypes.float32;
  const type = given === elementTypes.uint8 ? 'uint8' : 'float32';
  const declared = (value: Size, name: string): number | string => value ?? name;
  const shape =
    layout === 'NCHW'
      ? [declared(batch, 'batch'), 3, declared(height, 'height'), declared(width, 'width')]
      : [declared(batch, 'batch'), declared(height, 'height'), declared(width, 'width'), 3];
  graph.input = [makeValueInfo(contractNames.input, elementTypes[type], shape)];
  if (given !== elementTypes[type]) {
    const cast = names.fresh('pixels');
    renameValues({ ...graph, input: [] }, new Map([[contractNames.input, cast]]));
    graph.node.unshift(makeNode('Cast', [contractNames.input], [cast], { to: given }));
  }
  return { layout, type, batch, height, width, needed };
}

/** Takes away every node that needs an input beside the image, such as the text of a model of images and texts. */
function cutForeign(graph: GraphProto, foreign: readonly string[]): void {
  if (foreign.length === 0) {
    graph.input = inputsOf(graph);
    return;
  }
  const cut = new Set(foreign);
  for (let before = -1; before !== cut.size;) {
    before = cut.size;
    for (const node of graph.node) if (readsOf(node).some((name) => cut.has(name))) for (const name of node.output) cut.add(name);
  }
  graph.node = graph.node.filter((node) => !node.output.some((name) => cut.has(name)));
  graph.output = graph.output.filter(({ name }) => !cut.has(name));
  if (graph.node.length === 0) refuse('other-inputs', foreign.join(', '));
  prune(
    graph,
    graph.node.flatMap(({ output }) => output),
  );
}
