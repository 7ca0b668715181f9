import { makeAttribute } from '../onnx/make.js';
import type { NodeProto } from '../onnx/schema.js';
import type { Attention, Shapes } from './attentions.js';
import { floatOf, integerOf, integersOf } from './constants.js';
import type { Emitter } from './emitter.js';
import { refuse } from './refusal.js';
import { weightsLayoutOf } from './token-layout.js';

/** The CLS row of an attention. */
export interface AttentionRow {
  /** Mean over heads, [images x tokens], float32: rows sum to 1. */
  readonly row: string;
  readonly heads: number;
  /** Of an attention that was opened up: what it gives for the CLS token by itself, and what the fused node gives; they have to be the same. */
  readonly check: { readonly own: string; readonly original: string } | undefined;
}

/**
 * Adds the nodes that give the first token's attention.
 *
 * @param runs shapes in runs of different numbers of images, the first of `images`
 */
export function emitAttentionRow(emitter: Emitter, attention: Attention, images: number, runs: readonly Shapes[]): AttentionRow {
  const { node, kind, output, keyAxis } = attention;
  switch (kind) {
    case 'weights': {
      const { rank, imageAxis, together, heads } = weightsLayoutOf(output, images, runs);
      const queryAxis = keyAxis === rank - 1 ? rank - 2 : rank - 1;
      const first = emitter.float(emitter.slice(output, queryAxis, 0, 1));
      if (together)
        return {
          row: emitter.mean(emitter.reshape(keyAxis === rank - 1 ? first : emitter.transpose(first, [0, 2, 1]), [-1, heads, 0]), [1]),
          heads,
          check: undefined,
        };
      const others = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== imageAxis && axis !== keyAxis);
      return { row: emitter.mean(first, others), heads, check: undefined };
    }
    case 'standard': {
      const shape = runs[0]?.get(node.input[0] ?? '') ?? [];
      node.attribute = [
        ...node.attribute.filter(({ name }) => name !== 'qk_matmul_output_mode'),
        makeAttribute('qk_matmul_output_mode', 3),
      ];
      while (node.output.length < 4) node.output.push('');
      // What else reads this output wants it as it was.
      if (node.output[3] !== '') refuse('unknown-attention', node.operator);
      const weights = `freesel/weights/${output}`;
      node.output[3] = weights;
      const first = emitter.float(emitter.slice(weights, 2, 0, 1));
      return {
        row: emitter.mean(first, [1, 2]),
        heads: shape.length === 4 ? (shape[1] ?? 0) : (integerOf(node, 'q_num_heads') ?? 0),
        check: undefined,
      };
    }
    case 'packed':
      return emitPacked(emitter, node, output, runs[0] ?? new Map());
    case 'separate':
      return emitSeparate(emitter, node, output, runs[0] ?? new Map());
  }
}

/** Attention of com.microsoft: one weight and one bias for queries, keys and values. */
function emitPacked(emitter: Emitter, node: NodeProto, output: string, shapes: Shapes): AttentionRow {
  const [tokens = '', weight = '', bias = ''] = node.input;
  const valueWidth = shapes.get(output)?.at(-1) ?? 0;
  const sizes = integersOf(node, 'qkv_hidden_sizes') ?? [];
  const [queryWidth = valueWidth, keyWidth = valueWidth, ownValueWidth = valueWidth] = sizes;
  const ends = [0, queryWidth, queryWidth + keyWidth, queryWidth + keyWidth + ownValueWidth];
  const project = (value: string, part: 0 | 1 | 2): string => {
    const cut = (from: string, axis: number): string => emitter.slice(from, axis, ends[part] ?? 0, ends[part + 1] ?? 0);
    const product = emitter.node('MatMul', [value, cut(weight, 1)]);
    return bias === '' ? product : emitter.node('Add', [product, cut(bias, 0)]);
  };
  return emitOpened(emitter, node, output, {
    query: project(emitter.slice(tokens, 1, 0, 1), 0),
    key: project(tokens, 1),
    value: project(tokens, 2),
    widths: [queryWidth, keyWidth, ownValueWidth],
    bias: node.input[5],
  });
}

/** MultiHeadAttention of com.microsoft: queries, keys and values apart, with one bias for all. */
function emitSeparate(emitter: Emitter, node: NodeProto, output: string, shapes: Shapes): AttentionRow {
  const [query = '', key = '', value = '', bias = ''] = node.input;
  const widths = [query, key, value].map((name) => shapes.get(name)?.at(-1) ?? 0) as [number, number, number];
  if (widths.includes(0) || shapes.get(value)?.length !== 3) refuse('unknown-attention', node.operator);
  const biased = (own: string, part: 0 | 1 | 2): string => {
    const start = widths.slice(0, part).reduce((sum, width) => sum + width, 0);
    return bias === '' ? own : emitter.node('Add', [own, emitter.slice(bias, 0, start, start + widths[part])]);
  };
  return emitOpened(emitter, node, output, {
    query: biased(emitter.slice(query, 1, 0, 1), 0),
    key: biased(key, 1),
    value: biased(value, 2),
    widths,
    bias: node.input[5],
  });
}

/** Scores of the first token, their softmax, and what the attention gives for it. */
function emitOpened(
  emitter: Emitter,
  node: NodeProto,
  output: string,
  parts: {
    readonly query: string;
    readonly key: string;
    readonly value: string;
    readonly widths: readonly [number, number, number];
    readonly bias: string | undefined;
  },
): AttentionRow {
  const heads = integerOf(node, 'num_heads') ?? 1;
  const [queryWidth, keyWidth, valueWidth] = parts.widths;
  const inHeads = (value: string, width: number, perm: readonly number[]): string =>
    emitter.transpose(emitter.reshape(emitter.float(value), [0, 0, heads, width / heads]), perm);
  const query = inHeads(parts.query, queryWidth, [0, 2, 1, 3]);
  const key = inHeads(parts.key, keyWidth, [0, 2, 3, 1]);
  const given = floatOf(node, 'scale') ?? 0;
  const scale = emitter.constant(Float32Array.of(given === 0 ? 1 / Math.sqrt(queryWidth / heads) : given), []);
  let scores = emitter.node('Mul', [emitter.node('MatMul', [query, key]), scale]);
  if (parts.bias !== undefined && parts.bias !== '')
    scores = emitter.node('Add', [scores, emitter.float(emitter.slice(parts.bias, 2, 0, 1))]);
  const weights = emitter.node('Softmax', [scores], { axis: 3 });
  const context = emitter.node('MatMul', [weights, inHeads(parts.value, valueWidth, [0, 2, 1, 3])]);
  return {
    row: emitter.mean(weights, [1, 2]),
    heads,
    check: {
      own: emitter.reshape(emitter.transpose(context, [0, 2, 1, 3]), [0, 0, valueWidth]),
      original: emitter.float(emitter.slice(output, 1, 0, 1)),
    },
  };
}
