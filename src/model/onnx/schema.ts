import type { Field, Kind, Message, Table } from './codec.js';

// The messages of onnx.proto3 (ONNX 1.20, Apache-2.0) as far as a graph adapter reads or changes them; the codec keeps every other field as it is.

export interface Entry extends Message {
  key: string;
  value: string;
}

export interface Dimension extends Message {
  value?: bigint;
  parameter?: string;
}

export interface Shape extends Message {
  dimension: Dimension[];
}

export interface TensorType extends Message {
  elementType?: number;
  shape?: Shape;
}

/** Sequences, maps and optionals are among the unknown fields. */
export interface Type extends Message {
  tensor?: TensorType;
}

export interface ValueInfoProto extends Message {
  name: string;
  type?: Type;
  docString?: string;
  metadata: Entry[];
}

export interface TensorProto extends Message {
  dimensions: bigint[];
  dataType?: number;
  /** Little endian. */
  floatData?: Uint8Array;
  int64Data: bigint[];
  name?: string;
  docString?: string;
  rawData?: Uint8Array;
  externalData: Entry[];
  /** 1: the data lie in another file. */
  dataLocation?: number;
}

export interface SparseTensorProto extends Message {
  values?: TensorProto;
  indices?: TensorProto;
  dimensions: bigint[];
}

export interface Attribute extends Message {
  name: string;
  f?: number;
  i?: bigint;
  s?: Uint8Array;
  t?: TensorProto;
  g?: GraphProto;
  floats: number[];
  ints: bigint[];
  strings: Uint8Array[];
  tensors: TensorProto[];
  graphs: GraphProto[];
  docString?: string;
  type?: number;
  /** In a function: name of the caller's attribute that takes its place. */
  refName?: string;
  sparseTensor?: SparseTensorProto;
}

export interface NodeProto extends Message {
  input: string[];
  output: string[];
  name?: string;
  operator: string;
  attribute: Attribute[];
  docString?: string;
  domain?: string;
  overload?: string;
  metadata: Entry[];
}

export interface GraphProto extends Message {
  node: NodeProto[];
  name?: string;
  initializer: TensorProto[];
  docString?: string;
  input: ValueInfoProto[];
  output: ValueInfoProto[];
  valueInfo: ValueInfoProto[];
  sparseInitializer: SparseTensorProto[];
  metadata: Entry[];
}

export interface OperatorSet extends Message {
  domain?: string;
  version?: bigint;
}

export interface FunctionProto extends Message {
  name: string;
  input: string[];
  output: string[];
  attribute: string[];
  node: NodeProto[];
  operatorSets: OperatorSet[];
  domain?: string;
  defaults: Attribute[];
  overload?: string;
}

export interface ModelProto extends Message {
  irVersion?: bigint;
  producerName?: string;
  producerVersion?: string;
  domain?: string;
  modelVersion?: bigint;
  docString?: string;
  graph?: GraphProto;
  operatorSets: OperatorSet[];
  metadata: Entry[];
  functions: FunctionProto[];
}

const one = (tag: number, kind: Kind): Field => ({ tag, kind, isMany: false });
const text = (tag: number): Field => ({ tag, kind: 'string', isMany: false, isSure: true });
const many = (tag: number, kind: Kind): Field => ({ tag, kind, isMany: true });
const message = (table: () => unknown): Kind => table as () => Table<never>;

const entry: Table<Entry> = { key: text(1), value: text(2) };
const dimension: Table<Dimension> = { value: one(1, 'int64'), parameter: one(2, 'string') };
const shape: Table<Shape> = {
  dimension: many(
    1,
    message(() => dimension),
  ),
};
const tensorType: Table<TensorType> = {
  elementType: one(1, 'int32'),
  shape: one(
    2,
    message(() => shape),
  ),
};
const type: Table<Type> = {
  tensor: one(
    1,
    message(() => tensorType),
  ),
};

const valueInfo: Table<ValueInfoProto> = {
  name: text(1),
  type: one(
    2,
    message(() => type),
  ),
  docString: one(3, 'string'),
  metadata: many(
    4,
    message(() => entry),
  ),
};

const tensor: Table<TensorProto> = {
  dimensions: many(1, 'int64'),
  dataType: one(2, 'int32'),
  floatData: one(4, 'packed-floats'),
  int64Data: many(7, 'packed-int64s'),
  name: one(8, 'string'),
  docString: one(12, 'string'),
  rawData: one(9, 'bytes'),
  externalData: many(
    13,
    message(() => entry),
  ),
  dataLocation: one(14, 'int32'),
};

const sparseTensor: Table<SparseTensorProto> = {
  values: one(
    1,
    message(() => tensor),
  ),
  indices: one(
    2,
    message(() => tensor),
  ),
  dimensions: many(3, 'int64'),
};

const attribute: Table<Attribute> = {
  name: text(1),
  f: one(2, 'float'),
  i: one(3, 'int64'),
  s: one(4, 'bytes'),
  t: one(
    5,
    message(() => tensor),
  ),
  g: one(
    6,
    message(() => graph),
  ),
  floats: many(7, 'float'),
  ints: many(8, 'int64'),
  strings: many(9, 'bytes'),
  tensors: many(
    10,
    message(() => tensor),
  ),
  graphs: many(
    11,
    message(() => graph),
  ),
  docString: one(13, 'string'),
  type: one(20, 'int32'),
  refName: one(21, 'string'),
  sparseTensor: one(
    22,
    message(() => sparseTensor),
  ),
};

const node: Table<NodeProto> = {
  input: many(1, 'string'),
  output: many(2, 'string'),
  name: one(3, 'string'),
  operator: text(4),
  attribute: many(
    5,
    message(() => attribute),
  ),
  docString: one(6, 'string'),
  domain: one(7, 'string'),
  overload: one(8, 'string'),
  metadata: many(
    9,
    message(() => entry),
  ),
};

const graph: Table<GraphProto> = {
  node: many(
    1,
    message(() => node),
  ),
  name: one(2, 'string'),
  initializer: many(
    5,
    message(() => tensor),
  ),
  docString: one(10, 'string'),
  input: many(
    11,
    message(() => valueInfo),
  ),
  output: many(
    12,
    message(() => valueInfo),
  ),
  valueInfo: many(
    13,
    message(() => valueInfo),
  ),
  sparseInitializer: many(
    15,
    message(() => sparseTensor),
  ),
  metadata: many(
    16,
    message(() => entry),
  ),
};

const operatorSet: Table<OperatorSet> = { domain: one(1, 'string'), version: one(2, 'int64') };

const functionTable: Table<FunctionProto> = {
  name: text(1),
  input: many(4, 'string'),
  output: many(5, 'string'),
  attribute: many(6, 'string'),
  node: many(
    7,
    message(() => node),
  ),
  operatorSets: many(
    9,
    message(() => operatorSet),
  ),
  domain: one(10, 'string'),
  defaults: many(
    11,
    message(() => attribute),
  ),
  overload: one(13, 'string'),
};

/** `ModelProto`: a whole file. */
export const modelTable: Table<ModelProto> = {
  irVersion: one(1, 'int64'),
  producerName: one(2, 'string'),
  producerVersion: one(3, 'string'),
  domain: one(4, 'string'),
  modelVersion: one(5, 'int64'),
  docString: one(6, 'string'),
  graph: one(
    7,
    message(() => graph),
  ),
  operatorSets: many(
    8,
    message(() => operatorSet),
  ),
  metadata: many(
    14,
    message(() => entry),
  ),
  functions: many(
    25,
    message(() => functionTable),
  ),
};
