import { isStandard } from '../onnx/file.js';
import type { NodeProto } from '../onnx/schema.js';
import { integerOf } from './constants.js';
import type { Flow } from './flow.js';
import { refuse } from './refusal.js';

/** Shapes of data values, as running the graph showed them. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** A place of a graph where every token attends to every token. */
export interface Attention {
  readonly node: NodeProto;
  /**
   * `weights`: the probabilities are a value of the graph, [.. x tokens x tokens], keys along `keyAxis`.
   * `standard`: the Attention node of the default operator set. `packed`, `separate`: Attention and MultiHeadAttention of com.microsoft.
   */
  readonly kind: 'weights' | 'standard' | 'packed' | 'separate';
  /** First value that has gone through the attention: what hangs on it, hangs on the attention. */
  readonly output: string;
  readonly tokens: number;
  readonly keyAxis: number;
}

/** An attention that is one square matrix for each image and head, and a softmax over windows or over a grid of another size. */
export interface Attentions {
  readonly found: readonly Attention[];
  /** Fused operators that are attention, but none that can be opened up. */
  readonly closed: readonly NodeProto[];
  /** Whether there are softmaxes that are not square: attention of one token, or of few to many. */
  readonly hasOblong: boolean;
}

const isMicrosoft = (node: NodeProto): boolean => node.domain === 'com.microsoft';
const softmaxes = new Set(['Softmax', 'BiasSoftmax']);

/** Finds every attention of a graph, spelt out or fused, in the order of the graph. */
export function findAttentions(flow: Flow, shapes: Shapes): Attentions {
  const found: Attention[] = [];
  const closed: NodeProto[] = [];
  let hasOblong = false;
  for (const node of flow.nodes) {
    const [output] = node.output;
    if (!flow.isData(output)) continue;
    // Weights of 8 bits leave nothing of a patch that holds less than 1 in 512.
    if (node.operator === 'QLinearSoftmax') closed.push(node);
    if (/Attention/.test(node.operator)) {
      const own = fused(node, output, shapes);
      if (own === 'closed') closed.push(node);
      else if (own === 'oblong') hasOblong = true;
      else found.push(own);
      continue;
    }
    const weights = softmaxes.has(node.operator) ? output : quotientOfExponentials(flow, node);
    const shape = shapes.get(weights ?? '');
    if (weights === undefined || !shape || shape.length < 3) continue;
    const rank = shape.length;
    const [queries = 0, keys = 0] = shape.slice(-2);
    const keyAxis = softmaxes.has(node.operator) ? axisOf(node, rank) : rank - 1;
    if (keyAxis < rank - 2) continue;
    if (queries !== keys || keys < 2) hasOblong = true;
    else found.push({ node, kind: 'weights', output: weights, tokens: keys, keyAxis });
  }
  return { found, closed, hasOblong };
}

function axisOf(node: NodeProto, rank: number): number {
  const axis = integerOf(node, 'axis') ?? -1;
  return axis < 0 ? axis + rank : axis;
}

/** Softmax spelt out: exponentials by their sum. */
function quotientOfExponentials(flow: Flow, node: NodeProto): string | undefined {
  if (node.operator !== 'Div' || !isStandard(node)) return undefined;
  const [top, bottom] = node.input.map((name) => flow.maker(name));
  if (top?.operator !== 'Exp' || bottom?.operator !== 'ReduceSum') return undefined;
  return flow.origin(bottom.input[0] ?? '') === top.output[0] ? node.output[0] : undefined;
}

function fused(node: NodeProto, output: string, shapes: Shapes): Attention | 'closed' | 'oblong' {
  const [first = [], second] = node.input.map((name) => shapes.get(name));
  const has = (at: number): boolean => (node.input[at] ?? '') !== '';
  const flag = (name: string): boolean => (integerOf(node, name) ?? 0) !== 0;
  if (isStandard(node) && node.operator === 'Attention') {
    if (flag('is_causal')) refuse('causal');
    // Past keys and values belong to decoders of text.
    if (has(4) || has(5)) return 'closed';
    const tokens = first.at(-2) ?? 0;
    return tokens > 1 && second?.at(-2) === tokens ? { node, kind: 'standard', output, tokens, keyAxis: 3 } : 'oblong';
  }
  if (!isMicrosoft(node)) return 'closed';
  if (flag('unidirectional')) refuse('causal');
  if (node.operator === 'Attention') {
    const tokens = first[1] ?? 0;
    if (has(3) || has(4) || flag('do_rotary')) return 'closed';
    return { node, kind: 'packed', output, tokens, keyAxis: 3 };
  }
  if (node.operator === 'MultiHeadAttention') {
    if (has(4) || has(6) || has(7) || first.length !== 3 || second?.length !== 3) return 'closed';
    const tokens = first[1] ?? 0;
    return tokens > 1 && second[1] === tokens ? { node, kind: 'separate', output, tokens, keyAxis: 3 } : 'oblong';
  }
  return 'closed';
}
