import type { Attribute, Dimension, GraphProto, NodeProto, TensorProto, ValueInfoProto } from './schema.js';
import type { OnnxModel } from './file.js';

/** Element types of tensors (`TensorProto.DataType`). */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
} as const;

/** An attribute as it is written down in code: whole numbers and lists of them; `{ float }` for one that has a point; texts as bytes. */
export type AttributeValue =
  number | readonly number[] | string | { readonly float: number } | { readonly tensor: TensorProto } | { readonly graph: GraphProto };

const bare = { floats: [], ints: [], strings: [], tensors: [], graphs: [], unknown: [] };

export function makeAttribute(name: string, value: AttributeValue): Attribute {
  const own = { ...bare, floats: [], ints: [] as bigint[], strings: [], tensors: [], graphs: [], unknown: [], name };
  if (typeof value === 'number') return { ...own, i: BigInt(value), type: 2 };
  if (typeof value === 'string') return { ...own, s: new TextEncoder().encode(value), type: 3 };
  if ('float' in value) return { ...own, f: value.float, type: 1 };
  if ('tensor' in value) return { ...own, t: value.tensor, type: 4 };
  if ('graph' in value) return { ...own, g: value.graph, type: 5 };
  return { ...own, ints: value.map((item) => BigInt(item)), type: 7 };
}

export function makeNode(
  operator: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  domain?: string,
): NodeProto {
  return {
    operator,
    input: [...input],
    output: [...output],
    attribute: Object.entries(attributes).map(([name, value]) => makeAttribute(name, value)),
    metadata: [],
    unknown: [],
    ...(domain !== undefined && { domain }),
  };
}

export type TensorData = Float32Array | BigInt64Array | Int32Array | Uint8Array | Int8Array;

function typeOf(data: TensorData): number {
  if (data instanceof Float32Array) return elementTypes.float32;
  if (data instanceof BigInt64Array) return elementTypes.int64;
  if (data instanceof Int32Array) return elementTypes.int32;
  return data instanceof Int8Array ? elementTypes.int8 : elementTypes.uint8;
}

/** A constant; its bytes are those of `data`. */
export function makeTensor(name: string, data: TensorData, dimensions: readonly number[]): TensorProto {
  return {
    name,
    dataType: typeOf(data),
    dimensions: dimensions.map((size) => BigInt(size)),
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    int64Data: [],
    externalData: [],
    unknown: [],
  };
}

/** A list of whole numbers as a constant. */
export const makeIntegers = (name: string, values: readonly (number | bigint)[]): TensorProto =>
  makeTensor(
    name,
    BigInt64Array.from(values, (value) => BigInt(value)),
    [values.length],
  );

/** What goes in or out of a graph; a dimension is its size, its name where it is free, or undefined where nothing is known of it. */
export function makeValueInfo(name: string, elementType: number, shape: readonly (number | string | undefined)[]): ValueInfoProto {
  const dimension = shape.map((size): Dimension =>
    size === undefined
      ? { unknown: [] }
      : typeof size === 'number'
        ? { value: BigInt(size), unknown: [] }
        : { parameter: size, unknown: [] },
  );
  return {
    name,
    type: { tensor: { elementType, shape: { dimension, unknown: [] }, unknown: [] }, unknown: [] },
    metadata: [],
    unknown: [],
  };
}

export function makeGraph(parts: Pick<GraphProto, 'node' | 'input' | 'output'> & { readonly initializer?: TensorProto[] }): GraphProto {
  return { name: 'graph', initializer: [], valueInfo: [], sparseInitializer: [], metadata: [], unknown: [], ...parts };
}

/** A file around a graph. */
export function makeModel(
  graph: GraphProto,
  operatorSets: Readonly<Record<string, number>>,
  {
    irVersion = 8,
    metadata = new Map<string, string>(),
  }: { readonly irVersion?: number; readonly metadata?: ReadonlyMap<string, string> } = {},
): OnnxModel {
  return {
    irVersion: BigInt(irVersion),
    graph,
    operatorSets: Object.entries(operatorSets).map(([domain, version]) => ({
      version: BigInt(version),
      ...(domain !== '' && { domain }),
      unknown: [],
    })),
    metadata: [...metadata].map(([key, value]) => ({ key, value, unknown: [] })),
    functions: [],
    unknown: [],
  };
}
