import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { configuredBeside, normalisationIn } from '../../../../src/model/adapter/preprocessing.js';

test('mean, deviation and size are read as hubs write them', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'freesel-hub-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(path.join(folder, 'onnx'));
  const read = async (name: string, content: unknown): ReturnType<typeof configuredBeside> => {
    await writeFile(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    const found = await configuredBeside(path.join(folder, 'onnx', 'model.onnx'));
    await rm(path.join(folder, name));
    return found;
  };
  const [mean, std] = [
    [0.5, 0.4, 0.3],
    [0.1, 0.2, 0.3],
  ];
  const named = 'preprocessor_config.json';
  const plain = { image_mean: mean, image_std: std };

  assert.deepEqual(await read(named, { ...plain, size: 384 }), {
    normalisation: { mean, std, from: named },
    size: { height: 384, width: 384 },
  });
  assert.deepEqual((await read(named, { ...plain, size: { shortest_edge: 256 }, crop_size: { height: 224, width: 192 } })).size, {
    height: 224,
    width: 192,
  });
  assert.deepEqual((await read(named, { ...plain, size: { shortest_edge: 256 }, crop_size: 224, do_center_crop: false })).size, {
    height: 256,
    width: 256,
  });
  assert.deepEqual((await read(named, { ...plain, do_normalize: false })).normalisation, { mean: [0, 0, 0], std: [1, 1, 1], from: named });
  // Pixels times 1 / 127.5, as some video models want: ours are divided by 255, so mean and deviation are halved.
  assert.deepEqual((await read(named, { ...plain, rescale_factor: 2 / 255 })).normalisation, {
    mean: [0.25, 0.2, 0.15],
    std: [0.05, 0.1, 0.15],
    from: named,
  });
  assert.deepEqual(await read('config.json', { pretrained_cfg: { mean, std, input_size: [3, 240, 320] } }), {
    normalisation: { mean, std, from: 'config.json' },
    size: { height: 240, width: 320 },
  });
  assert.deepEqual((await read('open_clip_config.json', { preprocess_cfg: { mean, std } })).normalisation?.from, 'open_clip_config.json');
  for (const broken of [
    '',
    '{',
    '[]',
    { image_mean: mean },
    { image_mean: 'grey', image_std: std },
    { image_mean: [1, 2], image_std: std },
  ])
    assert.deepEqual(await read(named, broken), { normalisation: undefined, size: undefined });
});

test('mean and deviation among the metadata of the model come first', () => {
  const own = new Map([
    ['image_mean', '[0.5, 0.5, 0.5]'],
    ['image_std', '[0.25, 0.25, 0.25]'],
  ]);
  assert.deepEqual(normalisationIn(own), { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], from: 'metadata' });
  assert.equal(normalisationIn(new Map([...own, ['image_std', '[0, 1, 1]']])), undefined);
});
