import assert from 'node:assert/strict';
import { copyFile, mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { ModelCard, ModelState } from '../../src/core/model-card.js';
import { embeddedModelFile } from '../../src/model/embedded.js';
import { hubServer, serve, sha256 } from '../unit/download/hub-server.js';
import { freesel, isPlain, scratchWorkspace, type Circumstances, type Ended } from './freesel.js';
import { drawPictures } from './pictures.js';
import { readSelection } from './selection-file.js';

const scratch = scratchWorkspace();
const workspace = path.join(scratch, 'workspace');
const models = path.join(scratch, 'home', 'cache', 'freesel', 'models');
const folder = path.join(models, 'dino-vits16');
const run = (args: readonly string[], more: Partial<Circumstances> = {}): Promise<Ended> => freesel(args, { cwd: workspace, ...more });

/** About as many bytes as the catalogue says that the model has: half as many will do. */
const content = Buffer.alloc(44_500_000, 7);
const config = Buffer.from('{"image_mean": [0.485, 0.456, 0.406]}');

test('list shows every model without a network, and says plainly which is of the paper', async () => {
  await mkdir(workspace, { recursive: true });
  const nowhere = { env: { FREESEL_HUB: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' } };
  const { code, stdout, stderr } = await run(['model', 'list'], nowhere);
  assert.deepEqual([code, stderr], [0, '']);
  isPlain(stdout);
  const [head = '', ...rows] = stdout.split('\n');
  const at = head.indexOf('SIZE');
  assert.ok(at > 0);
  for (const row of rows.slice(0, 8)) assert.match(row.slice(at), /^[\d.]+ MB /, 'columns stand below each other');
  assert.equal(rows.filter((row) => row.includes("the paper's model")).length, 1);
  assert.match(stdout, /^dino-vits16 +86\.9 MB +Apache-2\.0 +not fetched +DINO ViT-S\/16 \(the paper's model\)$/m);
  assert.match(stdout, /^dinov3-small +86\.5 MB +DINOv3 License +by hand/m);

  const card = await run(['model', 'list', 'dinov2-small']);
  for (const fact of ['Oquab', 'Apache-2.0', 'LVD-142M', '224 x 224, patches of 14 x 14', 'patch token 384', 'blind spots'])
    assert.ok(card.stdout.includes(fact), fact);
  const japanese = await run(['model', 'list'], { language: 'ja' });
  assert.match(japanese.stdout, /^dino-vits16 +86\.9 MB +Apache-2\.0 +未取得 +DINO ViT-S\/16 \(論文のモデル\)$/m);
  const { models: listed } = JSON.parse((await run(['model', 'list', '--json'])).stdout) as {
    models: (ModelCard & { state: ModelState })[];
  };
  assert.deepEqual([listed.length, listed[0]?.state, listed[1]?.state.kind], [8, { kind: 'embedded' }, 'absent']);
  assert.match((await run(['model', 'get', 'freesel-lite'])).stdout, /always here/);
});

test('get fetches a model from a server, is cancelled at once, goes on where it was, and select takes the model by its id', async (t) => {
  const hub = await hubServer(t, (asked, response) => {
    if (asked.url.endsWith('.json')) serve(asked, response, { content: config, stated: null });
    else serve(asked, response, { content, ...(asked.before <= 1 && { only: 20_000_000, then: 'silence' }) });
  });
  const size = async (): Promise<number> => (await stat(path.join(folder, 'model.onnx.partial')).catch(() => undefined))?.size ?? 0;
  let asked = 0;
  const cancelled = await run(['model', 'get', 'dino-vits16', '--hub', hub.address], {
    meanwhile: async (kill) => {
      const until = Date.now() + 20_000;
      while ((await size()) < 20_000_000 && Date.now() < until) await new Promise((soon) => setTimeout(soon, 10));
      asked = Date.now();
      kill('SIGINT');
    },
  });
  const ms = Date.now() - asked;
  assert.equal(cancelled.code, 130, cancelled.stderr);
  t.diagnostic(`cancelled in ${ms} ms`);
  assert.ok(ms < 3000, `${ms} ms`);
  assert.match(cancelled.stderr, /^DINO ViT-S\/16, 86\.9 MB, Apache-2\.0 .*\nCancelled\. [^\n]*\n$/);
  assert.equal(await size(), 20_000_000);

  const { code, stdout, stderr } = await run(['model', 'get', 'dino-vits16'], { env: { FREESEL_HUB: hub.address } });
  assert.equal(code, 0, stderr);
  assert.equal(stdout, `DINO ViT-S/16 is here: ${path.join(folder, 'model.onnx')}\nUse it with --model dino-vits16.\n`);
  assert.equal(hub.asked.at(-1)?.headers.range, 'bytes=20000000-');
  assert.equal(sha256(await readFile(path.join(folder, 'model.onnx'))), sha256(content));
  assert.deepEqual(await readFile(path.join(folder, 'preprocessor_config.json')), config);
  assert.deepEqual((await readdir(folder)).sort(), ['fetched.json', 'model.onnx', 'preprocessor_config.json']);
  assert.match((await run(['model', 'list'])).stdout, /^dino-vits16 .* here +DINO/m);

  await hub.stop();
  const again = await run(['model', 'get', 'dino-vits16', '--hub', hub.address, '--json'], { language: 'ja' });
  const told = JSON.parse(again.stdout) as { file: string; files: Record<string, { sha256: string; by: string }> };
  assert.equal(told.file, path.join(folder, 'model.onnx'));
  assert.deepEqual([told.files['onnx/model.onnx']?.by, told.files['preprocessor_config.json']?.by], ['hub', 'nobody']);
  const offline = await run(['model', 'get', 'dinov2-small', '--hub', hub.address, '--json']);
  assert.equal(offline.code, 1);
  assert.match(offline.stdout, /"code":"offline".*embedded model works/);

  // What lies there is opened as any file that is named is.
  await drawPictures(path.join(workspace, 'data'), ['a.png', 'b.png', 'c.png'], 80);
  const select = ['select', 'data', '--budget', '2', '--model', 'dino-vits16'];
  const refused = await run([...select, '--json']);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /^dino-vits16 is no ONNX model/);
  await copyFile(embeddedModelFile(), path.join(folder, 'model.onnx'));
  const record = JSON.parse(await readFile(path.join(folder, 'fetched.json'), 'utf8')) as typeof told;
  const files = {
    ...record.files,
    'onnx/model.onnx': { ...record.files['onnx/model.onnx'], bytes: (await stat(embeddedModelFile())).size },
  };
  await writeFile(path.join(folder, 'fetched.json'), JSON.stringify({ ...record, files }));
  const chosen = await run(select);
  assert.equal(chosen.code, 0, chosen.stderr);
  assert.equal((await readSelection(path.join(workspace, '.freesel', 'selections', 'data-2.freesel.json'))).picks.length, 2);
});

test('a folder that mirrors the hub is as good as the hub, and its files are checked as well', async () => {
  const mirror = path.join(workspace, 'mirror');
  const put = async (repository: string, name: string, bytes: Buffer | number): Promise<void> => {
    const place = path.join(mirror, repository, name);
    await mkdir(path.dirname(place), { recursive: true });
    if (typeof bytes !== 'number') return writeFile(place, bytes);
    const handle = await open(place, 'w');
    await handle.truncate(bytes);
    return handle.close();
  };
  await rm(folder, { recursive: true });
  await put('Xenova/dino-vits16', 'preprocessor_config.json', config);
  await put('Xenova/dino-vits16', 'onnx/model.onnx', 44_500_000);
  const { code, stderr } = await run(['model', 'get', 'dino-vits16', '--hub', 'mirror']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /from mirror\/Xenova\/dino-vits16\nmirror states no SHA-256 for onnx\/model\.onnx[^\n]*\n$/);
  await put('Xenova/dinov2-small', 'preprocessor_config.json', config);
  await put('Xenova/dinov2-small', 'onnx/model.onnx', 44_500_000);
  const other = await run(['model', 'get', 'dinov2-small', '--hub', 'mirror'], { language: 'ja' });
  assert.equal(other.code, 1);
  assert.match(other.stderr, /SHA-256 がカタログと異なる/);
  assert.deepEqual(await readdir(path.join(models, 'dinov2-small')), ['fetched.json', 'preprocessor_config.json']);
});
