import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { prepareModel, type PreparedModel } from '../../../../src/model/adapter/prepare.js';
import { Refusal, type RefusalKey } from '../../../../src/model/adapter/refusal.js';
import { writeOnnx } from '../../../../src/model/onnx/file.js';
import { deviation, expectedOf, outputsOf, pictureTensor } from './reference.js';
import { plain, tiny, type Spelling } from './spelling.js';
import { tinyVit } from './tiny-vit.js';

const prepare = (bytes: Uint8Array): Promise<PreparedModel> =>
  prepareModel({ file: '/nowhere/tiny.onnx', asGiven: 'tiny.onnx', bytes }, 'freesel test');

/** Prepares a model in a spelling and holds what the copy gives against plain loops. */
async function holds(change: Partial<Spelling>): Promise<PreparedModel> {
  const spelling: Spelling = { ...plain, ...change };
  const model = tinyVit(spelling);
  const prepared = await prepare(model.bytes);
  const { report } = prepared;
  const said = JSON.stringify(change);
  assert.deepEqual(
    [report.blocks, report.heads, report.width, report.prefixTokens, report.grid],
    [spelling.blocks, tiny.heads, tiny.width, spelling.prefix, { rows: tiny.rows, columns: tiny.columns }],
    said,
  );
  const pictures = pictureTensor(spelling.batch === 'free' ? 3 : spelling.batch, spelling.pixels);
  const expected = await expectedOf(model, spelling, pictures);
  const found = await outputsOf(writeOnnx(prepared.model), { pixel_values: pictures });
  assert.deepEqual(Object.keys(found).sort(), ['cls_attention', 'image_embedding', 'patch_tokens']);
  assert.ok(
    deviation(found['patch_tokens'], expected.tokens) < 2e-4,
    `tokens of ${said}: ${deviation(found['patch_tokens'], expected.tokens)}`,
  );
  assert.ok(
    deviation(found['cls_attention'], expected.attention) < 2e-5,
    `attention of ${said}: ${deviation(found['cls_attention'], expected.attention)}`,
  );
  assert.ok(
    deviation(found['image_embedding'], expected.embedding) < 2e-4,
    `embedding of ${said}: ${deviation(found['image_embedding'], expected.embedding)}`,
  );
  return prepared;
}

const spellings: Readonly<Record<string, Partial<Spelling>>> = {
  'primitive norms, one product for queries, keys and values': { norm: 'primitive', qkv: 'gather', opset: 13, scale: 'divided' },
  'primitive norms with an inverse root, cast scores': { norm: 'reciprocal', attention: 'cast', scale: 'query', opset: 18 },
  'norms as TensorFlow writes them': { norm: 'tensorflow', qkv: 'slice', opset: 13 },
  'norms as Flax writes them': { norm: 'flax', qkv: 'gather', opset: 18 },
  'norms by the root mean square': { norm: 'rms', opset: 18, output: 'cls' },
  'norms as functions in the file': { norm: 'function' },
  'fused residuals and attention': { norm: 'skip', attention: 'packed' },
  'fused attention with queries, keys and values apart': { attention: 'separate', output: 'logits' },
  'the Attention node of the standard': { attention: 'standard', opset: 23, scale: 'roots' },
  'a bias on the scores, layer scale, mean of the patches': { attention: 'masked', layerScale: true, output: 'mean' },
  'registers, tokens first, images and heads in one axis': { prefix: 5, tokensFirst: true, attention: 'together', scale: 'roots' },
  'one image at a time, no names': { batch: 1, isNameless: true, norm: 'primitive', output: 'cls' },
  'bytes, normalised inside': { pixels: 'bytes', prefix: 2 },
  'attention and MLP side by side': { block: 'parallel', opset: 18 },
};

for (const [what, change] of Object.entries(spellings))
  test(`a vision transformer is found: ${what}`, async () => {
    await holds(change);
  });

test('a vision transformer is found in any mixture of spellings', async () => {
  const any = fc.record({
    opset: fc.constantFrom(13, 17, 18, 20),
    norm: fc.constantFrom('primitive', 'reciprocal', 'fused', 'rms', 'tensorflow', 'flax' as const),
    qkv: fc.constantFrom('gather', 'slice', 'three' as const),
    scale: fc.constantFrom('scores', 'divided', 'query', 'roots' as const),
    attention: fc.constantFrom('open', 'cast', 'masked', 'together' as const),
    prefix: fc.constantFrom(1, 2, 5),
    block: fc.constantFrom('pre-norm', 'parallel' as const),
    layerScale: fc.boolean(),
    output: fc.constantFrom('tokens', 'cls', 'logits' as const),
    tokensFirst: fc.boolean(),
    batch: fc.constantFrom(1, 2, 'free' as const),
    pixels: fc.constantFrom('normalised', 'bytes' as const),
    isNameless: fc.boolean(),
    blocks: fc.constantFrom(2, 3),
    seed: fc.integer({ min: 1, max: 1000 }),
  });
  await fc.assert(
    fc.asyncProperty(any, async (spelling) => {
      // Fused norms came with operator set 17.
      await holds({ ...spelling, norm: spelling.norm === 'fused' && spelling.opset < 17 ? 'primitive' : spelling.norm });
    }),
    { numRuns: 6, seed: 18 },
  );
});

test('pixels that the graph normalises are found with mean and deviation', async () => {
  const { report } = await holds({ pixels: 'bytes' });
  assert.deepEqual([report.input, report.normalisation.from], [{ layout: 'NHWC', type: 'uint8', range: '0..255' }, 'graph']);
  for (const [i, mean] of [0.5, 0.25, 0.125].entries()) assert.ok(Math.abs((report.normalisation.mean[i] ?? NaN) - mean) < 1e-4);
  for (const [i, std] of [0.25, 0.5, 0.25].entries()) assert.ok(Math.abs((report.normalisation.std[i] ?? NaN) - std) < 1e-4);
});

test('without a CLS token a substitute takes the place of its attention, and says so', async () => {
  const { model, report } = await prepare(tinyVit({ prefix: 0, output: 'mean' }).bytes);
  assert.equal(report.attention, 'substitute');
  assert.match(report.remarks[0]?.en ?? '', /substitute/);
  assert.match(model.metadata.find(({ key }) => key === 'attention')?.value ?? '', /^substitute/);
  const found = await outputsOf(writeOnnx(model), { pixel_values: pictureTensor(2, 'normalised') });
  const [tokens, attention] = [found['patch_tokens'], found['cls_attention']];
  assert.ok(tokens && attention);
  const { width } = tiny;
  const count = tiny.rows * tiny.columns;
  const distances = Array.from({ length: count }, (_, patch) => {
    let sum = 0;
    for (let k = 0; k < width; k += 1) {
      let mean = 0;
      for (let other = 0; other < count; other += 1) mean += (tokens[other * width + k] ?? NaN) / count;
      sum += ((tokens[patch * width + k] ?? NaN) - mean) ** 2;
    }
    return Math.sqrt(sum);
  });
  const total = distances.reduce((sum, own) => sum + own, 0);
  for (const [patch, own] of distances.entries()) assert.ok(Math.abs((attention[patch] ?? NaN) - own / total) < 1e-5);
});

test('registers that no output reads are no CLS token', async () => {
  const { report } = await prepare(tinyVit({ prefix: 4, output: 'mean' }).bytes);
  assert.deepEqual([report.attention, report.prefixTokens], ['substitute', 4]);
});

test('patches that hold the attention whatever the image are found as sinks', async () => {
  const { report, model } = await holds({ sink: 6 });
  assert.deepEqual(report.sanity.sinks, [6]);
  assert.equal(model.metadata.find(({ key }) => key === 'attention_sinks')?.value, '6');
  assert.deepEqual((await prepare(tinyVit().bytes)).report.sanity.sinks, []);
});

test('the same file gives the same copy, and nothing of the exporter goes along', async () => {
  const { bytes } = tinyVit({ isNameless: true });
  const [first, second] = [await prepare(bytes), await prepare(bytes)];
  assert.ok(Buffer.from(writeOnnx(first.model)).equals(Buffer.from(writeOnnx(second.model))));
  assert.ok(first.model.graph.node.every(({ docString, metadata }) => docString === undefined && metadata.length === 0));
});

const refused: readonly (readonly [RefusalKey, Partial<Spelling>])[] = [
  ['post-norm', { block: 'post-norm' }],
  ['causal', { attention: 'causal' }],
  ['one-block', { blocks: 1 }],
];

for (const [key, change] of refused) {
  test(`what is built otherwise is refused: ${key}`, async () => {
    await assert.rejects(prepare(tinyVit(change).bytes), (error: unknown) => error instanceof Refusal && error.key === key);
  });
}
