import { PbfReader, PbfWriter } from 'pbf';

/** Element types of ONNX tensors that occur in models' inputs and outputs (`TensorProto.DataType`). */
export type ElementType = 'float32' | 'uint8' | 'int8' | 'int32' | 'int64' | 'bool' | 'float16' | 'float64' | 'other';

/** An input or output of a graph; a dimension is its size, or its name where it is free. */
export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

/** The part of an ONNX file that says what it is and what goes in and out. */
export interface OnnxHead {
  readonly irVersion: number;
  /** Version of the default operator set. */
  readonly opset: number;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly metadata: ReadonlyMap<string, string>;
  /** Names of external data files that weights refer to. */
  readonly externalData: readonly string[];
}

const elementTypes: Readonly<Record<number, ElementType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function readEntry(pbf: PbfReader): [key: string, value: string] {
  return pbf.readMessage<[string, string]>(
    (tag, entry, reader) => {
      if (tag === 1) entry[0] = reader.readString();
      else if (tag === 2) entry[1] = reader.readString();
    },
    ['', ''],
  );
}

function readDimension(pbf: PbfReader): number | string {
  return pbf.readMessage<{ size: number | string }>(
    (tag, dimension, reader) => {
      if (tag === 1) dimension.size = reader.readVarint(true);
      else if (tag === 2) dimension.size = reader.readString();
    },
    { size: '' },
  ).size;
}

function readTensorType(tag: number, value: Mutable<ValueInfo> & { shape: (number | string)[] }, pbf: PbfReader): void {
  if (tag === 1) value.type = elementTypes[pbf.readVarint()] ?? 'other';
  else if (tag === 2) {
    pbf.readMessage<(number | string)[]>((inner, shape, reader) => {
      if (inner === 1) shape.push(readDimension(reader));
    }, value.shape);
  }
}

function readValueInfo(pbf: PbfReader): ValueInfo {
  const value: Mutable<ValueInfo> & { shape: (number | string)[] } = { name: '', type: 'other', shape: [] };
  return pbf.readMessage((tag, info, reader) => {
    if (tag === 1) info.name = reader.readString();
    else if (tag === 2) {
      reader.readMessage((kind, own, inner) => {
        if (kind === 1) inner.readMessage(readTensorType, own);
      }, info);
    }
  }, value);
}

/**
 * Reads the head of an ONNX file (`onnx.proto3`, `ModelProto`): inputs, outputs, operator set and metadata, not the weights.
 *
 * @throws Error where the bytes are no ONNX file, or are cut
 */
export function readOnnxHead(bytes: Uint8Array): OnnxHead {
  const head = {
    irVersion: 0,
    opset: 0,
    inputs: [] as ValueInfo[],
    outputs: [] as ValueInfo[],
    metadata: new Map<string, string>(),
    externalData: new Set<string>(),
  };
  let initialisers = new Set<string>();
  const seen = { graph: false };
  const pbf = new PbfReader(bytes);
  const readInitialiser = (reader: PbfReader): void => {
    reader.readMessage<null>((tag, _, inner) => {
      if (tag === 8) initialisers.add(inner.readString());
      else if (tag === 13) {
        const [key, value] = readEntry(inner);
        if (key === 'location') head.externalData.add(value);
      }
    }, null);
  };
  pbf.readFields<null>((tag, _, model) => {
    if (tag === 1) head.irVersion = model.readVarint();
    else if (tag === 7) {
      seen.graph = true;
      initialisers = new Set();
      model.readMessage<null>((part, __, graph) => {
        if (part === 5) readInitialiser(graph);
        else if (part === 11) head.inputs.push(readValueInfo(graph));
        else if (part === 12) head.outputs.push(readValueInfo(graph));
      }, null);
    } else if (tag === 8) {
      const set = model.readMessage<{ domain: string; version: number }>(
        (part, own, reader) => {
          if (part === 1) own.domain = reader.readString();
          else if (part === 2) own.version = reader.readVarint();
        },
        { domain: '', version: 0 },
      );
      if (set.domain === '' || set.domain === 'ai.onnx') head.opset = set.version;
    } else if (tag === 14) {
      const [key, value] = readEntry(model);
      head.metadata.set(key, value);
    }
  }, null);
  if (!seen.graph || pbf.pos !== bytes.length) throw new Error('no graph, or the file is cut');
  // Before IR version 4 weights were listed among the inputs.
  return { ...head, inputs: head.inputs.filter(({ name }) => !initialisers.has(name)), externalData: [...head.externalData] };
}

/** A node of a graph that is to be written; attributes are lists of integers or one integer. */
export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

const typeNumber = (type: ElementType): number => Number(Object.entries(elementTypes).find(([, name]) => name === type)?.[0] ?? 0);

function writeValueInfo(value: ValueInfo, pbf: PbfWriter): void {
  pbf.writeStringField(1, value.name);
  pbf.writeMessage(
    2,
    (_, type) => {
      type.writeMessage(
        1,
        (__, tensor) => {
          tensor.writeVarintField(1, typeNumber(value.type));
          tensor.writeMessage(
            2,
            (___, shape) => {
              for (const size of value.shape) {
                shape.writeMessage(
                  1,
                  (own, dimension) => {
                    if (typeof own === 'number') dimension.writeVarintField(1, own);
                    else dimension.writeStringField(2, own);
                  },
                  size,
                );
              }
            },
            null,
          );
        },
        null,
      );
    },
    null,
  );
}

function writeNode(node: GraphNode, pbf: PbfWriter): void {
  for (const name of node.inputs) pbf.writeStringField(1, name);
  for (const name of node.outputs) pbf.writeStringField(2, name);
  pbf.writeStringField(4, node.operator);
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    pbf.writeMessage(
      5,
      (_, attribute) => {
        attribute.writeStringField(1, name);
        if (typeof value === 'number') {
          attribute.writeVarintField(3, value);
          attribute.writeVarintField(20, 2);
        } else {
          for (const item of value) attribute.writeVarintField(8, item);
          attribute.writeVarintField(20, 7);
        }
      },
      null,
    );
  }
}

/** Writes a graph without weights as an ONNX file of operator set 17. */
export function writeOnnx(
  nodes: readonly GraphNode[],
  inputs: readonly ValueInfo[],
  outputs: readonly ValueInfo[],
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, 8);
  pbf.writeMessage(
    7,
    (_, graph) => {
      for (const node of nodes) graph.writeMessage(1, writeNode, node);
      graph.writeStringField(2, 'graph');
      for (const value of inputs) graph.writeMessage(11, writeValueInfo, value);
      for (const value of outputs) graph.writeMessage(12, writeValueInfo, value);
    },
    null,
  );
  pbf.writeMessage(8, (version: number, set) => set.writeVarintField(2, version), 17);
  for (const [key, value] of metadata) {
    pbf.writeMessage(
      14,
      (_, entry) => {
        entry.writeStringField(1, key);
        entry.writeStringField(2, value);
      },
      null,
    );
  }
  return pbf.finish();
}
