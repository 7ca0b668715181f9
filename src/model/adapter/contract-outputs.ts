import type { OnnxModel } from '../onnx/file.js';
import { elementTypes, makeNode, makeValueInfo } from '../onnx/make.js';
import type { Analysis } from './analysis.js';
import { emitAttentionRow, type AttentionRow } from './attention-row.js';
import { Emitter, toTheEnd } from './emitter.js';
import { prune } from './flow.js';
import { contractNames } from './image-input.js';
import { refuse } from './refusal.js';

/** Pairs of values that have to be the same, for the test of a prepared graph. */
export interface Check {
  readonly own: string;
  readonly original: string;
}

/** What was added to a graph. */
export interface ContractOutputs {
  /** `cls`: the last block's CLS attention. `substitute`: how far each patch token lies from the mean of the image's own. */
  readonly attention: 'cls' | 'substitute';
  readonly heads: number;
  /** CLS row of the attention with all columns, where there is one: its rows sum to 1. */
  readonly row: string | undefined;
  readonly checks: readonly Check[];
}

/**
 * Adds the contract's outputs: patch tokens of the second-to-last block and CLS token of the last, both through the final norm, and the last block's CLS
 * attention over patches.
 */
export function addContractOutputs(model: OnnxModel, analysis: Analysis, hasCls: boolean): ContractOutputs {
  const { stream, layout, norm, grid, images, runs, isFreeSize } = analysis;
  const emitter = new Emitter(model);
  const last = stream.blocks.at(-1);
  if (!last) return refuse('no-attention');
  if (isFreeSize && layout.kind === 'together') refuse('no-residual');

  const [start, end] = [grid.prefix, grid.suffix === 0 ? toTheEnd : isFreeSize ? -grid.suffix : grid.prefix + grid.rows * grid.columns];
  const apart = (value: string): string => (layout.kind === 'together' ? emitter.reshape(value, [-1, layout.tokens, layout.width]) : value);
  const tokenAxis = layout.kind === 'together' ? 1 : layout.tokenAxis;
  const normed = (value: string): string => emitter.norm(norm, value, layout.width);
  const imagesFirst = (value: string): string => (tokenAxis === 0 ? emitter.transpose(value, [1, 0, 2]) : value);
  const patches = (value: string): string => imagesFirst(normed(emitter.slice(apart(value), tokenAxis, start, end)));

  const tokens = patches(stream.secondToLast);
  // The norm as it is spelt here, of what the file's own reads: the same numbers, or it was read wrongly.
  const checks: Check[] = [{ own: normed(norm.input), original: emitter.float(norm.output) }];
  let attentionRow: AttentionRow | undefined;
  let weights: string;
  let embedding: string;
  if (hasCls) {
    attentionRow = emitAttentionRow(emitter, last.attention, images, runs);
    if (attentionRow.check) checks.push(attentionRow.check);
    weights = emitter.slice(attentionRow.row, 1, start, end);
    embedding = emitter.mean(normed(emitter.slice(apart(stream.last), tokenAxis, 0, 1)), [tokenAxis]);
  } else {
    const difference = emitter.node('Sub', [tokens, emitter.mean(tokens, [1], true)]);
    weights = emitter.node('Sqrt', [emitter.sum(emitter.node('Mul', [difference, difference]), [2])]);
    embedding = emitter.mean(patches(stream.last), [1]);
  }
  const attention = emitter.node('Div', [weights, emitter.sum(weights, [1], true)]);
  const named = [
    [tokens, contractNames.tokens],
    [attention, contractNames.attention],
    [embedding, contractNames.embedding],
  ] as const;
  for (const [value, name] of named) model.graph.node.push(makeNode('Identity', [value], [name]));
  return { attention: hasCls ? 'cls' : 'substitute', heads: attentionRow?.heads ?? headsOf(analysis), row: attentionRow?.row, checks };
}

/** Heads of the last block, where no row is taken from it. */
function headsOf({ stream, runs, images }: Analysis): number {
  const shape = runs[0]?.get(stream.blocks.at(-1)?.attention.output ?? '') ?? [];
  return shape.slice(0, -2).reduce((product, size) => product * size, 1) / images || 0;
}

/** Leaves of a graph what the contract's outputs need, declares them, and takes away what exporters wrote for themselves: traces, paths, comments. */
export function cutToContract(model: OnnxModel, analysis: Analysis): void {
  const { graph } = model;
  const { grid, layout, fixedBatch, isFreeSize, input, size } = analysis;
  prune(graph, [contractNames.tokens, contractNames.attention, contractNames.embedding]);
  const batch = fixedBatch ?? 'batch';
  const patches = isFreeSize ? 'patches' : grid.rows * grid.columns;
  const float = elementTypes.float32;
  graph.output = [
    makeValueInfo(contractNames.tokens, float, [batch, patches, layout.width]),
    makeValueInfo(contractNames.attention, float, [batch, patches]),
    makeValueInfo(contractNames.embedding, float, [batch, layout.width]),
  ];
  const [height, width] = isFreeSize ? ['height', 'width'] : [size.height, size.width];
  graph.input = [
    makeValueInfo(
      contractNames.input,
      elementTypes[input.type],
      input.layout === 'NCHW' ? [batch, 3, height, width] : [batch, height, width, 3],
    ),
  ];
  graph.name = 'prepared';
  graph.metadata = [];
  delete graph.docString;
  for (const node of graph.node) {
    node.metadata = [];
    delete node.docString;
  }
  for (const tensor of graph.initializer) delete tensor.docString;
  delete model.docString;
  // Since version 4 weights need not be listed among the inputs.
  if ((model.irVersion ?? 0n) < 4n) model.irVersion = 4n;
  const domains = new Set(graph.node.map(({ domain }) => (domain === 'ai.onnx' ? '' : (domain ?? ''))));
  model.operatorSets = model.operatorSets.filter(
    ({ domain }) => domain === undefined || domain === '' || domain === 'ai.onnx' || domains.has(domain),
  );
  model.unknown = [];
}
