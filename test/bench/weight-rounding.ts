import { PbfReader } from 'pbf';

/** Significand bits that are written down, of the number formats of weights. */
const stored = { float32: 23, float16: 10 } as const;
const dataTypes: Readonly<Record<number, keyof typeof stored>> = { 1: 'float32', 10: 'float16' };

/** Fewer numbers than this are no weights but axes and bounds, which stay as they are. */
const leastNumbers = 8;

/**
 * A copy of an ONNX file whose float weights are rounded, to even where two are as near.
 *
 * @param bits significand bits that are kept, of those written down: 7 are bfloat16's, 10 float16's
 */
export function withRoundedWeights(model: Uint8Array, bits: number): Uint8Array {
  const copy = Uint8Array.from(model);
  const pbf = new PbfReader(copy);
  pbf.readFields<null>((tag, _, file) => {
    if (tag !== 7) return;
    file.readMessage<null>((part, __, graph) => {
      if (part === 5) roundTensor(graph, bits);
    }, null);
  }, null);
  return copy;
}

/** `TensorProto`: field 2 is the type, 9 the numbers. */
function roundTensor(pbf: PbfReader, bits: number): void {
  const tensor = pbf.readMessage<{ type: number; numbers: Uint8Array }>(
    (tag, own, reader) => {
      if (tag === 2) own.type = reader.readVarint();
      else if (tag === 9) own.numbers = reader.readBytes();
    },
    { type: 0, numbers: new Uint8Array(0) },
  );
  const format = dataTypes[tensor.type];
  if (format === undefined) return;
  const surplus = stored[format] - bits;
  const bytes = format === 'float32' ? 4 : 2;
  if (surplus <= 0 || tensor.numbers.length < leastNumbers * bytes) return;
  const view = new DataView(tensor.numbers.buffer, tensor.numbers.byteOffset, tensor.numbers.length);
  const half = 2 ** (surplus - 1);
  for (let at = 0; at < view.byteLength; at += bytes) {
    const own = bytes === 4 ? view.getUint32(at, true) : view.getUint16(at, true);
    // Half a step less one, and one more where the kept part is odd. A carry into the exponent is right: it is the next power of two.
    const rounded = own + half - 1 + (Math.floor(own / (2 * half)) % 2);
    const kept = rounded - (rounded % (2 * half));
    if (bytes === 4) view.setUint32(at, kept, true);
    else view.setUint16(at, kept, true);
  }
}
