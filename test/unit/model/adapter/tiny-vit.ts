import { writeOnnx } from '../../../../src/model/onnx/file.js';
import { elementTypes, makeGraph, makeModel, makeNode, makeValueInfo } from '../../../../src/model/onnx/make.js';
import { AttentionWriter } from './attention-writer.js';
import { plain, tiny, type Spelling } from './spelling.js';

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

/** Writes a whole model. */
class Builder extends AttentionWriter {
  known: Known = { scale: new Float32Array(0), bias: undefined, isRms: false, before: '', after: '', weights: '' };
  private result = '';

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
