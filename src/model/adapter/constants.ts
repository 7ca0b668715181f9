import { isStandard } from '../onnx/file.js';
import { elementTypes } from '../onnx/make.js';
import type { GraphProto, NodeProto, TensorProto } from '../onnx/schema.js';

/** The number that 16 bits are as a float16. */
export const halfToFloat = (half: number): number => {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
};

/** Numbers of a constant tensor, whatever its type; undefined where they are not in the model or of a type without numbers. */
export function numbersOf(tensor: TensorProto): number[] | undefined {
  const { rawData, floatData, int64Data, dataType } = tensor;
  const bytes = rawData ?? floatData;
  if (!bytes) return int64Data.length > 0 ? int64Data.map(Number) : undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const list = (size: number, read: (at: number) => number): number[] =>
    Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => read(i * size));
  switch (dataType ?? 0) {
    case elementTypes.float32:
      return list(4, (at) => view.getFloat32(at, true));
    case elementTypes.float64:
      return list(8, (at) => view.getFloat64(at, true));
    case elementTypes.float16:
      return list(2, (at) => halfToFloat(view.getUint16(at, true)));
    case elementTypes.bfloat16:
      return list(2, (at) => new DataView(new Uint32Array([view.getUint16(at, true) << 16]).buffer).getFloat32(0, true));
    case elementTypes.int64:
      return list(8, (at) => Number(view.getBigInt64(at, true)));
    case elementTypes.int32:
      return list(4, (at) => view.getInt32(at, true));
    case elementTypes.uint8:
    case elementTypes.bool:
      return [...bytes];
    case elementTypes.int8:
      return list(1, (at) => view.getInt8(at));
    default:
      return undefined;
  }
}

/** Operators that leave the numbers of a constant as they are. */
const keeping = new Set(['Identity', 'Cast', 'CastLike', 'Reshape', 'Unsqueeze', 'Squeeze', 'Flatten', 'Transpose', 'Expand', 'Dropout']);

/** Constants of a graph by name: weights, and values of Constant nodes. */
export class Constants {
  private readonly tensors = new Map<string, TensorProto>();
  private readonly producers = new Map<string, NodeProto>();

  constructor(graph: GraphProto) {
    for (const tensor of graph.initializer) if (tensor.name !== undefined) this.tensors.set(tensor.name, tensor);
    for (const node of graph.node) {
      const [name] = node.output;
      if (name === undefined) continue;
      this.producers.set(name, node);
      if (node.operator === 'Constant' && isStandard(node)) {
        const tensor = tensorOf(node);
        if (tensor) this.tensors.set(name, tensor);
      }
    }
  }

  /** The tensor that a value is, behind nodes that keep its numbers. */
  tensor(name: string | undefined): TensorProto | undefined {
    for (let own = name, steps = 0; own !== undefined && steps < 16; steps += 1) {
      const tensor = this.tensors.get(own);
      if (tensor) return tensor;
      const node = this.producers.get(own);
      if (!node || !keeping.has(node.operator)) return undefined;
      own = node.input[0];
    }
    return undefined;
  }

  /** The tensor that a value is itself. */
  direct(name: string | undefined): TensorProto | undefined {
    return name === undefined ? undefined : this.tensors.get(name);
  }

  /** The one number that a value is. */
  number(name: string | undefined): number | undefined {
    const tensor = this.tensor(name);
    if (!tensor || tensor.dimensions.some((size) => size !== 1n)) return undefined;
    return numbersOf(tensor)?.[0];
  }
}

function tensorOf(node: NodeProto): TensorProto | undefined {
  for (const { name, t, f, i, floats, ints } of node.attribute) {
    if (name === 'value' && t) return t;
    const numbers = name === 'value_float' ? [f ?? 0] : name === 'value_floats' ? floats : undefined;
    const dimensions = name.endsWith('s') ? [BigInt(numbers?.length ?? ints.length)] : [];
    const bare = { dimensions, int64Data: [], externalData: [], unknown: [] };
    if (numbers) {
      const bytes = new Uint8Array(Float32Array.from(numbers).buffer);
      return { ...bare, dataType: elementTypes.float32, rawData: bytes };
    }
    if (name === 'value_int' || name === 'value_ints')
      return { ...bare, dataType: elementTypes.int64, int64Data: name === 'value_int' ? [i ?? 0n] : ints };
  }
  return undefined;
}

/** A whole-number attribute of a node. */
export const integerOf = (node: NodeProto, name: string): number | undefined => {
  const value = node.attribute.find((own) => own.name === name)?.i;
  return value === undefined ? undefined : Number(value);
};

/** A list of whole numbers among the attributes of a node. */
export const integersOf = (node: NodeProto, name: string): number[] | undefined =>
  node.attribute.find((own) => own.name === name)?.ints.map(Number);

export const floatOf = (node: NodeProto, name: string): number | undefined => node.attribute.find((own) => own.name === name)?.f;
