import { open, realpath } from 'node:fs/promises';
import path from 'node:path';
import { locationOf } from '../onnx/head.js';
import type { GraphProto, NodeProto, TensorProto } from '../onnx/schema.js';
import type { OnnxModel } from '../onnx/file.js';
import { refuse } from './refusal.js';

/** Most bytes of a protobuf message; an ONNX file with its weights inside stays below. */
const mostBytes = 2 ** 31 - 2 ** 20;

/**
 * Takes weights that lie in other files into the model. Only files of the model's own folder are opened, and none that a link leads out of it.
 *
 * @param file path of the model's file, of `inside` bytes
 * @returns bytes taken in
 */
export async function takeInExternalData(model: OnnxModel, file: string, inside: number): Promise<number> {
  const tensors = tensorsOf(model).filter((own) => own.dataLocation === 1 || own.externalData.length > 0);
  if (tensors.length === 0) return 0;
  const folder = await realpath(path.dirname(file));
  const byFile = new Map<string, TensorProto[]>();
  for (const tensor of tensors) {
    const location = locationOf(tensor) ?? '';
    const own = byFile.get(location) ?? [];
    own.push(tensor);
    byFile.set(location, own);
  }
  // Every place is judged before the first is opened.
  for (const location of byFile.keys()) await placeIn(folder, location);
  let total = 0;
  for (const [location, own] of byFile) total += await readFrom(await placeIn(folder, location), location, own, mostBytes - inside - total);
  return total;
}

/** Real path of a weight file in the model's folder. */
async function placeIn(folder: string, location: string): Promise<string> {
  const isInner = (place: string): boolean => {
    const relative = path.relative(folder, place);
    return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
  };
  if (location === '' || path.isAbsolute(location) || /^[a-z]:|\\/i.test(location)) refuse('external-outside');
  const place = path.resolve(folder, location);
  if (!isInner(place)) refuse('external-outside');
  const real = await realpath(place).catch(() => refuse('external-missing', location));
  if (!isInner(real)) refuse('external-outside');
  return real;
}

async function readFrom(place: string, location: string, tensors: readonly TensorProto[], room: number): Promise<number> {
  const handle = await open(place, 'r').catch(() => refuse('external-missing', location));
  let total = 0;
  try {
    const { size } = await handle.stat();
    for (const tensor of tensors) {
      const number = (key: string): number | undefined => {
        const text = tensor.externalData.find((entry) => entry.key === key)?.value;
        return text === undefined ? undefined : Number(text);
      };
      const offset = number('offset') ?? 0;
      const length = number('length') ?? size - offset;
      if (!(Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0 && offset + length <= size))
        refuse('external-missing', location);
      total += length;
      if (total > room) refuse('too-large');
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length;) {
        const { bytesRead } = await handle.read(bytes, at, Math.min(length - at, 1 << 28), offset + at);
        if (bytesRead === 0) refuse('external-missing', location);
        at += bytesRead;
      }
      tensor.rawData = bytes;
      tensor.externalData = [];
      delete tensor.dataLocation;
    }
  } finally {
    await handle.close();
  }
  return total;
}

/** Every tensor of a model: weights, constants in nodes, in inner graphs and in functions. */
function tensorsOf(model: OnnxModel): TensorProto[] {
  const found: TensorProto[] = [];
  const ofNodes = (nodes: readonly NodeProto[]): void => {
    for (const { attribute } of nodes) {
      for (const { t, g, tensors, graphs, sparseTensor } of attribute) {
        if (t) found.push(t);
        found.push(...tensors);
        for (const part of [sparseTensor?.values, sparseTensor?.indices]) if (part) found.push(part);
        if (g) ofGraph(g);
        graphs.forEach(ofGraph);
      }
    }
  };
  const ofGraph = (graph: GraphProto): void => {
    for (const own of graph.initializer) found.push(own);
    for (const { values, indices } of graph.sparseInitializer) for (const part of [values, indices]) if (part) found.push(part);
    ofNodes(graph.node);
  };
  ofGraph(model.graph);
  for (const { node } of model.functions) ofNodes(node);
  return found;
}
