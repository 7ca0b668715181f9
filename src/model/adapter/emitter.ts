import { defaultOpset, type OnnxModel } from '../onnx/file.js';
import { elementTypes, makeIntegers, makeNode, makeTensor, type AttributeValue } from '../onnx/make.js';
import { FreshNames } from './names.js';
import type { Norm } from './norms.js';

/** Ends of slices that go to the end. */
export const toTheEnd = 2n ** 63n - 1n;

/** Adds nodes to a graph, in the spelling of its operator set. */
export class Emitter {
  private readonly names: FreshNames;
  private readonly opset: number;
  private readonly integers = new Map<string, string>();

  constructor(private readonly model: OnnxModel) {
    this.names = new FreshNames(model.graph);
    this.opset = defaultOpset(model);
  }

  node(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, AttributeValue>> = {}): string {
    const output = this.names.fresh(operator.toLowerCase());
    this.model.graph.node.push(makeNode(operator, inputs, [output], attributes));
    return output;
  }

  /** A list of whole numbers as a constant. */
  list(values: readonly (number | bigint)[]): string {
    const key = values.join();
    const known = this.integers.get(key);
    if (known !== undefined) return known;
    const name = this.names.fresh('integers');
    this.model.graph.initializer.push(makeIntegers(name, values));
    this.integers.set(key, name);
    return name;
  }

  constant(data: Float32Array, dimensions: readonly number[]): string {
    const name = this.names.fresh('constant');
    this.model.graph.initializer.push(makeTensor(name, data, dimensions));
    return name;
  }

  float(value: string): string {
    return this.node('Cast', [value], { to: elementTypes.float32 });
  }

  slice(value: string, axis: number, start: number, end: number | bigint): string {
    if (this.opset < 10)
      return this.node('Slice', [value], { starts: [start], ends: [Number(end > 2n ** 31n ? 2 ** 31 - 1 : end)], axes: [axis] });
    return this.node('Slice', [value, this.list([start]), this.list([end]), this.list([axis])]);
  }

  mean(value: string, axes: readonly number[], keepsAxes = false): string {
    const keepdims = keepsAxes ? 1 : 0;
    if (this.opset < 18) return this.node('ReduceMean', [value], { axes, keepdims });
    return this.node('ReduceMean', [value, this.list(axes)], { keepdims });
  }

  sum(value: string, axes: readonly number[], keepsAxes = false): string {
    const keepdims = keepsAxes ? 1 : 0;
    if (this.opset < 13) return this.node('ReduceSum', [value], { axes, keepdims });
    return this.node('ReduceSum', [value, this.list(axes)], { keepdims });
  }

  reshape(value: string, shape: readonly number[]): string {
    return this.node('Reshape', [value, this.list(shape)]);
  }

  transpose(value: string, perm: readonly number[]): string {
    return this.node('Transpose', [value], { perm });
  }

  /**
   * The same norm of another value, in float32. The runtime has LayerNormalization for every operator set.
   *
   * @param width numbers of a token
   */
  norm({ kind, scale, bias, epsilon }: Norm, value: string, width: number): string {
    const ones = this.constant(new Float32Array(width).fill(1), [width]);
    const operator = kind === 'layer' ? 'LayerNormalization' : 'SimplifiedLayerNormalization';
    let own = this.node(operator, [this.float(value), ones], { axis: -1, epsilon: { float: epsilon } });
    // As products and sums they take scale and bias of any shape that the file has.
    if (scale !== undefined) own = this.node('Mul', [own, this.float(scale)]);
    if (bias !== undefined) own = this.node('Add', [own, this.float(bias)]);
    return own;
  }
}
