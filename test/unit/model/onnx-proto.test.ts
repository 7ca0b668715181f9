import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { embeddedModelFile } from '../../../src/model/embedded.js';
import { readOnnxHead, writeOnnx, type OnnxHead, type ValueInfo } from '../../../src/model/onnx-proto.js';
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
  withinMs(5000, () => {
    for (let i = 0; i < 400; i += 1) assert.equal(headOf(embedded.subarray(0, Math.floor((embedded.length * i) / 400))), undefined);
    for (let back = 1; back < 600; back += 1) {
      const head = headOf(embedded.subarray(0, embedded.length - back));
      assert.ok(!head || head.metadata.size < readOnnxHead(embedded).metadata.size, `${back} bytes before the end`);
    }
  });
});

test('garbage and flipped bytes end at once, in a head or an Error', () => {
  withinMs(10_000, () => {
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

test('what was written is read: names, types, shapes, metadata', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '_', ' ', '"', '\n', '\0', 'é', '日', '🦔'), maxLength: 40 });
  const size = fc.oneof(fc.integer({ min: 0, max: 2 ** 31 }), fc.string({ minLength: 1, maxLength: 20 }));
  const value: fc.Arbitrary<ValueInfo> = fc.record(
    {
      name: text,
      type: fc.constantFrom('float32', 'uint8', 'int8', 'int32', 'int64', 'bool', 'float16', 'float64'),
      shape: fc.array(size, { maxLength: 5 }),
    },
    { noNullPrototype: true },
  );
  const metadata = fc.array(fc.tuple(text, text), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 3 }), fc.array(value, { maxLength: 3 }), metadata, (inputs, outputs, entries) => {
      const own = new Map(entries);
      const head = readOnnxHead(writeOnnx([{ operator: 'Identity', inputs: ['a'], outputs: ['b'] }], inputs, outputs, own));
      assert.deepEqual(head, { irVersion: 8, opset: 17, inputs, outputs, metadata: own, externalData: [] });
    }),
    { numRuns: 300 },
  );
});

test('metadata are read as UTF-8, short and long', () => {
  for (const [short, long] of [
    ['𠮷野家', '𠮷野家の検査ライン'],
    ['ü', 'ünïcödé, as it is'],
  ] as const) {
    // Letters of one byte take the place of the text, byte by byte, and are exchanged for it.
    const letters = (text: string, letter: string): string => letter.repeat(Buffer.byteLength(text));
    const bytes = Buffer.from(tinyModel({ metadata: { id: letters(short, 'X'), source: letters(long, 'Y') } }));
    const exchanged = bytes
      .toString('latin1')
      .replace(/X+/, Buffer.from(short).toString('latin1'))
      .replace(/Y+/, Buffer.from(long).toString('latin1'));
    const { metadata } = readOnnxHead(Buffer.from(exchanged, 'latin1'));
    assert.deepEqual([metadata.get('id'), metadata.get('source')], [short, long]);
  }
});

test('weights that were listed among the inputs, as old files do, are no inputs', () => {
  const value = { type: 'float32', shape: [1] } as const;
  const file = writeOnnx(
    [],
    [
      { name: 'pixel_values', ...value },
      { name: 'weight', ...value },
    ],
    [],
  );
  // A second graph field: an initialiser (5) with the name (8) weight, then the same inputs.
  const initialiser = Buffer.concat([Buffer.from([0x2a, 8, 0x42, 6]), Buffer.from('weight')]);
  const inputs = readOnnxHead(file).inputs.length;
  const withWeight = Buffer.concat([file, Buffer.from([0x3a, initialiser.length]), initialiser]);
  assert.equal(inputs, 2);
  assert.deepEqual(
    readOnnxHead(withWeight).inputs.map(({ name }) => name),
    ['pixel_values'],
  );
});
