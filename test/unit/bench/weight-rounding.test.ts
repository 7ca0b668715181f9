import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { embeddedModelFile } from '../../../src/model/embedded.js';
import { readOnnx, writeOnnx } from '../../../src/model/onnx/file.js';
import { makeGraph, makeModel, makeTensor } from '../../../src/model/onnx/make.js';
import { withRoundedWeights } from '../../bench/weight-rounding.js';

/** An ONNX file of one tensor. */
const fileOf = (dataType: number, numbers: Uint8Array): Uint8Array =>
  writeOnnx(
    makeModel(
      makeGraph({ node: [], input: [], output: [], initializer: [{ ...makeTensor('weights', numbers, [numbers.length]), dataType }] }),
      {
        '': 17,
      },
    ),
  );

const numbersOf = (file: Uint8Array): Uint8Array => Uint8Array.from(readOnnx(file).graph.initializer[0]?.rawData ?? []);

test('float32 weights are rounded to the nearest, to even between two, either sign', () => {
  const step = 2 ** -7;
  const weights = [1, 1 + 0.4 * step, 1 + 0.5 * step, 1 + 1.5 * step, 1 + 0.6 * step, 2 - 0.4 * step, -1 - 1.5 * step, 0, 6.25];
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
