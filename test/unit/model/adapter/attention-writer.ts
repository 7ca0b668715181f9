import { tiny } from './spelling.js';
import { NormWriter } from './norm-writer.js';

/** Writes attention, spelt as exporters do. */
export class AttentionWriter extends NormWriter {
  /** Tokens of an image, those before the patches included. */
  protected readonly tokens = this.own.prefix + tiny.rows * tiny.columns;

  protected attention(value: string): { readonly output: string; readonly weights: string } {
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
}
