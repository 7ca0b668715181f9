import { defaultOpset, readOnnx, type OnnxModel } from './file.js';
import { elementTypes } from './make.js';
import type { GraphProto, TensorProto, ValueInfoProto } from './schema.js';

/** Element types of ONNX tensors that occur in models' inputs and outputs. */
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

const named = new Map<number, ElementType>(
  (['float32', 'uint8', 'int8', 'int32', 'int64', 'bool', 'float16', 'float64'] as const).map((name) => [elementTypes[name], name]),
);

/** Name, element type and shape of what goes in or out. */
export function valueInfoOf({ name, type }: ValueInfoProto): ValueInfo {
  const dimensions = type?.tensor?.shape?.dimension ?? [];
  return {
    name,
    type: named.get(type?.tensor?.elementType ?? 0) ?? 'other',
    shape: dimensions.map(({ value, parameter }) => (value === undefined ? (parameter ?? '') : Number(value))),
  };
}

/** Inputs of a graph that are no weights: before IR version 4 weights were listed among the inputs. */
export function inputsOf({ input, initializer, sparseInitializer }: GraphProto): ValueInfoProto[] {
  const weights = new Set([...initializer.map(({ name }) => name), ...sparseInitializer.map(({ values }) => values?.name)]);
  return input.filter(({ name }) => !weights.has(name));
}

/** Where the data of a tensor lie that are in another file; undefined where they are in this one. */
export const locationOf = ({ externalData }: TensorProto): string | undefined => externalData.find(({ key }) => key === 'location')?.value;

export function headOf(model: OnnxModel): OnnxHead {
  const { graph } = model;
  return {
    irVersion: Number(model.irVersion ?? 0n),
    opset: defaultOpset(model),
    inputs: inputsOf(graph).map(valueInfoOf),
    outputs: graph.output.map(valueInfoOf),
    metadata: new Map(model.metadata.map(({ key, value }) => [key, value])),
    externalData: [...new Set(graph.initializer.map(locationOf).filter((own) => own !== undefined))],
  };
}

/**
 * Reads the head of an ONNX file (`onnx.proto3`, `ModelProto`): inputs, outputs, operator set and metadata.
 *
 * @throws Error where the bytes are no ONNX file, or are cut
 */
export const readOnnxHead = (bytes: Uint8Array): OnnxHead => headOf(readOnnx(bytes));
