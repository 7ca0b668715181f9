import { makeIntegers, makeNode, makeTensor, type AttributeValue } from '../../../../src/model/onnx/make.js';
import type { NodeProto, TensorProto } from '../../../../src/model/onnx/schema.js';
import type { Spelling } from './spelling.js';

/** Numbers around 0, the same for a seed. */
function numbers(seed: number): (count: number, spread: number) => Float32Array {
  let state = (seed * 2654435761) >>> 0;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return (count, spread) => Float32Array.from({ length: count }, () => (next() + next() + next() - 1.5) * 2 * spread);
}

/** Writes nodes and random weights of a graph. */
export class GraphWriter {
  protected readonly nodes: NodeProto[] = [];
  protected readonly weights: TensorProto[] = [];
  protected readonly draw: (count: number, spread: number) => Float32Array;
  private next = 0;

  constructor(protected readonly own: Spelling) {
    this.draw = numbers(own.seed);
  }

  protected name(hint: string): string {
    this.next += 1;
    return this.own.isNameless ? `v${this.next}` : `${hint}_${this.next}`;
  }

  protected node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    domain?: string,
  ): string {
    const output = this.name(operator);
    this.nodes.push(makeNode(operator, inputs, [output], attributes, domain));
    return output;
  }

  protected constant(data: Float32Array, ...shape: number[]): string {
    const name = this.name('weight');
    this.weights.push(makeTensor(name, data, shape));
    return name;
  }

  protected list(...values: number[]): string {
    const name = this.name('list');
    this.weights.push(makeIntegers(name, values));
    return name;
  }

  protected scalar(value: number): string {
    const name = this.name('index');
    this.weights.push({ ...makeIntegers(name, [value]), dimensions: [] });
    return name;
  }

  protected random(spread: number, ...shape: number[]): string {
    return this.constant(
      this.draw(
        shape.reduce((product, size) => product * size, 1),
        spread,
      ),
      ...shape,
    );
  }

  protected slice(value: string, axis: number, start: number, end: number): string {
    return this.node('Slice', [value, this.list(start), this.list(end), this.list(axis)]);
  }

  protected mean(value: string, axis: number): string {
    return this.own.opset < 18
      ? this.node('ReduceMean', [value], { axes: [axis], keepdims: 1 })
      : this.node('ReduceMean', [value, this.list(axis)], { keepdims: 1 });
  }
}
