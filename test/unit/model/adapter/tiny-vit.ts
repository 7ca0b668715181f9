import { writeOnnx } from '../../../../src/model/onnx/file.js';
import {
  elementTypes,
  makeGraph,
  makeIntegers,
  makeModel,
  makeNode,
  makeTensor,
  makeValueInfo,
  type AttributeValue,
} from '../../../../src/model/onnx/make.js';
import type { FunctionProto, NodeProto, TensorProto } from '../../../../src/model/onnx/schema.js';

/** How a tiny vision transformer is spelt; every field but `seed` changes the spelling and, mostly, not the numbers. */
export interface Spelling {
  readonly opset: number;
  readonly norm: 'primitive' | 'reciprocal' | 'fused' | 'skip' | 'rms' | 'function' | 'tensorflow';
  readonly qkv: 'gather' | 'slice' | 'three';
  readonly scale: 'scores' | 'divided' | 'query' | 'roots';
  readonly attention: 'open' | 'cast' | 'masked' | 'together' | 'standard' | 'packed' | 'separate' | 'causal';
  /** Tokens before the patches. */
  readonly prefix: number;
  readonly block: 'pre-norm' | 'post-norm' | 'parallel';
  readonly layerScale: boolean;
  readonly output: 'tokens' | 'cls' | 'logits' | 'mean';
  /** Whether tokens come before images in memory. */
  readonly tokensFirst: boolean;
  readonly batch: number | 'free';
  readonly pixels: 'normalised' | 'bytes';
  /** Whether values have names that say nothing. */
  readonly isNameless: boolean;
  /** A patch that gets most of the attention, whatever the image. */
  readonly sink?: number;
  readonly blocks: number;
  readonly seed: number;
}

export const plain: Spelling = {
  opset: 17,
  norm: 'fused',
  qkv: 'three',
  scale: 'scores',
  attention: 'open',
  prefix: 1,
  block: 'pre-norm',
  layerScale: false,
  output: 'tokens',
  tokensFirst: false,
  batch: 'free',
  pixels: 'normalised',
  isNameless: false,
  blocks: 3,
  seed: 1,
};

export const tiny = { side: 4, rows: 3, columns: 4, width: 8, heads: 2, height: 12, imageWidth: 16, epsilon: 1e-5 } as const;

/** Numbers of the final norm, and values of the graph from which what must come out follows. */
export interface Known {
  readonly scale: Float32Array;
  readonly bias: Float32Array | undefined;
  readonly isRms: boolean;
  /** Streams of tokens before and after the last block; weights of the last attention. */
  readonly before: string;
  readonly after: string;
  readonly weights: string;
}

export interface TinyVit {
  /** The file, as somebody exported it. */
  readonly bytes: Uint8Array;
  /** The same with the known values among its outputs; with fused attention, the file spelt open. */
  readonly exposed: Uint8Array;
  readonly known: Known;
}

/** A vision transformer of seeded random weights in the spelling asked for. */
export function tinyVit(change: Partial<Spelling> = {}): TinyVit {
  const spelling = { ...plain, ...change };
  const file = new Builder(spelling).build();
  const isFused = spelling.attention === 'standard' || spelling.attention === 'packed' || spelling.attention === 'separate';
  const open = isFused
    ? new Builder({ ...spelling, attention: 'open', norm: spelling.norm === 'skip' ? 'fused' : spelling.norm }).build()
    : new Builder(spelling).build();
  return { bytes: file.write([]), exposed: open.write([open.known.before, open.known.after, open.known.weights]), known: open.known };
}

/** Numbers around 0, the same for a seed. */
function numbers(seed: number): (count: number, spread: number) => Float32Array {
  let state = (seed * 2654435761) >>> 0;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return (count, spread) => Float32Array.from({ length: count }, () => (next() + next() + next() - 1.5) * 2 * spread);
}

class Builder {
  private readonly nodes: NodeProto[] = [];
  private readonly weights: TensorProto[] = [];
  private readonly functions: FunctionProto[] = [];
  private readonly draw: (count: number, spread: number) => Float32Array;
  private next = 0;
  known: Known = { scale: new Float32Array(0), bias: undefined, isRms: false, before: '', after: '', weights: '' };
  private result = '';
  private readonly tokens: number;

  constructor(private readonly own: Spelling) {
    this.draw = numbers(own.seed);
    this.tokens = own.prefix + tiny.rows * tiny.columns;
  }

  build(): this {
    const { blocks } = this.own;
    let stream = this.embedded();
    let lastWeights = '';
    let before = stream;
    for (let block = 0; block < blocks; block += 1) {
      before = stream;
      const done = this.block(stream);
      [stream, lastWeights] = [done.stream, done.weights];
    }
    const [scale, bias] = this.normNumbers();
    this.known = {
      scale,
      bias: this.own.norm === 'rms' ? undefined : bias,
      isRms: this.own.norm === 'rms',
      before,
      after: stream,
      weights: lastWeights,
    };
    this.result = this.head(stream, scale, bias);
    return this;
  }

  write(more: readonly string[]): Uint8Array {
    const { batch, pixels, opset } = this.own;
    const count = batch === 'free' ? 'n' : batch;
    const shape = pixels === 'bytes' ? [count, tiny.height, tiny.imageWidth, 3] : [count, 3, tiny.height, tiny.imageWidth];
    const input = makeValueInfo('picture', elementTypes[pixels === 'bytes' ? 'uint8' : 'float32'], shape);
    const outputs = [this.result, ...more].map((name) => ({ name, metadata: [], unknown: [] }));
    const graph = makeGraph({ node: this.nodes, input: [input], output: outputs, initializer: this.weights });
    const model = makeModel(graph, { '': opset, 'com.microsoft': 1, ...(this.functions.length > 0 && { own: 1 }) }, { irVersion: 8 });
    model.functions = this.functions;
    return writeOnnx(model);
  }

  private name(hint: string): string {
    this.next += 1;
    return this.own.isNameless ? `v${this.next}` : `${hint}_${this.next}`;
  }

  private node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    domain?: string,
  ): string {
    const output = this.name(operator);
    this.nodes.push(makeNode(operator, inputs, [output], attributes, domain));
    return output;
  }

  private constant(data: Float32Array, ...shape: number[]): string {
    const name = this.name('weight');
    this.weights.push(makeTensor(name, data, shape));
    return name;
  }

  private list(...values: number[]): string {
    const name = this.name('list');
    this.weights.push(makeIntegers(name, values));
    return name;
  }

  private random(spread: number, ...shape: number[]): string {
    return this.constant(
      this.draw(
        shape.reduce((product, size) => product * size, 1),
        spread,
      ),
      ...shape,
    );
  }

  private slice(value: string, axis: number, start: number, end: number): string {
    return this.node('Slice', [value, this.list(start), this.list(end), this.list(axis)]);
  }

  private mean(value: string, axis: number): string {
    return this.own.opset < 18
      ? this.node('ReduceMean', [value], { axes: [axis], keepdims: 1 })
      : this.node('ReduceMean', [value, this.list(axis)], { keepdims: 1 });
  }

  /** Patches, tokens before them, positions. */
  private embedded(): string {
    const { prefix, pixels, tokensFirst } = this.own;
    let image = 'picture';
    if (pixels === 'bytes') {
      image = this.node('Transpose', [this.node('Cast', [image], { to: 1 })], { perm: [0, 3, 1, 2] });
      image = this.node('Sub', [
        this.node('Div', [image, this.constant(Float32Array.of(255))]),
        this.constant(Float32Array.of(0.5, 0.25, 0.125), 1, 3, 1, 1),
      ]);
      image = this.node('Div', [image, this.constant(Float32Array.of(0.25, 0.5, 0.25), 1, 3, 1, 1)]);
    }
    const { side, width } = tiny;
    const grid = this.node('Conv', [image, this.random(0.3, width, 3, side, side)], { kernel_shape: [side, side], strides: [side, side] });
    let tokens = this.node('Transpose', [this.node('Reshape', [grid, this.list(0, width, -1)])], { perm: [0, 2, 1] });
    if (prefix > 0) {
      const batch = this.node('Slice', [this.node('Shape', [tokens]), this.list(0), this.list(1), this.list(0)]);
      const shape = this.node('Concat', [batch, this.list(prefix, width)], { axis: 0 });
      tokens = this.node('Concat', [this.node('Expand', [this.random(1, 1, prefix, width), shape]), tokens], { axis: 1 });
    }
    tokens = this.node('Add', [tokens, this.random(0.7, 1, this.tokens, width)]);
    return tokensFirst ? this.node('Transpose', [tokens], { perm: [1, 0, 2] }) : tokens;
  }

  private normNumbers(): [Float32Array, Float32Array] {
    return [this.draw(tiny.width, 0.2).map((value) => 1 + value), this.draw(tiny.width, 0.3)];
  }

  private norm(value: string, numbersOf: readonly [Float32Array, Float32Array] = this.normNumbers()): string {
    const [scaleData, biasData] = numbersOf;
    const [scale, bias] = [this.constant(scaleData, tiny.width), this.constant(biasData, tiny.width)];
    const epsilon = { float: tiny.epsilon };
    switch (this.own.norm) {
      case 'fused':
      case 'skip':
        return this.node('LayerNormalization', [value, scale, bias], { axis: -1, epsilon });
      case 'function':
        return this.asFunction(value, scale, bias);
      case 'rms': {
        const root = this.deviation(value);
        return this.node('Mul', [this.node('Div', [value, root]), scale]);
      }
      case 'primitive': {
        const difference = this.node('Sub', [value, this.mean(value, -1)]);
        return this.node('Add', [this.node('Mul', [this.node('Div', [difference, this.deviation(difference)]), scale]), bias]);
      }
      case 'reciprocal': {
        const difference = this.node('Sub', [value, this.mean(value, -1)]);
        const inverse = this.node('Reciprocal', [this.deviation(difference)]);
        return this.node('Add', [this.node('Mul', [scale, this.node('Mul', [inverse, difference])]), bias]);
      }
      case 'tensorflow': {
        const mean = this.mean(value, -1);
        const inverse = this.node('Reciprocal', [this.deviation(this.node('Sub', [value, mean]))]);
        const factor = this.node('Mul', [inverse, scale]);
        const shift = this.node('Sub', [bias, this.node('Mul', [mean, factor])]);
        return this.node('Add', [this.node('Mul', [value, factor]), shift]);
      }
    }
  }

  private deviation(value: string): string {
    const square = this.own.isNameless ? this.node('Mul', [value, value]) : this.node('Pow', [value, this.constant(Float32Array.of(2))]);
    return this.node('Sqrt', [this.node('Add', [this.mean(square, -1), this.constant(Float32Array.of(tiny.epsilon))])]);
  }

  /** A norm as a function inside the file, whose epsilon is an attribute of the call. */
  private asFunction(value: string, scale: string, bias: string): string {
    if (this.functions.length === 0) {
      const inner = makeNode('LayerNormalization', ['x', 's', 'b'], ['y'], { axis: -1 });
      inner.attribute.push({
        name: 'epsilon',
        refName: 'epsilon',
        type: 1,
        floats: [],
        ints: [],
        strings: [],
        tensors: [],
        graphs: [],
        unknown: [],
      });
      const body = [makeNode('Identity', ['v'], ['x']), inner];
      this.functions.push({
        name: 'Norm',
        domain: 'own',
        input: ['v', 's', 'b'],
        output: ['y'],
        attribute: ['epsilon'],
        node: body,
        operatorSets: [{ version: 17n, unknown: [] }],
        defaults: [],
        unknown: [],
      });
    }
    return this.node('Norm', [value, scale, bias], { epsilon: { float: tiny.epsilon } }, 'own');
  }

  private linear(value: string, from: number, to: number): string {
    return this.node('Add', [this.node('MatMul', [value, this.random(0.5, from, to)]), this.random(0.2, to)]);
  }

  private scaled(value: string): string {
    return this.own.layerScale ? this.node('Mul', [value, this.random(1, tiny.width)]) : value;
  }

  private block(stream: string): { readonly stream: string; readonly weights: string } {
    const { block } = this.own;
    const attended = this.attention(block === 'post-norm' ? stream : this.norm(stream));
    const mlp = (value: string): string =>
      this.scaled(this.linear(this.node('Tanh', [this.linear(value, tiny.width, 16)]), 16, tiny.width));
    const branch = this.scaled(attended.output);
    switch (block) {
      case 'pre-norm': {
        if (this.own.norm === 'skip') return { stream: this.fusedResidual(stream, branch, mlp), weights: attended.weights };
        const middle = this.node('Add', [branch, stream]);
        return { stream: this.node('Add', [middle, mlp(this.norm(middle))]), weights: attended.weights };
      }
      case 'post-norm': {
        const middle = this.norm(this.node('Add', [stream, branch]));
        return { stream: this.norm(this.node('Add', [middle, mlp(middle)])), weights: attended.weights };
      }
      case 'parallel':
        return { stream: this.node('Add', [stream, this.node('Add', [branch, mlp(this.norm(stream))])]), weights: attended.weights };
    }
  }

  /** Sum and norm in one node, as the runtime's optimiser fuses them. */
  private fusedResidual(stream: string, branch: string, mlp: (value: string) => string): string {
    const [scale, bias] = this.normNumbers();
    const [normed, sum] = [this.name('normed'), this.name('sum')];
    const inputs = [branch, stream, this.constant(scale, tiny.width), this.constant(bias, tiny.width)];
    this.nodes.push(
      makeNode('SkipLayerNormalization', inputs, [normed, '', '', sum], { epsilon: { float: tiny.epsilon } }, 'com.microsoft'),
    );
    return this.node('Add', [sum, mlp(normed)]);
  }

  private attention(value: string): { readonly output: string; readonly weights: string } {
    const { width } = tiny;
    const [query, key, content, output] = [0, 1, 2, 3].map(() => [this.draw(width * width, 0.9), this.draw(width, 0.3)] as const);
    if (!query || !key || !content || !output) throw new Error('four projections');
    const parts = [query, key, content] as const;
    const joined = (at: 0 | 1): Float32Array => {
      const rows = at === 0 ? width : 1;
      return Float32Array.from(
        { length: rows * 3 * width },
        (_, i) => parts[Math.floor((i % (3 * width)) / width)]?.[at][Math.floor(i / (3 * width)) * width + (i % width)] ?? 0,
      );
    };
    const attended = this.attended(value, parts, joined);
    return {
      output: this.node('Add', [
        this.node('MatMul', [attended.context, this.constant(output[0], width, width)]),
        this.constant(output[1], width),
      ]),
      weights: attended.weights,
    };
  }

  private attended(
    value: string,
    parts: readonly (readonly [Float32Array, Float32Array])[],
    joined: (at: 0 | 1) => Float32Array,
  ): { readonly context: string; readonly weights: string } {
    const { attention, tokensFirst, qkv } = this.own;
    const { width, heads } = tiny;
    if (attention === 'packed') {
      const context = this.node(
        'Attention',
        [value, this.constant(joined(0), width, 3 * width), this.constant(joined(1), 3 * width)],
        { num_heads: heads },
        'com.microsoft',
      );
      return { context, weights: '' };
    }
    if (attention === 'separate') {
      const projected = parts.map(([weight]) => this.node('MatMul', [value, this.constant(weight, width, width)]));
      return {
        context: this.node(
          'MultiHeadAttention',
          [...projected, this.constant(joined(1), 3 * width)],
          { num_heads: heads },
          'com.microsoft',
        ),
        weights: '',
      };
    }
    // With tokens first: [tokens x images x width] to [images x heads x tokens x size].
    const perm = tokensFirst ? [1, 2, 0, 3] : [0, 2, 1, 3];
    const inHeads = (own: string): string =>
      this.node('Transpose', [this.node('Reshape', [own, this.list(0, 0, heads, width / heads)])], { perm });
    let all: string[];
    if (qkv === 'three')
      all = parts.map(([weight, bias]) =>
        inHeads(this.node('Add', [this.node('MatMul', [value, this.constant(weight, width, width)]), this.constant(bias, width)])),
      );
    else {
      const one = this.node('Add', [
        this.node('MatMul', [value, this.constant(joined(0), width, 3 * width)]),
        this.constant(joined(1), 3 * width),
      ]);
      if (qkv === 'slice') all = [0, 1, 2].map((part) => inHeads(this.slice(one, 2, part * width, (part + 1) * width)));
      else {
        const five = this.node('Transpose', [this.node('Reshape', [one, this.list(0, 0, 3, heads, width / heads)])], {
          perm: tokensFirst ? [2, 1, 3, 0, 4] : [2, 0, 3, 1, 4],
        });
        all = [0, 1, 2].map((part) => this.node('Gather', [five, this.scalar(part)], { axis: 0 }));
      }
    }
    const back = tokensFirst ? [2, 0, 1, 3] : [0, 2, 1, 3];
    const [q = '', k = '', v = ''] = all;
    const { context, weights } = this.products(q, k, v);
    return { context: this.node('Reshape', [this.node('Transpose', [context], { perm: back }), this.list(0, 0, width)]), weights };
  }

  private scalar(value: number): string {
    const name = this.name('index');
    this.weights.push({ ...makeIntegers(name, [value]), dimensions: [] });
    return name;
  }

  /** Softmax of scores times values, for [images x heads x tokens x size]. */
  private products(query: string, key: string, value: string): { readonly context: string; readonly weights: string } {
    const { attention, scale, sink } = this.own;
    const { heads, width } = tiny;
    const size = width / heads;
    const number = (own: number): string => this.constant(Float32Array.of(own));
    if (attention === 'standard') return { context: this.node('Attention', [query, key, value], {}), weights: '' };
    const root = number(Math.sqrt(1 / Math.sqrt(size)));
    const q =
      scale === 'query'
        ? this.node('Mul', [query, number(1 / Math.sqrt(size))])
        : scale === 'roots'
          ? this.node('Mul', [query, root])
          : query;
    let k = this.node('Transpose', [key], { perm: [0, 1, 3, 2] });
    if (scale === 'roots') k = this.node('Mul', [k, root]);
    let scores = this.node('MatMul', [q, k]);
    if (scale === 'scores') scores = this.node('Mul', [scores, number(1 / Math.sqrt(size))]);
    if (scale === 'divided') scores = this.node('Div', [scores, number(Math.sqrt(size))]);
    const { tokens } = this;
    if (attention === 'masked') scores = this.node('Add', [scores, this.random(1, 1, heads, tokens, tokens)]);
    if (attention === 'causal')
      scores = this.node('Add', [
        scores,
        this.constant(
          Float32Array.from({ length: tokens * tokens }, (_, i) => (i % tokens > Math.floor(i / tokens) ? -1e9 : 0)),
          1,
          1,
          tokens,
          tokens,
        ),
      ]);
    if (sink !== undefined)
      scores = this.node('Add', [
        scores,
        this.constant(
          Float32Array.from({ length: tokens }, (_, i) => (i === this.own.prefix + sink ? 12 : 0)),
          tokens,
        ),
      ]);
    if (attention === 'cast') scores = this.node('Cast', [scores], { to: 1 });
    // Images and heads in one axis, as torch.bmm wants them.
    const isTogether = attention === 'together';
    if (isTogether) scores = this.node('Reshape', [scores, this.list(-1, tokens, tokens)]);
    let weights = this.node('Softmax', [scores], { axis: isTogether ? 2 : 3 });
    const known = weights;
    if (isTogether) weights = this.node('Reshape', [weights, this.list(-1, heads, tokens, tokens)]);
    if (attention === 'cast') weights = this.node('Cast', [weights], { to: 1 });
    return { context: this.node('MatMul', [weights, value]), weights: known };
  }

  /** What the file gives of the last tokens. */
  private head(stream: string, scale: Float32Array, bias: Float32Array): string {
    const { output, tokensFirst } = this.own;
    const axis = tokensFirst ? 0 : 1;
    const norm = (value: string): string => this.norm(value, [scale, bias]);
    switch (output) {
      case 'tokens': {
        const tokens = norm(stream);
        return tokensFirst ? this.node('Transpose', [tokens], { perm: [1, 0, 2] }) : tokens;
      }
      case 'cls':
        return norm(this.node('Gather', [stream, this.scalar(0)], { axis }));
      case 'logits':
        return this.linear(this.node('Gather', [norm(stream), this.scalar(0)], { axis }), tiny.width, 5);
      case 'mean':
        return norm(
          this.node('Reshape', [this.mean(this.slice(stream, axis, this.own.prefix, this.tokens), axis), this.list(-1, tiny.width)]),
        );
    }
  }
}
