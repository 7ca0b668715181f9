import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import sharp from 'sharp';
import { trimThumbnails } from '../../src/host/thumbnail-trim.js';
import { drawPicture, drawPictures } from '../cli/pictures.js';
import { Host, scratchWorkspace, selectParams } from './host.js';

const workspace = scratchWorkspace();
const data = path.join(workspace, 'data');
const outside = path.join(workspace, '..', 'outside');
let trusted: Host;
let untrusted: Host;

before(async () => {
  await drawPictures(data, ['a.png', 'ö/b (1).jpg', 'c.png', 'd.png']);
  await drawPictures(outside, ['secret.png', 'other.png']);
  await writeFile(path.join(data, 'broken.png'), 'no picture');
  await symlink(outside, path.join(workspace, 'link'));
  trusted = await Host.start(workspace);
  untrusted = await Host.start(workspace, { isTrusted: false });
});

test('thumbnails are WebP files of the thumbnail folder, in the order asked for, made once', async () => {
  const paths = ['ö/b (1).jpg', 'missing.png', 'a.png', 'broken.png', 'a.png'];
  const { files } = await trusted.ask('freesel/thumbnails', { root: data, paths, size: 96 });
  assert.deepEqual(
    files.map((own) => own !== null),
    [true, false, true, false, true],
  );
  assert.equal(files[2], files[4]);
  for (const file of files) {
    if (file === null) continue;
    assert.ok(file.startsWith(trusted.thumbnails + path.sep));
    const { format, width, height } = await sharp(file).metadata();
    assert.deepEqual([format, Math.max(width, height) <= 96], ['webp', true]);
  }
  const before = await stat(files[0] ?? '');
  assert.deepEqual(await trusted.ask('freesel/thumbnails', { root: data, paths, size: 96 }), { files });
  assert.equal((await stat(files[0] ?? '')).mtimeMs, before.mtimeMs);
  const larger = await trusted.ask('freesel/thumbnails', { root: data, paths: ['a.png'], size: 256 });
  assert.notEqual(larger.files[0], files[2]);
  assert.deepEqual(
    (await readdir(trusted.thumbnails, { recursive: true })).filter((name) => name.includes('tmp')),
    [],
  );
});

test('a changed image has another thumbnail', async () => {
  const ask = async (): Promise<string | null> =>
    (await trusted.ask('freesel/thumbnails', { root: data, paths: ['c.png'], size: 96 })).files[0] ?? null;
  const first = await ask();
  await writeFile(path.join(data, 'c.png'), await drawPicture(33));
  const second = await ask();
  assert.ok(first !== null && second !== null && first !== second);
});

test('no path leads out of the data folder', async () => {
  const out = [
    '../outside/secret.png',
    '../data/a.png',
    path.join(outside, 'secret.png'),
    'ö/../../outside/secret.png',
    '..\\outside\\secret.png',
    './a.png',
    '',
    'a.png\0',
    '.',
    '/',
  ];
  const { files } = await trusted.ask('freesel/thumbnails', { root: data, paths: out, size: 96 });
  assert.deepEqual(
    files,
    out.map(() => null),
  );
});

test('the oldest thumbnails go when they take too much room', async () => {
  const folder = path.join(workspace, '..', 'trimmed');
  await mkdir(path.join(folder, 'ab'), { recursive: true });
  for (let i = 0; i < 10; i += 1) {
    const file = path.join(folder, 'ab', `${i}.webp`);
    await writeFile(file, Buffer.alloc(100));
    await utimes(file, 1000 + i, 1000 + i);
  }
  await writeFile(path.join(folder, 'ab', 'other.txt'), 'not ours');
  await trimThumbnails(folder, 1000);
  assert.equal((await readdir(path.join(folder, 'ab'))).length, 11);
  await trimThumbnails(folder, 500);
  assert.deepEqual((await readdir(path.join(folder, 'ab'))).sort(), ['6.webp', '7.webp', '8.webp', '9.webp', 'other.txt']);
  await trimThumbnails(path.join(folder, 'none'));
});

test('untrusted: a model is refused, data of the workspace is not', async () => {
  const params = selectParams(workspace, [data], 2);
  assert.equal((await untrusted.problem('freesel/select', { ...params, model: path.join(workspace, 'm.onnx') })).code, 'untrusted-model');
  assert.equal((await untrusted.ask('freesel/select', params)).picks, 2);
  assert.equal(
    (await untrusted.problem('freesel/verify', { token: 'v', file: path.join(workspace, 'x.freesel.json'), model: '/m.onnx' })).code,
    'untrusted-model',
  );
});

test('untrusted: whatever leads out of the workspace is refused, by dots, by an absolute path or by a link', async () => {
  for (const root of [outside, path.join(workspace, '..'), path.join(workspace, 'link'), path.join(data, '..', '..', 'outside')]) {
    assert.equal((await untrusted.problem('freesel/thumbnails', { root, paths: ['secret.png'], size: 96 })).code, 'untrusted-folder', root);
    assert.equal((await untrusted.problem('freesel/count', { folders: [root] })).code, 'untrusted-folder', root);
    assert.equal((await untrusted.problem('freesel/select', selectParams(workspace, [root], 1))).code, 'untrusted-folder', root);
  }
  const { file } = await trusted.ask('freesel/select', selectParams(workspace, [data], 2));
  const text = await readFile(file, 'utf8');
  for (const root of ['../outside', 'link']) {
    const own = path.join(workspace, 'lured.freesel.json');
    const lured = text.replace('"root": "data"', `"root": "${root}"`);
    await writeFile(own, lured);
    assert.equal((await untrusted.problem('freesel/verify', { token: 'v', file: own })).code, 'untrusted-folder');
    assert.equal(
      (await untrusted.problem('freesel/export', { file: own, format: 'list', out: path.join(workspace, 'l'), base: workspace })).code,
      'untrusted-folder',
    );
    assert.equal((await untrusted.problem('freesel/notebook', { file: own, language: 'en' })).code, 'untrusted-folder');
    assert.equal(
      (
        await untrusted.problem('freesel/reselect', {
          token: 'r',
          file: own,
          text: lured,
          settings: { budget: 1, pinned: [], excluded: [] },
        })
      ).code,
      'untrusted-folder',
    );
  }
  const absolute = path.join(workspace, 'absolute.freesel.json');
  await writeFile(absolute, text.replace('"root": "data"', `"root": ${JSON.stringify(outside)}`));
  for (const host of [trusted, untrusted])
    assert.equal((await host.problem('freesel/verify', { token: 'v', file: absolute })).code, 'root-outside');
});

test('folders that have no workspace folder in common are refused', async () => {
  assert.equal((await trusted.problem('freesel/select', selectParams(workspace, [data, outside], 2))).code, 'folders-apart');
});
