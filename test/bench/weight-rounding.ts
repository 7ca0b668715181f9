import { readOnnx } from '../../src/model/onnx/file.js';
import { elementTypes } from '../../src/model/onnx/make.js';
import type { TensorProto } from '../../src/model/onnx/schema.js';

/** Of the number formats of weights: bytes, and significand bits that are written down. */
const formats: ReadonlyMap<number, { readonly bytes: 2 | 4; readonly bits: number }> = new Map([
  [elementTypes.float32, { bytes: 4, bits: 23 }],
  [elementTypes.float16, { bytes: 2, bits: 10 }],
]);

/** Fewer numbers than this are no weights but axes and bounds, which stay as they are. */
const leastNumbers = 8;

/**
 * A copy of an ONNX file whose float weights are rounded, to even where two are as near.
 *
 * @param bits significand bits that are kept, of those written down: 7 are bfloat16's, 10 float16's
 */
export function withRoundedWeights(model: Uint8Array, bits: number): Uint8Array {
  const copy = Uint8Array.from(model);
  // What is read are views of the copy.
  for (const tensor of readOnnx(copy).graph.initializer) roundTensor(tensor, bits);
  return copy;
}

function roundTensor({ dataType = 0, rawData = new Uint8Array(0) }: TensorProto, bits: number): void {
  const format = formats.get(dataType);
  if (!format || format.bits <= bits || rawData.length < leastNumbers * format.bytes) return;
  const step = 2 ** (format.bits - bits);
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.length);
  for (let at = 0; at < view.byteLength; at += format.bytes) {
    const own = format.bytes === 4 ? view.getUint32(at, true) : view.getUint16(at, true);
    // Half a step less one, and one more where the kept part is odd. A carry into the exponent is right: it is the next power of two.
    const rounded = own + step / 2 - 1 + (Math.floor(own / step) % 2);
    const kept = rounded - (rounded % step);
    if (format.bytes === 4) view.setUint32(at, kept, true);
    else view.setUint16(at, kept, true);
  }
}
