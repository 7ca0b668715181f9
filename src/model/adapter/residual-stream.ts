import type { NodeProto } from '../onnx/schema.js';
import type { Attention, Attentions, Shapes } from './attentions.js';
import type { Constants } from './constants.js';
import type { Flow } from './flow.js';
import { refuse } from './refusal.js';

/** A sum on the residual stream. */
interface Join {
  readonly node: NodeProto;
  /** Values that are added. */
  readonly terms: readonly string[];
  readonly sum: string;
}

/** A block, by its attention. */
export interface Block {
  readonly attention: Attention;
  /** The stream before the block: what its attention's result is added to. */
  readonly input: string;
  /** The stream after the attention was added. */
  readonly middle: string;
}

/** The way of the tokens through the blocks of a vision transformer. */
export interface ResidualStream {
  readonly blocks: readonly Block[];
  /** Tokens as they come into the first block: positions added, nothing attended to. */
  readonly embedded: string;
  /** Output of the second-to-last block. */
  readonly secondToLast: string;
  /** Output of the last block. */
  readonly last: string;
}

/** The sum that a node makes, where it makes one. */
function joinOf(node: NodeProto): Join | undefined {
  const [first = '', second = '', third = ''] = node.input;
  const [output = ''] = node.output;
  switch (node.operator) {
    case 'Add':
      return { node, terms: [first, second], sum: output };
    case 'Sum':
      return { node, terms: node.input, sum: output };
    case 'Gemm':
    case 'FusedGemm':
      return { node, terms: [output, third], sum: output };
    case 'BiasAdd':
      return { node, terms: [first, third], sum: output };
    case 'SkipLayerNormalization':
    case 'SkipSimplifiedLayerNormalization':
      return { node, terms: [first, second], sum: node.output[3] ?? '' };
    default:
      return undefined;
  }
}

const isSame = (a: readonly number[] | undefined, b: readonly number[] | undefined): boolean =>
  a !== undefined && a.length === b?.length && a.every((size, i) => size === b[i]);

/**
 * Follows the residual stream through all attentions: each one's result is added to the stream that it came from, and the stream goes on by additions alone.
 * That holds for blocks that normalise before attention, before the sum, or both, and for attention and MLP side by side; it does not hold for blocks that
 * normalise the sum, for stages of other grids, nor for windows.
 *
 * @param images in the run that showed the shapes
 * @throws Refusal for what is built otherwise
 */
export function findResidualStream(
  flow: Flow,
  shapes: Shapes,
  constants: Constants,
  images: number,
  { found, closed, hasOblong }: Attentions,
): ResidualStream {
  const blocks: Block[] = [];
  for (const attention of found) {
    const block = blockOf(flow, shapes, attention);
    if (block) blocks.push(block);
  }
  const [first] = blocks;
  const last = blocks.at(-1);
  if (!first || !last) {
    if (closed.length > 0) refuse('unknown-attention', closed[0]?.operator);
    refuse(found.length > 0 ? 'no-residual' : hasOblong ? 'windows' : 'no-attention');
  }
  const shape = shapes.get(last.input) ?? [];
  const { tokens } = last.attention;
  // Rows of tokens are an axis of their own, or one with the images.
  const hasTokens = shape.slice(0, -1).includes(tokens) || (shape.length === 2 && shape[0] === images * tokens);
  if (!hasTokens || blocks.some((own) => !isSame(shapes.get(own.input), shape) || own.attention.tokens !== tokens)) refuse('windows');
  if (closed.length > 0) refuse('unknown-attention', closed[0]?.operator);
  if (first === last) return refuse('one-block');
  for (const [i, block] of blocks.entries()) {
    const next = blocks[i + 1];
    if (!next) break;
    if (next.middle === block.middle || !isAmong(flow, flow.before(next.attention.output), block.middle)) refuse('parallel-blocks');
    if (!streamFrom(flow, shapes, block.middle, true).some((value) => flow.origin(value) === flow.origin(next.input))) refuse('post-norm');
  }
  return {
    blocks,
    embedded: first.input,
    secondToLast: withoutPositions(flow, constants, last.input, shape.at(-1) ?? 0),
    last: streamFrom(flow, shapes, last.middle, false).at(-1) ?? last.middle,
  };
}

/** Whether a value, or what a fused node makes along with it, is among others. */
function isAmong(flow: Flow, values: ReadonlySet<string>, value: string): boolean {
  const origin = flow.origin(value);
  return values.has(value) || values.has(origin) || (flow.producer(origin)?.output ?? []).some((sibling) => values.has(sibling));
}

/** The first sum after an attention with something that the attention itself came from. */
function blockOf(flow: Flow, shapes: Shapes, attention: Attention): Block | undefined {
  const after = flow.after(attention.output);
  after.add(attention.output);
  const before = flow.before(attention.output);
  for (const node of flow.nodes) {
    const join = joinOf(node);
    if (!join || !join.terms.some((term) => after.has(term))) continue;
    const skip = join.terms.find((term) => !after.has(term) && flow.isData(term) && isAmong(flow, before, term));
    if (skip !== undefined && (isSame(shapes.get(skip), shapes.get(join.sum)) || shapes.get(join.sum) === undefined))
      return { attention, input: skip, middle: join.sum };
  }
  return undefined;
}

/**
 * A value of the stream and all that follow it by additions of what was computed from the stream.
 *
 * @param takesConstants whether constants that are added, such as positions between blocks, belong to the stream
 */
function streamFrom(flow: Flow, shapes: Shapes, start: string, takesConstants: boolean): string[] {
  const values = [start];
  for (let own = start; ;) {
    const origin = flow.origin(own);
    const shape = shapes.get(origin);
    const next = flow.readersOf(origin).find((node) => {
      const join = joinOf(node);
      const others = join?.terms.filter((term) => flow.origin(term) !== origin) ?? [];
      if (!join || others.length !== join.terms.length - 1) return false;
      const data = others.filter((term) => flow.isData(term));
      if (data.length === 0) return takesConstants;
      return data.every((term) => term === join.sum || shape === undefined || isSame(shapes.get(term), shape));
    });
    const join = next && joinOf(next);
    if (!join) return values;
    own = join.sum;
    values.push(own);
  }
}

/** A block's output before positions were added to it for the next block; a bias of the width of a token belongs to the block. */
function withoutPositions(flow: Flow, constants: Constants, value: string, width: number): string {
  const node = flow.maker(value);
  if (node?.operator !== 'Add') return value;
  const [constant, ...more] = node.input.filter((name) => flow.isConstant(name));
  const inner = node.input.find((name) => flow.isData(name));
  if (constant === undefined || inner === undefined || more.length > 0) return value;
  const size = constants.tensor(constant)?.dimensions.reduce((product, own) => product * Number(own), 1);
  return size !== undefined && size <= width ? value : inner;
}
