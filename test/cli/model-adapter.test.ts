import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import * as v from 'valibot';
import { readContract } from '../../src/model/contract.js';
import { readOnnxHead } from '../../src/model/onnx/head.js';
import { readOnnx, writeOnnx } from '../../src/model/onnx/file.js';
import { tinyVit } from '../unit/model/adapter/tiny-vit.js';
import { freesel, isPlain, scratchWorkspace, type Ended } from './freesel.js';
import { drawPictures } from './pictures.js';
import { readSelection } from './selection-file.js';

const scratch = scratchWorkspace();
const workspace = path.join(scratch, 'work');
const at = (...parts: string[]): string => path.join(workspace, ...parts);
const run = (...args: string[]): Promise<Ended> => freesel(args, { cwd: workspace });

before(async () => {
  await mkdir(at('hub', 'onnx'), { recursive: true });
  await drawPictures(
    at('images'),
    Array.from({ length: 12 }, (_, i) => `${i}.png`),
  );
  await writeFile(at('vit.onnx'), tinyVit({ sink: 5, output: 'cls' }).bytes);
  await writeFile(at('plain.onnx'), tinyVit().bytes);
  await writeFile(at('gap.onnx'), tinyVit({ prefix: 0, output: 'mean' }).bytes);
  await writeFile(at('post.onnx'), tinyVit({ block: 'post-norm' }).bytes);
  await writeFile(at('hub', 'onnx', 'model.onnx'), tinyVit().bytes);
  await writeFile(
    at('hub', 'preprocessor_config.json'),
    JSON.stringify({ image_mean: [0.5, 0.4, 0.3], image_std: [0.2, 0.25, 0.5], size: { height: 12, width: 16 } }),
  );
});

/** The one sentence of a refusal, without a trace, and nothing written. */
function isRefusal(ended: Ended, out: string, words: RegExp): void {
  assert.equal(ended.code, 1, ended.stderr);
  assert.match(ended.stderr, /^[^\n]+\.\n$/);
  assert.match(ended.stderr, words);
  assert.doesNotMatch(ended.stderr, /\bat .*:\d|Error:/);
  assert.equal(ended.stdout, '');
  assert.equal(existsSync(out), false);
}

test('prepare writes a copy that keeps the contract', async () => {
  const ended = await run('model', 'prepare', 'vit.onnx', '--out', 'made/copy.onnx');
  assert.equal(ended.code, 0, ended.stderr);
  isPlain(ended.stdout);
  assert.match(ended.stdout, /^Prepared: made\/copy\.onnx \(3 blocks of 2 heads, width 8, 3 x 4 patches, 1 prefix token\)\n$/);
  assert.match(ended.stderr, /ImageNet/);
  const head = readOnnxHead(await readFile(at('made', 'copy.onnx')));
  const contract = readContract(head, 'copy');
  assert.deepEqual([contract.grid, contract.input.height, contract.input.width, contract.width], [{ rows: 3, columns: 4 }, 12, 16, 8]);
  assert.deepEqual(contract.attention, { substitute: undefined, sinks: [5] });
  assert.match(head.metadata.get('weights_sha256') ?? '', /^[0-9a-f]{64}$/);
  const again = await run('model', 'prepare', 'made/copy.onnx', '--out', 'made/again.onnx');
  assert.equal(again.code, 0, again.stderr);
  assert.ok((await readFile(at('made', 'again.onnx'))).equals(await readFile(at('made', 'copy.onnx'))));
});

test('a model without CLS token is prepared with a substitute, which is said', async () => {
  const ended = await run('model', 'prepare', 'gap.onnx', '--out', 'gap-copy.onnx');
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stdout, /substitute/);
});

test('another image size: positions are interpolated, sides that no patches fill are refused', async () => {
  const ended = await run('model', 'prepare', 'plain.onnx', '--out', 'large.onnx', '--size', '24x20');
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stdout, /6 x 5 patches/);
  const { input, grid } = readContract(readOnnxHead(await readFile(at('large.onnx'))), 'large');
  assert.deepEqual([input.height, input.width, grid], [24, 20, { rows: 6, columns: 5 }]);
  isRefusal(await run('model', 'prepare', 'plain.onnx', '--out', 'odd.onnx', '--size', '25'), at('odd.onnx'), /multiples of 4/);
  // A bias on the scores of each token is made for one number of tokens.
  isRefusal(await run('model', 'prepare', 'vit.onnx', '--out', 'odd.onnx', '--size', '24'), at('odd.onnx'), /fixed for one image size/);
  const wrong = await run('model', 'prepare', 'vit.onnx', '--out', 'odd.onnx', '--size', 'large');
  assert.equal(wrong.code, 2);
});

test('what cannot be prepared is refused in one sentence, and nothing is written', async () => {
  await writeFile(at('page.onnx'), '<html>no model</html>');
  await writeFile(at('cut.onnx'), (await readFile(at('vit.onnx'))).subarray(0, 2000));
  for (const [name, words] of [
    ['post', /normalises after each block/],
    ['page', /no ONNX model/],
    ['cut', /no ONNX model|damaged/],
  ] as const)
    isRefusal(await run('model', 'prepare', `${name}.onnx`, '--out', 'none.onnx'), at('none.onnx'), words);
});

/** The model with its weights in another file. */
async function withExternal(location: string, folder: string): Promise<void> {
  const model = readOnnx(tinyVit().bytes);
  const pieces: Uint8Array[] = [];
  let offset = 0;
  for (const tensor of model.graph.initializer) {
    if (tensor.dataType !== 1 || !tensor.rawData) continue;
    const entry = (key: string, value: string) => ({ key, value, unknown: [] });
    tensor.externalData = [entry('location', location), entry('offset', String(offset)), entry('length', String(tensor.rawData.length))];
    tensor.dataLocation = 1;
    pieces.push(tensor.rawData);
    offset += tensor.rawData.length;
    delete tensor.rawData;
  }
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'model.onnx'), writeOnnx(model));
  await writeFile(path.join(folder, 'weights.bin'), Buffer.concat(pieces));
}

test('weights in another file are read from the folder of the model, and from nowhere else', async () => {
  await withExternal('weights.bin', at('inner'));
  const ended = await run('model', 'prepare', 'inner/model.onnx', '--out', 'inner.onnx');
  assert.equal(ended.code, 0, ended.stderr);
  assert.deepEqual(readOnnxHead(await readFile(at('inner.onnx'))).externalData, []);

  for (const location of ['../weights.bin', path.join(workspace, 'weights.bin'), 'sub/../../weights.bin']) {
    await withExternal(location, at('outer'));
    await rename(at('outer', 'weights.bin'), at('weights.bin'));
    isRefusal(await run('model', 'prepare', 'outer/model.onnx', '--out', 'none.onnx'), at('none.onnx'), /outside its own folder/);
  }
  await withExternal('link.bin', at('linked'));
  await rename(at('linked', 'weights.bin'), at('weights.bin'));
  await symlink(at('weights.bin'), at('linked', 'link.bin'));
  isRefusal(await run('model', 'prepare', 'linked/model.onnx', '--out', 'none.onnx'), at('none.onnx'), /outside its own folder/);

  await withExternal('gone.bin', at('missing'));
  isRefusal(await run('model', 'prepare', 'missing/model.onnx', '--out', 'none.onnx'), at('none.onnx'), /missing.*gone\.bin/);
});

const inspection = v.looseObject({
  isPrepared: v.boolean(),
  id: v.string(),
  blocks: v.number(),
  heads: v.number(),
  prefixTokens: v.number(),
  grid: v.object({ rows: v.number(), columns: v.number() }),
  mean: v.array(v.number()),
  normalisationFrom: v.string(),
  sinks: v.array(v.number()),
  sanity: v.looseObject({ images: v.number(), entropy: v.pipe(v.number(), v.minValue(0), v.maxValue(1)), kept: v.number() }),
});

test('inspect says what is in a model, prepared or not, and where mean and deviation come from', async () => {
  const ended = await run('model', 'inspect', 'hub/onnx/model.onnx', '--json');
  assert.equal(ended.code, 0, ended.stderr);
  const found = v.parse(inspection, JSON.parse(ended.stdout));
  assert.deepEqual([found.isPrepared, found.id, found.blocks, found.heads, found.prefixTokens], [false, 'hub/model', 3, 2, 1]);
  assert.deepEqual([found.mean, found.normalisationFrom, found.sanity.images], [[0.5, 0.4, 0.3], 'preprocessor_config.json', 16]);

  await run('model', 'prepare', 'vit.onnx', '--out', 'copy.onnx');
  const given = v.parse(
    inspection,
    JSON.parse((await run('model', 'inspect', 'copy.onnx', 'images/1.png', 'images/2.png', '--json')).stdout),
  );
  assert.deepEqual([given.isPrepared, given.sanity.images, given.sinks, given.normalisationFrom], [true, 2, [5], 'default']);

  const text = await freesel(['model', 'inspect', 'copy.onnx'], { cwd: workspace, language: 'ja' });
  assert.equal(text.code, 0);
  assert.match(text.stdout, /ブロック：3（ヘッド 2、幅 8）/);
  assert.match(text.stdout, /シンク：パッチ 5 /);
});

test('a selection with a model that is not prepared prepares it once, says so, and writes what stands in for attention', async () => {
  const first = await run('select', 'images', '--budget', '3', '--model', 'gap.onnx', '--out', 'a.freesel.json');
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stderr, /^gap\.onnx is used through a prepared copy in the cache \(3 x 4 patches; a substitute for attention\)\.\n/);
  const second = await run('select', 'images', '--budget', '3', '--model', 'gap.onnx', '--out', 'b.freesel.json');
  assert.equal(second.code, 0, second.stderr);
  const [a, b] = [await readSelection(at('a.freesel.json')), await readSelection(at('b.freesel.json'))];
  assert.match(a.model.attention ?? '', /^substitute/);
  assert.deepEqual([a.model, a.picks], [b.model, b.picks]);
  assert.deepEqual([b.run.embedded, a.run.embedded], [0, 12]);
  const sinks = await run('select', 'images', '--budget', '3', '--model', 'vit.onnx', '--out', 'c.freesel.json');
  assert.equal(sinks.code, 0, sinks.stderr);
  assert.deepEqual([(await readSelection(at('c.freesel.json'))).model.sinks], ['5']);
  const verified = await run('verify', 'c.freesel.json', '--model', 'vit.onnx');
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
  const refused = await run('select', 'images', '--budget', '3', '--model', 'post.onnx');
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /^The model post\.onnx cannot be used: it normalises after each block/);
});

test('what is asked wrongly is said', async () => {
  for (const [args, words] of [
    [['model'], /not said what to do/],
    [['model', 'bake', 'vit.onnx'], /no action bake/],
    [['model', 'prepare'], /No model file/],
    [['model', 'prepare', 'vit.onnx'], /--out/],
    [['model', 'prepare', 'vit.onnx', '--out', './vit.onnx'], /place of the model itself/],
    [['model', 'prepare', 'vit.onnx', 'more.onnx', '--out', 'x.onnx'], /too many: more\.onnx/],
  ] as const) {
    const ended = await run(...args);
    assert.equal(ended.code, 2, ended.stderr);
    assert.match(ended.stderr, words);
  }
  const missing = await run('model', 'prepare', 'none.onnx', '--out', 'x.onnx');
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /no model file none\.onnx/);
});
