import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { embeddedModelFile } from '../../../src/model/embedded.js';
import { readOnnx, writeOnnx } from '../../../src/model/onnx/file.js';
import { readOnnxHead, type OnnxHead, type ValueInfo } from '../../../src/model/onnx/head.js';
import { elementTypes, makeGraph, makeModel, makeNode, makeTensor, makeValueInfo } from '../../../src/model/onnx/make.js';
import type { ValueInfoProto } from '../../../src/model/onnx/schema.js';
import { tinyModel } from './tiny-models.js';

const embedded = readFileSync(embeddedModelFile());

/** What reading gives, or `undefined` where it throws an Error; anything else that it throws fails. */
function headOf(bytes: Uint8Array): OnnxHead | undefined {
  try {
    return readOnnxHead(bytes);
  } catch (error) {
    assert.ok(error instanceof Error, 'something other than an Error was thrown');
    return undefined;
  }
}

const withinMs = (most: number, work: () => void): void => {
  const start = performance.now();
  work();
  const ms = performance.now() - start;
  assert.ok(ms < most, `it took ${Math.round(ms)} ms`);
};

test('the head of the embedded model is read', () => {
  const head = readOnnxHead(embedded);
  assert.deepEqual(
    head.inputs.map(({ name, type, shape }) => [name, type, shape.slice(1)]),
    [['pixel_values', 'float32', [3, 224, 224]]],
  );
  const outputs = Object.fromEntries(head.outputs.map(({ name, type, shape }) => [name, [type, shape.length, shape.at(-1)]]));
  assert.deepEqual(outputs, {
    patch_tokens: ['float32', 3, 128],
    cls_attention: ['float32', 2, 196],
    image_embedding: ['float32', 2, 384],
  });
  assert.equal(head.metadata.get('patch_grid'), '14x14');
  assert.match(head.metadata.get('licence') ?? '', /Apache/);
  assert.deepEqual(head.externalData, []);
  assert.ok(head.opset >= 11 && head.irVersion >= 4, `${head.opset}, ${head.irVersion}`);
});

test('a cut file is refused, wherever it is cut, unless it ends where a part of it does', () => {
  const whole = tinyModel();
  const lost: number[] = [];
  for (let length = 0; length < whole.length; length += 1) {
    const head = headOf(whole.subarray(0, length));
    if (!head) lost.push(length);
    // What is read is never more than what is there.
    else assert.ok(head.metadata.size < 7 || head.opset === 0, `${length} of ${whole.length} bytes`);
  }
  assert.ok(lost.length > 0.9 * whole.length);
  withinMs(20_000, () => {
    for (let i = 0; i < 400; i += 1) assert.equal(headOf(embedded.subarray(0, Math.floor((embedded.length * i) / 400))), undefined);
    for (let back = 1; back < 600; back += 1) {
      const head = headOf(embedded.subarray(0, embedded.length - back));
      assert.ok(!head || head.metadata.size < readOnnxHead(embedded).metadata.size, `${back} bytes before the end`);
    }
  });
});

test('garbage and flipped bytes end at once, in a head or an Error', () => {
  withinMs(30_000, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        headOf(bytes);
      }),
      { numRuns: 2000 },
    );
    const whole = tinyModel();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (flips) => {
        const bytes = whole.slice();
        for (const [at, value] of flips) bytes[at] = value;
        headOf(bytes);
      }),
      { numRuns: 2000 },
    );
  });
  for (const text of ['', 'no model', '{"model": 1}', '\x89PNG\r\n\x1a\n', '\xff'.repeat(64), '\x3a'.repeat(64)])
    assert.equal(headOf(Buffer.from(text, 'latin1')), undefined, text);
});

const types = ['float32', 'uint8', 'int8', 'int32', 'int64', 'bool', 'float16', 'float64'] as const;
const proto = ({ name, type, shape }: ValueInfo): ValueInfoProto => makeValueInfo(name, type === 'other' ? 0 : elementTypes[type], shape);

test('what was written is read: names, types, shapes, metadata', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '_', ' ', '"', '\n', '\0', 'é', '日', '🦔'), maxLength: 40 });
  const size = fc.oneof(fc.integer({ min: 0, max: 2 ** 31 }), fc.string({ minLength: 1, maxLength: 20 }));
  const value: fc.Arbitrary<ValueInfo> = fc.record(
    {
      name: text,
      type: fc.constantFrom(...types),
      shape: fc.array(size, { maxLength: 5 }),
    },
    { noNullPrototype: true },
  );
  const metadata = fc.array(fc.tuple(text, text), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 3 }), fc.array(value, { maxLength: 3 }), metadata, (inputs, outputs, entries) => {
      const own = new Map(entries);
      const graph = makeGraph({ node: [makeNode('Identity', ['a'], ['b'])], input: inputs.map(proto), output: outputs.map(proto) });
      const head = readOnnxHead(writeOnnx(makeModel(graph, { '': 17 }, { metadata: own })));
      assert.deepEqual(head, { irVersion: 8, opset: 17, inputs, outputs, metadata: own, externalData: [] });
    }),
    { numRuns: 300 },
  );
});

test('a file is written as it was read, byte for byte, and what is not known of it is kept', () => {
  for (const bytes of [embedded, Buffer.from(tinyModel())]) assert.ok(bytes.equals(writeOnnx(readOnnx(bytes))));
  // Field 999 with a text, at the end: of a format to come.
  const later = Buffer.concat([Buffer.from(tinyModel()), Buffer.from([0xba, 0x3e, 4]), Buffer.from('🦔')]);
  assert.ok(later.equals(writeOnnx(readOnnx(later))));
});

test('weights are not copied when a file is read', () => {
  const { graph } = readOnnx(embedded);
  const [largest] = [...graph.initializer].sort((a, b) => (b.rawData?.length ?? 0) - (a.rawData?.length ?? 0));
  assert.ok(largest?.rawData && largest.rawData.length > 100_000);
  assert.equal(largest.rawData.buffer, embedded.buffer);
});

test('weights that were listed among the inputs, as old files do, are no inputs', () => {
  const info = (name: string): ValueInfoProto => makeValueInfo(name, elementTypes.float32, [1]);
  const graph = makeGraph({
    node: [],
    input: [info('pixel_values'), info('weight')],
    output: [],
    initializer: [makeTensor('weight', Float32Array.of(1), [1])],
  });
  const { inputs } = readOnnxHead(writeOnnx(makeModel(graph, { '': 8 }, { irVersion: 3 })));
  assert.deepEqual(
    inputs.map(({ name }) => name),
    ['pixel_values'],
  );
});
