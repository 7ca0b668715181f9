import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { embeddedModelFile } from '../../../src/model/embedded.js';
import { readModelFile, VisionModel, type ImageOutputs } from '../../../src/model/vision-model.js';
import { noise } from './tiny-models.js';

const bitsOf = (outputs: ImageOutputs | undefined): string => {
  assert.ok(outputs, 'the model gives no numbers');
  const hash = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of [outputs.tokens, outputs.attention, outputs.embedding])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
};

test('the embedded model gives an image the same bits in every batch, at every place, with any threads', async () => {
  const file = await readModelFile(embeddedModelFile());
  const { height, width } = file.contract.input;
  const pictures = [1, 2, 3, 4, 5].map((seed) => noise(seed, height, width));
  pictures.push(new Uint8Array(height * width * 3), new Uint8Array(height * width * 3).fill(255));

  const two = await VisionModel.open(file, { threads: 2, batch: 2 });
  const first = await two.run(pictures);
  const wanted = first.map(bitsOf);
  assert.equal(new Set(wanted).size, pictures.length, 'other pictures have other bits');
  const alone = await two.run(pictures.slice(2, 3));
  assert.deepEqual(alone.map(bitsOf), wanted.slice(2, 3));
  await two.close();

  for (const settings of [
    { threads: 1, batch: 1 },
    { threads: 2, batch: 8 },
  ]) {
    const model = await VisionModel.open(file, settings);
    const backwards = await model.run([...pictures].reverse());
    assert.deepEqual(backwards.map(bitsOf).reverse(), wanted, JSON.stringify(settings));
    await model.close();
  }

  for (const outputs of first) {
    assert.ok(outputs);
    const { grid, width: tokenWidth, embeddingWidth } = file.contract;
    assert.deepEqual(
      [outputs.tokens.length, outputs.attention.length, outputs.embedding.length],
      [grid.rows * grid.columns * tokenWidth, grid.rows * grid.columns, embeddingWidth],
    );
    const length = Math.hypot(...outputs.embedding);
    const attention = outputs.attention.reduce((sum, own) => sum + own, 0);
    assert.ok(Math.abs(length - 1) < 1e-6, `the embedding has length ${length}`);
    assert.ok(Math.abs(attention - 1) < 1e-3, `attention sums to ${attention}`);
    assert.ok(outputs.attention.every((own) => own >= 0));
  }
});
