import type { InferenceSession } from 'onnxruntime-node';
import type { Products } from '../core/products.js';
import { writeOnnx } from './onnx/file.js';
import { elementTypes, makeGraph, makeModel, makeNode, makeValueInfo } from './onnx/make.js';
import type { ValueInfoProto } from './onnx/schema.js';
import { runtime } from './runtime.js';

const float = (name: string, ...shape: (number | string)[]): ValueInfoProto => makeValueInfo(name, elementTypes.float32, shape);

/** images [group x n x width] · terms [t x width], the greatest of each group: [n x t]. */
function greatestGraph(): Uint8Array {
  const graph = makeGraph({
    node: [
      makeNode('Transpose', ['terms'], ['columns'], { perm: [1, 0] }),
      makeNode('MatMul', ['images', 'columns'], ['products']),
      makeNode('Reshape', ['products', 'shape'], ['grouped']),
      makeNode('ReduceMax', ['grouped'], ['greatest'], { axes: [1], keepdims: 0 }),
    ],
    input: [float('images', 'rows', 'width'), float('terms', 't', 'width'), makeValueInfo('shape', elementTypes.int64, [3])],
    output: [float('greatest', 'n', 't')],
  });
  return writeOnnx(makeModel(graph, { '': 17 }));
}

function productGraph(): Uint8Array {
  const graph = makeGraph({
    node: [makeNode('Transpose', ['terms'], ['columns'], { perm: [1, 0] }), makeNode('MatMul', ['images', 'columns'], ['greatest'])],
    input: [float('images', 'rows', 'width'), float('terms', 't', 'width')],
    output: [float('greatest', 'rows', 't')],
  });
  return writeOnnx(makeModel(graph, { '': 17 }));
}

/** Products in one call of the runtime: results that stay in the processor's cache come four times as fast as larger ones. */
const productsInBlock = 1 << 21;

/** Rows repeated until there are two: a product of a single row or column has other last bits than the same row in a block. */
function atLeastTwo(rows: Float32Array, count: number, width: number): Float32Array {
  if (count >= 2) return rows;
  const two = new Float32Array(2 * width);
  two.set(rows);
  two.set(rows, width);
  return two;
}

/**
 * Matrix products by the model's runtime, on the processor: some 130 GFLOP/s on two cores where plain loops reach 1.
 *
 * @param threads threads of the runtime; the bits of a product do not depend on them
 */
export async function matrixProducts(threads: number): Promise<Products> {
  const ort = await runtime();
  const options: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    enableCpuMemArena: false,
  };
  const sessions = {
    product: await ort.InferenceSession.create(productGraph(), options),
    greatest: await ort.InferenceSession.create(greatestGraph(), options),
  };
  const multiply = async (images: Float32Array, group: number, terms: Float32Array, width: number): Promise<Float32Array> => {
    const rows = images.length / width;
    const columns = terms.length / width;
    const feeds: Record<string, InstanceType<typeof ort.Tensor>> = {
      images: new ort.Tensor('float32', images, [rows, width]),
      terms: new ort.Tensor('float32', terms, [columns, width]),
    };
    if (group > 1) feeds['shape'] = new ort.Tensor('int64', BigInt64Array.of(BigInt(rows / group), BigInt(group), BigInt(columns)), [3]);
    const outputs = await (group > 1 ? sessions.greatest : sessions.product).run(feeds);
    const result = outputs['greatest']?.data;
    if (!(result instanceof Float32Array)) throw new Error('the runtime gave no products');
    return result;
  };
  return {
    async greatest(images, group, terms, width) {
      const n = images.length / width / group;
      const t = terms.length / width;
      if (n === 0 || t === 0) return new Float32Array(0);
      const right = atLeastTwo(terms, t, width);
      const columns = right.length / width;
      const block = Math.max(2, Math.floor(productsInBlock / group / columns));
      if (n <= block && columns === t && n * group >= 2) return multiply(images, group, right, width);
      const result = new Float32Array(n * t);
      for (let at = 0; at < n; at += block) {
        const here = Math.min(block, n - at);
        const rows = atLeastTwo(images.subarray(at * group * width, (at + here) * group * width), here * group, width);
        const own = await multiply(rows, group, right, width);
        if (columns === t) result.set(own.subarray(0, here * t), at * t);
        else for (let i = 0; i < here; i += 1) result[at + i] = own[i * columns] as number;
      }
      return result;
    },
  };
}
