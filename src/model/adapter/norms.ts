import { isStandard } from '../onnx/file.js';
import type { GraphProto, NodeProto } from '../onnx/schema.js';
import { floatOf, integerOf, type Constants } from './constants.js';
import type { Shapes } from './attentions.js';
import type { Flow } from './flow.js';

/** A normalisation over the last axis, however it is spelt. */
export interface Norm {
  /** `layer`: mean and variance; `rms`: the root of the mean square alone. */
  readonly kind: 'layer' | 'rms';
  /** What is normalised; of a fused residual, the value that the sum has or is to have. */
  readonly input: string;
  readonly output: string;
  /** Constants of the graph, or none where it has none. */
  readonly scale: string | undefined;
  readonly bias: string | undefined;
  readonly epsilon: number;
}

/** Every normalisation of a graph over the last axis. */
export function findNorms(flow: Flow, shapes: Shapes, constants: Constants): Norm[] {
  return flow.nodes.flatMap((node) => {
    const own = fusedNorm(node, shapes) ?? new Spelling(flow, shapes, constants).from(node);
    return own && flow.isData(own.output) ? [own] : [];
  });
}

const given = (name: string | undefined): string | undefined => (name === '' ? undefined : name);

function fusedNorm(node: NodeProto, shapes: Shapes): Norm | undefined {
  const [input = '', second, third, fourth] = node.input;
  const [output = ''] = node.output;
  const epsilon = floatOf(node, 'epsilon') ?? 1e-5;
  const isLast = (): boolean => {
    const axis = integerOf(node, 'axis') ?? -1;
    return axis === -1 || axis === (shapes.get(input)?.length ?? 0) - 1;
  };
  switch (node.operator) {
    case 'LayerNormalization':
      return isLast() ? { kind: 'layer', input, output, scale: given(second), bias: given(third), epsilon } : undefined;
    case 'SimplifiedLayerNormalization':
    case 'RMSNormalization':
      return isLast() ? { kind: 'rms', input, output, scale: given(second), bias: undefined, epsilon } : undefined;
    case 'SkipLayerNormalization':
      return {
        kind: 'layer',
        input: fusedSum(node),
        output,
        scale: given(third),
        bias: given(fourth),
        epsilon: floatOf(node, 'epsilon') ?? 1e-12,
      };
    case 'SkipSimplifiedLayerNormalization':
      return {
        kind: 'rms',
        input: fusedSum(node),
        output,
        scale: given(third),
        bias: undefined,
        epsilon: floatOf(node, 'epsilon') ?? 1e-12,
      };
    default:
      return undefined;
  }
}

const fusedResiduals = new Set(['SkipLayerNormalization', 'SkipSimplifiedLayerNormalization']);

/** Residual sum of a fused residual and norm. */
const fusedSum = (node: NodeProto): string => node.output[3] ?? '';

/** Gives the residual sum of every fused residual and norm a name: it is their output 4, and there only where somebody reads it. */
export function nameFusedSums(graph: GraphProto): void {
  for (const node of graph.node) {
    if (!fusedResiduals.has(node.operator)) continue;
    while (node.output.length < 4) node.output.push('');
    if (fusedSum(node) === '') node.output[3] = `freesel/sum/${node.output[0] ?? ''}`;
  }
}

/** A norm in primitive nodes, found from its root: the standard deviation. */
class Spelling {
  constructor(
    private readonly flow: Flow,
    private readonly shapes: Shapes,
    private readonly constants: Constants,
  ) {}

  from(root: NodeProto): Norm | undefined {
    const power = root.operator === 'Pow' ? this.constants.number(root.input[1]) : undefined;
    if (!isStandard(root) || !(root.operator === 'Sqrt' || power === 0.5 || power === -0.5)) return undefined;
    const deviation = root.output[0];
    const found = this.variance(root.input[0]);
    if (!found || deviation === undefined) return undefined;
    const isInverse = power === -0.5;
    const quotient = this.quotient(deviation, isInverse, found);
    if (!quotient) return undefined;
    return { kind: found.mean === undefined ? 'rms' : 'layer', input: found.input, epsilon: found.epsilon, ...quotient };
  }

  /** What a variance is of: [epsilon +] mean of squares of the input, or of its difference from its mean. */
  private variance(
    value: string | undefined,
  ): { readonly input: string; readonly mean: string | undefined; readonly epsilon: number } | undefined {
    const node = this.flow.maker(value);
    if (node?.operator === 'Add') {
      const [a, b] = node.input;
      const epsilon = this.constants.number(b) ?? this.constants.number(a);
      const inner = this.flow.isData(a) ? a : b;
      const own = epsilon === undefined ? undefined : (this.meanOfSquares(inner) ?? this.fastVariance(inner));
      return own && epsilon !== undefined ? { ...own, epsilon } : undefined;
    }
    const own = this.meanOfSquares(value) ?? this.fastVariance(value);
    return own && { ...own, epsilon: 0 };
  }

  private meanOfSquares(value: string | undefined): { readonly input: string; readonly mean: string | undefined } | undefined {
    const base = this.squared(this.meaned(value));
    return base === undefined ? undefined : (this.difference(base) ?? { input: this.flow.origin(base), mean: undefined });
  }

  /** Mean of squares less the square of the mean, not below 0, as Flax writes it. */
  private fastVariance(value: string | undefined): { readonly input: string; readonly mean: string } | undefined {
    let node = this.flow.maker(value);
    if (node && ['Max', 'Relu', 'Clip'].includes(node.operator)) node = this.flow.maker(node.input.find((name) => this.flow.isData(name)));
    if (node?.operator !== 'Sub') return undefined;
    const input = this.squared(this.meaned(node.input[0]));
    const mean = this.squared(node.input[1]);
    const of = this.meaned(mean);
    if (input === undefined || mean === undefined || of === undefined) return undefined;
    return this.flow.origin(of) === this.flow.origin(input) ? { input: this.flow.origin(input), mean: this.flow.origin(mean) } : undefined;
  }

  /** What a value is the square of. */
  private squared(value: string | undefined): string | undefined {
    const node = this.flow.maker(value);
    const [base, other] = node?.input ?? [];
    if (!node || base === undefined || other === undefined) return undefined;
    const isSquare =
      (node.operator === 'Pow' && this.constants.number(other) === 2) ||
      (node.operator === 'Mul' && this.flow.origin(base) === this.flow.origin(other));
    return isSquare ? base : undefined;
  }

  /** Input and mean of a difference of the two. */
  private difference(value: string): { readonly input: string; readonly mean: string } | undefined {
    const node = this.flow.maker(value);
    if (node?.operator !== 'Sub') return undefined;
    const [input = '', mean = ''] = node.input;
    const of = this.meaned(mean);
    return of !== undefined && this.flow.origin(of) === this.flow.origin(input)
      ? { input: this.flow.origin(input), mean: this.flow.origin(mean) }
      : undefined;
  }

  /** What a value is the mean of, over the last axis. */
  private meaned(value: string | undefined): string | undefined {
    let node = this.flow.maker(value);
    // The last axis may have been dropped and put back.
    if (node?.operator === 'Unsqueeze' || node?.operator === 'Reshape') node = this.flow.maker(node.input[0]);
    if (node?.operator === 'Div' || node?.operator === 'Mul') {
      const sum = node.input.find((name) => this.flow.isData(name));
      const inner = this.flow.maker(sum);
      const width = this.shapes.get(inner?.input[0] ?? '')?.at(-1) ?? 0;
      const factor = this.constants.number(node.input.find((name) => name !== sum)) ?? 0;
      const isWidth = Math.abs((node.operator === 'Div' ? factor : 1 / factor) - width) < 1e-3;
      if (inner?.operator !== 'ReduceSum' || !isWidth) return undefined;
      node = inner;
    } else if (node?.operator !== 'ReduceMean') return undefined;
    const [input] = node.input;
    const before = this.shapes.get(input ?? '') ?? [];
    const after = this.shapes.get(node.output[0] ?? '') ?? [];
    const isOverLast =
      (after.length === before.length && after.at(-1) === 1 && after.slice(0, -1).every((size, i) => size === before[i])) ||
      (after.length === before.length - 1 && after.every((size, i) => size === before[i]));
    return isOverLast ? input : undefined;
  }

  /** From the deviation to the norm's output, with scale and bias. */
  private quotient(
    deviation: string,
    isInverse: boolean,
    found: { readonly input: string; readonly mean: string | undefined },
  ): { readonly output: string; readonly scale: string | undefined; readonly bias: string | undefined } | undefined {
    const isTop = (value: string | undefined): boolean => {
      if (value === undefined || !this.flow.isData(value)) return false;
      if (found.mean === undefined) return this.flow.origin(value) === found.input;
      return this.difference(value)?.input === found.input;
    };
    for (const node of this.flow.readersOf(deviation)) {
      const [a, b] = node.input;
      const [output = ''] = node.output;
      if (!isInverse && node.operator === 'Div' && isTop(a) && this.flow.origin(b ?? '') === deviation) return this.affine(output);
      if (!isInverse && (node.operator === 'Reciprocal' || (node.operator === 'Div' && this.constants.number(a) === 1)))
        return this.product(output, isTop, found);
    }
    return isInverse ? this.product(deviation, isTop, found) : undefined;
  }

  /** The inverse deviation times the difference; or, as TensorFlow writes it, times the scale first. */
  private product(
    inverse: string,
    isTop: (value: string | undefined) => boolean,
    found: { readonly input: string; readonly mean: string | undefined },
  ): { readonly output: string; readonly scale: string | undefined; readonly bias: string | undefined } | undefined {
    for (const node of this.flow.readersOf(inverse)) {
      if (node.operator !== 'Mul') continue;
      const [output = ''] = node.output;
      const other = node.input.find((name) => this.flow.origin(name) !== inverse);
      if (isTop(other)) return this.affine(output);
      if (other !== undefined && this.flow.isConstant(other)) return this.scaledFirst(output, other, isTop, found);
    }
    return undefined;
  }

  /** (input - mean) * (inverse * scale) + bias, or input * (inverse * scale) + (bias - mean * (inverse * scale)) */
  private scaledFirst(
    factor: string,
    scale: string,
    isTop: (value: string | undefined) => boolean,
    found: { readonly input: string; readonly mean: string | undefined },
  ): { readonly output: string; readonly scale: string; readonly bias: string | undefined } | undefined {
    const products = this.flow.readersOf(factor).filter(({ operator }) => operator === 'Mul');
    const times = (value: string | undefined): NodeProto | undefined =>
      products.find(({ input }) => input.some((name) => this.flow.origin(name) === value));
    const ofDifference = products.find(({ input }) => input.some((name) => name !== factor && isTop(name)));
    if (ofDifference) {
      const shifted = this.constantAfter(ofDifference.output[0] ?? '', 'Add');
      return { output: shifted?.output ?? ofDifference.output[0] ?? '', scale, bias: shifted?.constant };
    }
    const own = times(found.input);
    const shift = times(found.mean);
    if (!own) return undefined;
    if (found.mean === undefined) return { output: own.output[0] ?? '', scale, bias: undefined };
    const sub = this.flow
      .readersOf(shift?.output[0] ?? '')
      .find(({ operator, input }) => operator === 'Sub' && !this.flow.isData(input[0]));
    const sum = this.flow
      .readersOf(sub?.output[0] ?? '')
      .find(({ operator, input }) => operator === 'Add' && input.some((name) => this.flow.origin(name) === own.output[0]));
    return sum && sub ? { output: sum.output[0] ?? '', scale, bias: sub.input[0] } : undefined;
  }

  /** One product with a constant, then one sum with a constant, as far as they are there. */
  private affine(value: string): { readonly output: string; readonly scale: string | undefined; readonly bias: string | undefined } {
    const scaled = this.constantAfter(value, 'Mul');
    const shifted = this.constantAfter(scaled?.output ?? value, 'Add');
    return { output: shifted?.output ?? scaled?.output ?? value, scale: scaled?.constant, bias: shifted?.constant };
  }

  /** The one node that reads a value, where it is of an operator and its other input a constant. */
  private constantAfter(value: string, operator: string): { readonly output: string; readonly constant: string } | undefined {
    const [node, ...others] = this.flow.readersOf(value);
    const constant = node?.input.find((name) => this.flow.isConstant(name));
    return node?.operator === operator && others.length === 0 && constant !== undefined
      ? { output: node.output[0] ?? '', constant }
      : undefined;
  }
}
