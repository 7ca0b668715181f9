import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PbfReader, PbfWriter } from 'pbf';
import { embeddedModelFile } from '../../../src/model/embedded.js';
import { withRoundedWeights } from '../../bench/weight-rounding.js';

/** An ONNX file of one tensor. */
function fileOf(type: number, numbers: Uint8Array): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, 8);
  pbf.writeMessage(
    7,
    (_, graph) =>
      graph.writeMessage(
        5,
        (__, tensor) => {
          tensor.writeVarintField(2, type);
          tensor.writeStringField(8, 'weights');
          tensor.writeBytesField(9, numbers);
        },
        null,
      ),
    null,
  );
  return pbf.finish();
}

function numbersOf(file: Uint8Array): Uint8Array {
  let found = new Uint8Array(0);
  new PbfReader(file).readFields<null>((tag, _, model) => {
    if (tag === 7)
      model.readMessage<null>((part, __, graph) => {
        if (part === 5)
          graph.readMessage<null>((field, ___, tensor) => {
            if (field === 9) found = Uint8Array.from(tensor.readBytes());
          }, null);
      }, null);
  }, null);
  return found;
}

test('float32 weights are rounded to the nearest, to even between two, either sign', () => {
  const step = 2 ** -7;
  const weights = [1, 1 + 0.4 * step, 1 + 0.5 * step, 1 + 1.5 * step, 1 + 0.6 * step, 2 - 0.4 * step, -1 - 1.5 * step, 3e-39 * 0, 6.25];
  const rounded = [1, 1, 1, 1 + 2 * step, 1 + step, 2, -1 - 2 * step, 0, 6.25];
  const file = fileOf(1, new Uint8Array(Float32Array.from(weights).buffer));
  const copy = withRoundedWeights(file, 7);
  assert.deepEqual([...new Float32Array(numbersOf(copy).buffer)], rounded);
  assert.deepEqual([...new Float32Array(numbersOf(file).buffer)], [...Float32Array.from(weights)], 'the file itself stays as it is');
});

test('float16 weights lose their last bits only, and integers and single numbers none', () => {
  const halves = Uint16Array.from([0x3c00, 0x3c03, 0x3c04, 0x3c0c, 0x3c05, 0xbc0c, 0x3fff, 0x0000]);
  const wanted = [0x3c00, 0x3c00, 0x3c00, 0x3c10, 0x3c08, 0xbc10, 0x4000, 0x0000];
  assert.deepEqual([...new Uint16Array(numbersOf(withRoundedWeights(fileOf(10, new Uint8Array(halves.buffer)), 7)).buffer)], wanted);
  const bytes = new Uint8Array(halves.buffer);
  assert.deepEqual(numbersOf(withRoundedWeights(fileOf(10, bytes), 10)), bytes);
  assert.deepEqual(numbersOf(withRoundedWeights(fileOf(7, bytes), 7)), bytes);
  const floor = new Uint8Array(Float32Array.of(1e-12).buffer);
  assert.deepEqual(numbersOf(withRoundedWeights(fileOf(1, floor), 7)), floor);
});

test('of the embedded model many weights change, and nothing else', () => {
  const model = readFileSync(embeddedModelFile());
  const rounded = withRoundedWeights(model, 7);
  let changed = 0;
  for (const [i, byte] of model.entries()) changed += byte === rounded[i] ? 0 : 1;
  assert.ok(rounded.length === model.length && changed > 1e6, `${changed} bytes`);
});
