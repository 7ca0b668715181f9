import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { tableFromIPC } from 'apache-arrow';
import { drawPictures, duplicatePictures } from './pictures.js';
import { freesel, isPlain, scratchWorkspace, type Ended } from './freesel.js';
import { keptSelections, lastingBytes, pathsOf, readSelection, selectionOf } from './selection-file.js';

const scratch = scratchWorkspace();
const workspace = path.join(scratch, 'work space');
const folder = path.join(workspace, 'my images');
const drawn = [
  ...Array.from({ length: 30 }, (_, i) => `line a/${String(i).padStart(3, '0')}.png`),
  ...['日本語/検査 1.jpg', '日本語/検査 2.png', 'it, has "all".png', 'emoji 🦔.jpg', 'z.JPG', 'two\nlines.png', 'ü.png', "it's.png"],
];
const run = (...args: string[]): Promise<Ended> => freesel(args, { cwd: workspace });
const at = (...parts: string[]): string => path.join(workspace, ...parts);
const kept = (name: string): string => at('.freesel', 'selections', name);

before(async () => {
  await drawPictures(folder, drawn);
  await duplicatePictures(folder, { 'line a/003.png': 'copies/again.png', 'line a/004.png': 'copies/and again.png' });
  await writeFile(path.join(folder, 'broken.png'), 'no picture');
});

function isQuiet({ stdout, stderr }: Ended): void {
  for (const text of [stdout, stderr]) {
    isPlain(text);
    assert.doesNotMatch(text, /\bat .*\.js:\d/);
  }
}

test('the first selection looks at every image once and says where it lies', async () => {
  const ended = await run('select', 'my images', '--budget', '8');
  assert.deepEqual([ended.code, ended.stderr], [0, '']);
  isQuiet(ended);
  assert.match(ended.stdout, /^Chosen 8 of 40 images: \.freesel\/selections\/my-images-8\.freesel\.json\n/);
  assert.match(ended.stdout, /1 file could not be used/);
  const selection = await readSelection(kept('my-images-8.freesel.json'));
  assert.equal(new Set(pathsOf(selection)).size, 8);
  const { pool, run: own, root, skipped, picks } = selection;
  assert.deepEqual([root, pool.images, own.embedded], ['my images', 40, 38]);
  assert.deepEqual(
    skipped.map((one) => one.path),
    ['broken.png'],
  );
  for (const pick of picks)
    assert.equal(
      pick.sha256,
      createHash('sha256')
        .update(await readFile(path.join(folder, pick.path)))
        .digest('hex'),
    );
  const gains = picks.map(({ gain }) => gain ?? NaN);
  assert.ok(
    gains.every((gain, i) => i === 0 || gain <= (gains[i - 1] ?? NaN)),
    String(gains),
  );
});

test('nothing but the store and the selection is written, and git is kept out of the store', async () => {
  assert.deepEqual((await readdir(workspace)).sort(), ['.freesel', 'my images']);
  assert.equal((await readdir(folder)).length, 10);
  const ignored = await readFile(at('.freesel', '.gitignore'), 'utf8');
  assert.match(ignored, /^\*|^\/\*/m);
  assert.match(ignored, /^!.*selections/m);
});

test('the same selection again keeps its file, embeds nothing and prints what is written', async () => {
  const text = await readFile(kept('my-images-8.freesel.json'), 'utf8');
  const ended = await run('select', 'my images', '--budget=8', '--json');
  assert.deepEqual([ended.code, ended.stderr, ended.stdout], [0, '', text]);
  assert.deepEqual(await keptSelections(workspace), ['my-images-8.freesel.json']);
  const extracted = await run('extract', 'my images');
  assert.equal(extracted.code, 0);
  assert.match(extracted.stdout, /^Features of 40 images are in \.freesel; 0 of them new\.\n1 file could not be used\.\n {2}broken\.png: /);
});

test('other settings under the same name get a file of their own', async () => {
  const ended = await run('select', 'my images', '--budget', '8', '--rarity', '2');
  assert.match(ended.stdout, /my-images-8-2\.freesel\.json/);
  const [one, two] = [await readSelection(kept('my-images-8.freesel.json')), await readSelection(kept('my-images-8-2.freesel.json'))];
  assert.deepEqual([one.settings.rarity, two.settings.rarity, two.run.embedded], [1, 2, 0]);
});

test('--out makes folders, and the data is found from there; what was computed is used', async () => {
  const out = path.join(scratch, 'new', 'folder', 'é 出力.freesel.json');
  const ended = await run('select', 'my images', '--budget', '20%', '--out', path.relative(workspace, out));
  assert.equal(ended.code, 0);
  assert.match(ended.stdout, /é 出力\.freesel\.json/);
  const selection = await readSelection(out);
  assert.deepEqual([selection.root, selection.run.embedded, selection.picks.length], ['../../work space/my images', 0, 8]);
  const first = await readSelection(kept('my-images-8.freesel.json'));
  assert.deepEqual(selection.picks, first.picks);
  const verified = await run('verify', path.relative(workspace, out));
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
});

test('a smaller budget is the beginning of a larger one', async () => {
  const ended = await run('select', 'my images', '--budget', '3', '--out', 'three.json');
  assert.equal(ended.code, 0);
  const [three, eight] = [await readSelection(at('three.json')), await readSelection(kept('my-images-8.freesel.json'))];
  assert.deepEqual(three.picks, eight.picks.slice(0, 3));
});

test('threads, batch and store change no byte outside of run', async () => {
  const outs = await Promise.all(
    ['1', '3'].map(async (number) => {
      const out = `${number}/x.freesel.json`;
      const flags = ['--threads', number === '1' ? '1' : '2', '--batch', number, '--store', `store ${number}`, '--out', out];
      const ended = await run('select', 'my images', '--budget', '8', ...flags);
      assert.deepEqual([ended.code, ended.stderr], [0, '']);
      assert.equal((await readSelection(at(out))).run.embedded, 38);
      return lastingBytes(at(out));
    }),
  );
  assert.equal(outs[0], outs[1]);
  const usual = (await lastingBytes(kept('my-images-8.freesel.json'))).replace('"root": "my images"', '"root": "../my images"');
  assert.equal(outs[0], usual);
});

test('the samplers of the paper: the seed decides, and so does the centre', async () => {
  const paths = async (...flags: string[]): Promise<string> => {
    const ended = await run('select', 'my images', '--budget', '6', '--json', '--out', 'sampled.json', ...flags);
    assert.equal(ended.code, 0, ended.stderr);
    const selection = selectionOf(ended.stdout);
    assert.deepEqual([selection.settings.rarity, selection.picks[0]?.gain], [undefined, null]);
    return pathsOf(selection).join('|');
  };
  const probability = await Promise.all(['0', '0', '1'].map((seed) => paths('--sampler', 'probability', '--seed', seed)));
  assert.equal(probability[0], probability[1]);
  assert.notEqual(probability[0], probability[2]);
  assert.notEqual(await paths('--sampler', 'farthest', '--centre', 'none'), await paths('--sampler', 'farthest'));
});

test('labelled, pinned and skipped images, and images that are none', async () => {
  const initial = ['line a/001.png', 'ü.png', './line a/002.png', 'none.png'];
  await writeFile(at('labelled.txt'), `\ufeff${initial.join('\r\n')}\n\n`);
  const flags = ['--initial', 'labelled.txt', '--pin', 'z.JPG', '--skip', "it's.png", '--skip', 'nor this.png'];
  const ended = await run('select', 'my images', '--budget', '100', '--out', 'named.json', ...flags);
  assert.equal(ended.code, 0);
  isQuiet(ended);
  assert.match(ended.stderr, /none\.png/);
  assert.match(ended.stderr, /nor this\.png/);
  assert.match(ended.stderr, /36 images/);
  assert.match(ended.stderr, /duplicates/);
  assert.ok(ended.stderr.split('\n').length <= 6, ended.stderr);
  const selection = await readSelection(at('named.json'));
  const { initial: labelled, pinned, excluded } = selection.settings;
  assert.deepEqual([labelled, pinned, excluded], [['line a/001.png', 'line a/002.png', 'ü.png'], ['z.JPG'], ["it's.png"]]);
  const paths = pathsOf(selection);
  assert.deepEqual([paths.length, paths[0]], [36, 'z.JPG']);
  for (const path_ of [...labelled, ...excluded]) assert.ok(!paths.includes(path_), path_);
});

test('globs say which files are the pool', async () => {
  const flags = ['--include', 'line a/*', '--include', '日本語/**', '--exclude', '**/*1.*'];
  const ended = await run('select', 'my images', '--budget', '2', '--out', 'some.json', ...flags);
  assert.equal(ended.code, 0, ended.stderr);
  const { pool, settings } = await readSelection(at('some.json'));
  assert.deepEqual([pool.images, settings.include, settings.exclude], [28, ['line a/*', '日本語/**'], ['**/*1.*']]);
});

test('show prints every path on a line of its own, in rank order, and opens no image', async () => {
  const ended = await run('show', 'named.json');
  assert.equal(ended.code, 0);
  isQuiet(ended);
  const ranked = ended.stdout.split('\n').filter((line) => /^ *\d+ {2}/.test(line));
  const wanted = pathsOf(await readSelection(at('named.json'))).map((own) => own.replace('\n', '\\n'));
  assert.deepEqual(
    ranked.map((line, i) => line.startsWith(`${String(i + 1).padStart(2)}  ${wanted[i] ?? ''}  `)),
    wanted.map(() => true),
  );
  await mkdir(at('far'));
  await rename(at('three.json'), at('far', 'three.json'));
  assert.equal((await run('show', 'far/three.json')).code, 0);
});

test('extract exports the pool as one Arrow file, in the order of the bytes of its paths', async () => {
  const ended = await run('extract', 'my images', '--export', 'new one/pool.arrow');
  assert.equal(ended.code, 0, ended.stderr);
  const bytes = await readFile(at('new one', 'pool.arrow'));
  assert.equal(bytes.subarray(0, 6).toString(), 'ARROW1');
  const table = tableFromIPC(bytes);
  const paths = [...(table.getChild('path') ?? [])].map(String);
  const wanted = [...drawn, 'copies/again.png', 'copies/and again.png'].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  assert.deepEqual(paths, wanted);
  const names = table.schema.fields.map(({ name }) => name);
  for (const name of ['sha256', 'patterns', 'patches', 'embedding']) assert.ok(names.includes(name), name);
});

test('a workspace that was moved with its data keeps verifying, from wherever', async () => {
  const moved = path.join(scratch, '移した ところ');
  await rename(workspace, moved);
  const file = path.join('.freesel', 'selections', 'my-images-8.freesel.json');
  for (const [cwd, own] of [
    [moved, file],
    [scratch, path.join('移した ところ', file)],
  ] as const) {
    const ended = await freesel(['verify', own], { cwd });
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    isQuiet(ended);
    assert.match(ended.stdout, /all 8 picks hold/);
  }
  await rename(moved, workspace);
});
