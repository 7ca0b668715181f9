import { makeNode } from '../../../../src/model/onnx/make.js';
import type { FunctionProto } from '../../../../src/model/onnx/schema.js';
import { GraphWriter } from './graph-writer.js';
import { tiny } from './spelling.js';

/** Writes norms, spelt as exporters do. */
export class NormWriter extends GraphWriter {
  protected readonly functions: FunctionProto[] = [];

  protected normNumbers(): [Float32Array, Float32Array] {
    return [this.draw(tiny.width, 0.2).map((value) => 1 + value), this.draw(tiny.width, 0.3)];
  }

  protected norm(value: string, numbersOf: readonly [Float32Array, Float32Array] = this.normNumbers()): string {
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
      case 'flax': {
        const mean = this.mean(value, -1);
        const variance = this.node('Sub', [this.mean(this.node('Mul', [value, value]), -1), this.node('Mul', [mean, mean])]);
        const positive = this.node('Max', [this.constant(Float32Array.of(0)), variance]);
        const root = this.node('Sqrt', [this.node('Add', [positive, this.constant(Float32Array.of(tiny.epsilon))])]);
        const factor = this.node('Mul', [this.node('Reciprocal', [root]), scale]);
        return this.node('Add', [this.node('Mul', [this.node('Sub', [value, mean]), factor]), bias]);
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
}
