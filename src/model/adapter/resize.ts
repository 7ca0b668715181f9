import { isStandard, type OnnxModel } from '../onnx/file.js';
import { elementTypes, makeIntegers, makeNode, makeTensor } from '../onnx/make.js';
import type { TensorProto } from '../onnx/schema.js';
import type { Analysis } from './analysis.js';
import { resizePositions } from './bicubic.js';
import { Constants, numbersOf } from './constants.js';
import type { ImageSize } from './image-sizes.js';
import { FreshNames } from './names.js';
import { refuse } from './refusal.js';

/**
 * Makes a graph that takes one image size take another: position embeddings are interpolated, and the numbers of tokens in constant shapes follow.
 * Whether that was all is found by running it.
 *
 * @param model an analysed graph; it is changed
 * @throws Refusal where positions are not in a constant with a row for each patch
 */
export function resizeModel(model: OnnxModel, analysis: Analysis, wanted: ImageSize): void {
  const { grid, size } = analysis;
  const to = { rows: (wanted.height * grid.rows) / size.height, columns: (wanted.width * grid.columns) / size.width };
  if (!Number.isInteger(to.rows) || !Number.isInteger(to.columns)) {
    const [y, x] = [size.height / grid.rows, size.width / grid.columns];
    refuse('not-this-size', {
      en: `its sides have to be multiples of ${y} and ${x}`,
      ja: `縦は ${y}、横は ${x} の倍数である必要があります`,
    });
  }
  if (!resizePositionsIn(model, analysis, to)) refuse('fixed-positions');
  replaceCounts(model, analysis, to);
}

type Grid = Pick<Analysis['grid'], 'rows' | 'columns'>;

function resizePositionsIn(model: OnnxModel, { grid, flow, stream, layout }: Analysis, to: Grid): boolean {
  const { graph } = model;
  const constants = new Constants(graph);
  const patches = grid.rows * grid.columns;
  const before = flow.before(stream.embedded);
  before.add(stream.embedded);
  const names = new FreshNames(graph);
  let isDone = false;
  for (const node of graph.node) {
    const isSum = node.operator === 'Add' && isStandard(node) && node.output.some((name) => before.has(name));
    const at = isSum ? node.input.findIndex((name) => flow.isConstant(name)) : -1;
    const tensor = at < 0 ? undefined : constants.tensor(node.input[at]);
    const shape = tensor?.dimensions.map(Number) ?? [];
    const rows = shape.at(-2) ?? 0;
    if (!tensor || shape.at(-1) !== layout.width || shape.slice(0, -2).some((own) => own !== 1)) continue;
    const prefix = rows - patches;
    if (prefix < 0 || prefix > grid.prefix) continue;
    const values = numbersOf(tensor);
    if (!values) continue;
    const name = names.fresh('positions');
    graph.initializer.push(resized(name, values, layout.width, prefix, grid, to));
    node.input[at] = withType(model, name, tensor, names);
    isDone = true;
  }
  return isDone;
}

function resized(name: string, values: readonly number[], width: number, prefix: number, from: Grid, to: Grid): TensorProto {
  const patches = resizePositions(Float32Array.from(values.slice(prefix * width)), width, from, to);
  const own = new Float32Array(prefix * width + patches.length);
  own.set(values.slice(0, prefix * width));
  own.set(patches, prefix * width);
  return makeTensor(name, own, [1, own.length / width, width]);
}

/** The value in the element type that the old one has. */
function withType(model: OnnxModel, name: string, { dataType }: TensorProto, names: FreshNames): string {
  if (dataType === undefined || dataType === elementTypes.float32) return name;
  const cast = names.fresh('positions');
  model.graph.node.unshift(makeNode('Cast', [name], [cast], { to: dataType }));
  return cast;
}

/** Inputs of operators that are sizes or places along an axis of tokens, or that such are computed from. */
const sized: Readonly<Record<string, readonly number[]>> = {
  Reshape: [1],
  Expand: [1],
  Slice: [1, 2],
  ConstantOfShape: [0],
  Split: [1],
  Tile: [1],
  Unsqueeze: [0],
  Cast: [0],
  Mul: [0, 1],
  Where: [1, 2],
};

/** Puts the new numbers of tokens, rows and columns in the place of the old ones, wherever a constant shape has them. */
function replaceCounts(model: OnnxModel, { grid, images, fixedBatch, layout, flow }: Analysis, to: Grid): void {
  const [patches, news] = [grid.rows * grid.columns, to.rows * to.columns];
  const counts = new Map<number, number>();
  for (let extra = grid.prefix + grid.suffix; extra >= 0; extra -= 1) {
    // Images and tokens in one axis.
    const together = images * (patches + extra);
    if (fixedBatch !== undefined && together !== layout.width) counts.set(together, images * (news + extra));
    counts.set(patches + extra, news + extra);
  }
  const constants = new Constants(model.graph);
  const names = new FreshNames(model.graph);
  for (const node of model.graph.node) {
    if (!isStandard(node) || (flow.isData(node.output[0]) && !isShapedByInput(node.operator))) continue;
    for (const at of node.operator === 'Concat' ? node.input.keys() : (sized[node.operator] ?? [])) {
      const tensor = constants.direct(node.input[at]);
      const values = tensor && numbersOf(tensor);
      if (!values || tensor.dataType !== elementTypes.int64) continue;
      const changed = values.map((own, i) => resizedCount(own, i, values, counts, grid, to, layout.width));
      if (changed.every((own, i) => own === values[i])) continue;
      const name = names.fresh('sizes');
      model.graph.initializer.push({ ...makeIntegers(name, changed), dimensions: tensor.dimensions });
      node.input[at] = name;
    }
  }
}

/** Operators whose shape is an input beside the data; of the others only those that compute shapes are looked at. */
const isShapedByInput = (operator: string): boolean => ['Reshape', 'Expand', 'Slice', 'Split', 'Tile'].includes(operator);

function resizedCount(
  own: number,
  at: number,
  shape: readonly number[],
  counts: ReadonlyMap<number, number>,
  from: Grid,
  to: Grid,
  width: number,
): number {
  if (at > 0 && own === from.rows && shape[at + 1] === from.columns) return to.rows;
  if (at > 1 && own === from.columns && shape[at - 1] === from.rows) return to.columns;
  // The last number of a shape is the width of a token, even where it happens to be the number of tokens.
  if (at > 0 && at === shape.length - 1 && own === width) return own;
  return counts.get(own) ?? own;
}
