import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { Problem } from '../../../src/core/problem.js';
import { readModelFile, VisionModel, type ImageOutputs } from '../../../src/model/vision-model.js';
import { noise, side, tinyModel, writtenFile, type TinyModel } from './tiny-models.js';

async function opened(t: TestContext, model: TinyModel, batch: number): Promise<VisionModel> {
  const own = await VisionModel.open(await readModelFile(await writtenFile(t, tinyModel(model))), { threads: 1, batch });
  t.after(() => own.close());
  return own;
}

const problemOf = async (work: Promise<unknown>): Promise<Problem> => {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
    return error;
  }
  assert.fail('nothing was thrown');
};

const pictures = Array.from({ length: 11 }, (_, i) => noise(i + 1, side));
const embeddings = (outputs: readonly (ImageOutputs | undefined)[]): number[][] => outputs.map((own) => [...(own?.embedding ?? [])]);

test('a model whose bits do not depend on the batch runs on as many images as there are', async (t) => {
  const model = await opened(t, {}, 4);
  assert.equal(model.isPadded, false);
  const outputs = await model.run(pictures);
  assert.equal(outputs.length, pictures.length);
  const [picture, own] = [pictures[0], outputs[0]];
  assert.ok(picture && own);
  // Means of channels of (x / 255 - 0.5) / 0.25, scaled to unit length.
  const means = [0, 1, 2].map((channel) => {
    const values = [...picture].filter((_, i) => i % 3 === channel);
    return (values.reduce((sum, value) => sum + value, 0) / values.length / 255 - 0.5) / 0.25;
  });
  for (const [i, mean] of means.entries()) assert.ok(Math.abs((own.embedding[i] ?? NaN) - mean / Math.hypot(...means)) < 1e-5);
  assert.ok(Math.abs(own.attention.reduce((sum, value) => sum + value, 0) - 1) < 1e-5);
});

test('a model whose bits depend on the batch always runs on the same number of images', async (t) => {
  const results = await Promise.all(
    [1, 2, 8, 16].map(async (batch) => {
      const model = await opened(t, { embedding: 'of-batch' }, batch);
      assert.equal(model.isPadded, true);
      return [embeddings(await model.run(pictures)), embeddings(await model.run(pictures.slice(0, 1)))] as const;
    }),
  );
  const [first] = results;
  assert.ok(first && first[0].length === pictures.length);
  for (const [all, alone] of results) {
    assert.deepEqual(all, first[0]);
    assert.deepEqual(alone, first[0].slice(0, 1));
  }
});

test('a model of a fixed batch takes any number of images', async (t) => {
  const wanted = embeddings(await (await opened(t, {}, 8)).run(pictures));
  for (const fixed of [{ batch: 4 }, { metadata: { batch: '3' } }, { batch: 1 }, { batch: 4, metadata: { batch: '4' } }]) {
    const model = await opened(t, fixed, 8);
    assert.equal(model.isPadded, true);
    const [all, some] = [embeddings(await model.run(pictures)), embeddings(await model.run(pictures.slice(0, 2)))];
    for (const [i, own] of [...all, ...some].entries())
      for (const [at, value] of own.entries())
        assert.ok(Math.abs(value - (wanted[i % pictures.length]?.[at] ?? NaN)) < 1e-6, JSON.stringify(fixed));
    assert.deepEqual([all.length, some.length], [pictures.length, 2]);
  }
});

test('an image of which the model gives no number is told from the others', async (t) => {
  const model = await opened(t, { embedding: 'of-logarithm' }, 4);
  const [dark, bright] = [new Uint8Array(3 * side * side).fill(10), new Uint8Array(3 * side * side).fill(240)];
  const outputs = await model.run([bright, dark, bright, dark, bright]);
  assert.deepEqual(
    outputs.map((own) => own !== undefined),
    [true, false, true, false, true],
  );
});

test('what is no model, or breaks the contract, is a problem that names the path as it was given', async (t) => {
  const good = tinyModel();
  const model = await writtenFile(t, good);
  await mkdir(path.join(path.dirname(model), 'folder'));
  const read = async (content: Uint8Array | string): Promise<Problem> =>
    problemOf(readModelFile(await writtenFile(t, content), 'given/it.onnx'));
  const problems = {
    'model-missing': [
      problemOf(readModelFile(`${model}.none`, 'given/it.onnx')),
      problemOf(readModelFile(path.join(model, 'x'), 'given/it.onnx')),
    ],
    'model-unreadable': [problemOf(readModelFile(path.join(path.dirname(model), 'folder'), 'given/it.onnx'))],
    'model-not-onnx': [read('a text'), read(''), read(good.subarray(0, good.length / 2)), read(Buffer.concat([good, Buffer.from('x')]))],
    'model-contract': [
      read(tinyModel({ metadata: { image_mean: 'grey' } })),
      read(tinyModel({ patches: 9 })),
      read(tinyModel({ batch: 0 })),
    ],
  };
  for (const [code, own] of Object.entries(problems)) {
    for (const problem of await Promise.all(own)) {
      assert.equal(problem.code, code);
      assert.ok(problem.what.en.includes('given/it.onnx') && problem.what.ja.includes('given/it.onnx'), problem.what.en);
      assert.ok(!problem.in('en').includes(path.dirname(model)));
    }
  }
});

test('a model that the runtime cannot open or run is a problem too', async (t) => {
  const open = async (bytes: Uint8Array): Promise<Problem> =>
    problemOf(readModelFile(await writtenFile(t, bytes), 'given/it.onnx').then((file) => VisionModel.open(file, { threads: 1, batch: 2 })));
  const refused = {
    'an operator that there is not': Buffer.from(Buffer.from(tinyModel()).toString('latin1').replace('Softmax', 'Softmix'), 'latin1'),
    'other patches than it states': tinyModel({ patches: 'T', metadata: { patch_grid: '3x1' } }),
  };
  for (const [what, bytes] of Object.entries(refused)) {
    const problem = await open(bytes);
    assert.equal(problem.code, 'model-refused', what);
    assert.match(problem.what.en, /^The runtime cannot run the model given\/it\.onnx/, what);
    assert.doesNotMatch(problem.what.en, /\n|\.cc:|onnxruntime\/core/, what);
  }
});
