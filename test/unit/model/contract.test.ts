import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Problem } from '../../../src/core/problem.js';
import { readContract } from '../../../src/model/contract.js';
import { embeddedModelFile } from '../../../src/model/embedded.js';
import { readOnnxHead, type OnnxHead, type ValueInfo } from '../../../src/model/onnx/head.js';

const float = (name: string, ...shape: (number | string)[]): ValueInfo => ({ name, type: 'float32', shape });
const input = float('pixel_values', 'B', 3, 224, 160);
const tokens = float('patch_tokens', 'B', 'T', 128);
const attention = float('cls_attention', 'B', 'T');
const embedding = float('image_embedding', 'B', 384);

const metadata: Readonly<Record<string, string>> = {
  id: 'own',
  source: 'here',
  licence: 'MIT',
  image_mean: '[0.5, 0.25, 0.125]',
  image_std: '[1, 2, 3]',
  image_size: '224x160',
  patch_grid: '14x10',
};

interface Change extends Partial<Omit<OnnxHead, 'metadata'>> {
  /** Metadata that are other, or, where undefined, missing. */
  readonly metadata?: Readonly<Record<string, string | undefined>>;
}

function headWith(change: Change = {}): OnnxHead {
  const entries = Object.entries({ ...metadata, ...change.metadata }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return {
    irVersion: 8,
    opset: 17,
    inputs: [input],
    outputs: [tokens, attention, embedding],
    externalData: [],
    ...change,
    metadata: new Map(entries),
  };
}

function problemOf(change: Change): Problem {
  try {
    readContract(headWith(change), 'my model.onnx');
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
    return error;
  }
  assert.fail(`nothing is wrong with ${JSON.stringify(change)}`);
}

test('the contract of a prepared model is read', () => {
  assert.deepEqual(readContract(headWith(), 'x'), {
    provenance: { id: 'own', source: 'here', licence: 'MIT', trainingData: 'not stated' },
    attention: { substitute: undefined, sinks: [] },
    input: {
      height: 224,
      width: 160,
      layout: 'NCHW',
      type: 'float32',
      range: 'normalised',
      mean: [0.5, 0.25, 0.125],
      std: [1, 2, 3],
      fixedBatch: undefined,
    },
    grid: { rows: 14, columns: 10 },
    width: 128,
    embeddingWidth: 384,
  });
});

test('the embedded model keeps the contract', () => {
  const { input: own, grid, width, embeddingWidth, provenance } = readContract(readOnnxHead(readFileSync(embeddedModelFile())), 'x');
  assert.deepEqual(
    [own.height, own.width, own.layout, own.type, own.range, own.fixedBatch],
    [224, 224, 'NCHW', 'float32', 'normalised', undefined],
  );
  // (x - 127) / 128, as its card says.
  for (const mean of own.mean) assert.ok(Math.abs(mean * 255 - 127) < 1e-6, String(mean));
  for (const std of own.std) assert.ok(Math.abs(std * 255 - 128) < 1e-6, String(std));
  assert.deepEqual([grid, width, embeddingWidth], [{ rows: 14, columns: 14 }, 128, 384]);
  assert.match(provenance.id, /freesel-lite/);
});

test('other layouts, types, ranges and batches are taken', () => {
  const contract = readContract(
    headWith({
      inputs: [{ name: 'pixel_values', type: 'uint8', shape: [4, 'h', 'w', 3] }],
      metadata: {
        input_layout: 'NHWC',
        input_dtype: 'uint8',
        input_range: '0..255',
        training_data: 'photographs',
        image_size: '224',
        patch_grid: '14',
      },
    }),
    'x',
  );
  const { layout, type, range, fixedBatch, height, width } = contract.input;
  assert.deepEqual([layout, type, range, fixedBatch, height, width], ['NHWC', 'uint8', '0..255', 4, 224, 224]);
  assert.deepEqual([contract.provenance.trainingData, contract.grid], ['photographs', { rows: 14, columns: 14 }]);
  assert.equal(readContract(headWith({ metadata: { batch: '16' } }), 'x').input.fixedBatch, 16);
});

test('what a file says of its attention is read', () => {
  const { attention: own } = readContract(
    headWith({ metadata: { attention: 'substitute: of the test', attention_sinks: '0-2,139' } }),
    'x',
  );
  assert.deepEqual(own, { substitute: 'substitute: of the test', sinks: [0, 1, 2, 139] });
  assert.equal(readContract(headWith({ metadata: { attention: 'CLS row' } }), 'x').attention.substitute, undefined);
});

const broken: readonly (readonly [part: RegExp, change: Change])[] = [
  [/weights/, { externalData: ['model.bin'] }],
  [/no input pixel_values/, { inputs: [float('images', 'B', 3, 224, 160)] }],
  [/no input pixel_values/, { inputs: [] }],
  [/more inputs/, { inputs: [input, float('mask', 'B')] }],
  [/no output patch_tokens/, { outputs: [attention, embedding] }],
  [/no output cls_attention/, { outputs: [tokens, embedding] }],
  [/no output image_embedding/, { outputs: [tokens, attention] }],
  [/patch_tokens is not float32/, { outputs: [{ ...tokens, type: 'float16' }, attention, embedding] }],
  [/cls_attention has 3 dimensions instead of 2/, { outputs: [tokens, float('cls_attention', 'B', 12, 'T'), embedding] }],
  [/image_embedding has 4 dimensions instead of 2/, { outputs: [tokens, attention, float('image_embedding', 'B', 384, 1, 1)] }],
  [/last dimension of the output patch_tokens/, { outputs: [float('patch_tokens', 'B', 'T', 'D'), attention, embedding] }],
  [/last dimension of the output image_embedding/, { outputs: [tokens, attention, float('image_embedding', 'B', 0)] }],
  [/patch_tokens has 197 patches, patch_grid 14 x 10/, { outputs: [float('patch_tokens', 'B', 197, 128), attention, embedding] }],
  [/cls_attention has 12 patches/, { outputs: [tokens, float('cls_attention', 'B', 12), embedding] }],
  [/pixel_values is uint8, its metadata say float32/, { inputs: [{ ...input, type: 'uint8' }] }],
  [/pixel_values is float32, its metadata say uint8/, { metadata: { input_dtype: 'uint8', input_range: '0..255' } }],
  [/pixel_values is B x 3 x 224 x 224, its metadata say 3 x 224 x 160/, { inputs: [float('pixel_values', 'B', 3, 224, 224)] }],
  [/pixel_values is B x 3 x 224 x 160, its metadata say 224 x 160 x 3/, { metadata: { input_layout: 'NHWC' } }],
  [/pixel_values is 3 x 224 x 160/, { inputs: [float('pixel_values', 3, 224, 160)] }],
  [/pixel_values takes 0 images/, { inputs: [float('pixel_values', 0, 3, 224, 160)] }],
  [/pixel_values takes -1 images/, { inputs: [float('pixel_values', -1, 3, 224, 160)] }],
  [
    /pixel_values takes 4 images, batch in its metadata says 8/,
    { inputs: [float('pixel_values', 4, 3, 224, 160)], metadata: { batch: '8' } },
  ],
  ...['id', 'source', 'licence', 'image_mean', 'image_std', 'image_size', 'patch_grid'].map((key): [RegExp, Change] => [
    new RegExp(`have no ${key}`),
    { metadata: { [key]: undefined } },
  ]),
  ...['', '0', '224x0', '224x160x3', '-224', '224.5', '5000', 'large'].map((size): [RegExp, Change] => [
    /image_size/,
    { metadata: { image_size: size } },
  ]),
  ...['', '0x0', '14 x 10', '14*10'].map((grid): [RegExp, Change] => [/patch_grid/, { metadata: { patch_grid: grid } }]),
  ...['', '0.5', '[1, 2]', '[1, 2, 3, 4]', '["1", 2, 3]', '[1, 2, null]', '[1, 2, 1e999]', '{}'].flatMap((list): [RegExp, Change][] => [
    [/image_mean/, { metadata: { image_mean: list } }],
    [/image_std/, { metadata: { image_std: list } }],
  ]),
  [/image_std in its metadata is not above 0/, { metadata: { image_std: '[1, 0, 1]' } }],
  [/image_std in its metadata is not above 0/, { metadata: { image_std: '[1, 1, -1]' } }],
  [/input_layout/, { metadata: { input_layout: 'nchw' } }],
  [/input_dtype/, { metadata: { input_dtype: 'float16' } }],
  [/input_range/, { metadata: { input_range: '0..1' } }],
  [/uint8 pixels cannot be normalised/, { inputs: [{ ...input, type: 'uint8' }], metadata: { input_dtype: 'uint8' } }],
  ...['140', '3-200', '5,3', 'all', '0-139'].map((runs): [RegExp, Change] => [/attention_sinks/, { metadata: { attention_sinks: runs } }]),
  ...['', '0', '-1', '1.5', '2000', 'many'].map((batch): [RegExp, Change] => [/batch in its metadata/, { metadata: { batch } }]),
];

test('whatever part is broken, one sentence names it, in both languages', () => {
  for (const [part, change] of broken) {
    const problem = problemOf(change);
    const sentence = problem.what.en;
    assert.equal(problem.code, 'model-contract');
    assert.match(sentence, part);
    assert.match(sentence, /^The model my model\.onnx cannot be used: [^.].*\.$/s, sentence);
    assert.doesNotMatch(sentence, /undefined|NaN|\[object/);
    assert.match(problem.what.ja, /^モデル my model\.onnx は使えません：.*[\u3040-\u30ff].*。$/s, problem.what.ja);
    // The part is named in Japanese too: its own words are the same in both.
    for (const word of sentence.match(/\b[a-z]+_[a-z]+\b/g) ?? []) assert.ok(problem.what.ja.includes(word), `${word}: ${problem.what.ja}`);
  }
});

test('every way of being broken is told apart from the others', () => {
  const sentences = new Set(broken.map(([, change]) => problemOf(change).what.en));
  assert.ok(sentences.size >= 35, `${sentences.size} sentences`);
});
