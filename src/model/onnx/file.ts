import { decode, encode, type Pieces } from './codec.js';
import { modelTable, type GraphProto, type ModelProto } from './schema.js';

/** A model whose graph is there. */
export type OnnxModel = ModelProto & { graph: GraphProto };

/**
 * Reads an ONNX file (`ModelProto`) whole. Weights are views of `bytes`.
 *
 * @throws Error where the bytes are no ONNX file, or are cut
 */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  const model = decode(modelTable, bytes);
  const { graph } = model;
  if (!graph) throw new Error('there is no graph');
  return { ...model, graph };
}

/** An ONNX file in pieces; weights are not copied. */
export const onnxPieces = (model: OnnxModel): Pieces => encode(modelTable, model);

/** An ONNX file in one piece. */
export function writeOnnx(model: OnnxModel): Uint8Array {
  const { pieces, length } = onnxPieces(model);
  return Buffer.concat(pieces, length);
}

const isDefault = (domain: string | undefined): boolean => domain === undefined || domain === '' || domain === 'ai.onnx';

/** Version of the default operator set; 0 where the file states none. */
export function defaultOpset(model: ModelProto): number {
  return Number(model.operatorSets.find(({ domain }) => isDefault(domain))?.version ?? 0n);
}

/** Whether a node is of the default operator set. */
export const isStandard = (node: { readonly domain?: string }): boolean => isDefault(node.domain);
