import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import sharp from 'sharp';
import type { Selection } from '../../src/core/selection.js';
import { recordsOf } from './csv.js';
import { freesel, scratchWorkspace, type Ended } from './freesel.js';
import { drawPictures } from './pictures.js';
import { pathsOf, readSelection } from './selection-file.js';

const workspace = path.join(scratchWorkspace(), 'work');
const names = [
  'plain.png',
  'a, b.png',
  'say "so".png',
  'two\nlines.png',
  '日本 語/検査#1?&%20.jpg',
  "it's+1.png",
  'no.ending.JPG',
  'ü/é 🦔.png',
];
const file = '.freesel/selections/data-8.freesel.json';
let selection: Selection;

const run = (...args: string[]): Promise<Ended> => freesel(args, { cwd: workspace });

/** What an export prints, and writes as well where it is told to. */
async function exported(format: string, ...more: string[]): Promise<string> {
  const ended = await run('export', file, '--format', format, ...more);
  assert.deepEqual([ended.code, ended.stderr], [0, '']);
  return ended.stdout;
}
const linesOf = (text: string): string[] => {
  assert.ok(text.endsWith('\n'));
  return text.slice(0, -1).split('\n');
};

before(async () => {
  await drawPictures(path.join(workspace, 'data'), names, 100);
  const ended = await run('select', 'data', '--budget', '8');
  assert.equal(ended.code, 0, ended.stderr);
  selection = await readSelection(path.join(workspace, file));
  assert.deepEqual([...pathsOf(selection)].sort(), [...names].sort());
});

test('list: one path a line, relative to where the command runs', async () => {
  const wanted = pathsOf(selection).map((own) => own.replace('\n', '\\n'));
  assert.deepEqual(
    linesOf(await exported('list')),
    wanted.map((own) => `data/${own}`),
  );
  const inside = await freesel(['export', path.join('..', file), '--format=list'], { cwd: path.join(workspace, 'data') });
  assert.deepEqual(linesOf(inside.stdout), wanted);
});

test('yolo: absolute paths', async () => {
  const lines = linesOf(await exported('yolo'));
  assert.deepEqual(
    lines,
    pathsOf(selection).map((own) => path.join(workspace, 'data', own).replace('\n', '\\n')),
  );
});

test('csv: every name comes back from a reader of RFC 4180, whatever it holds', async () => {
  const [header, ...records] = recordsOf(await exported('csv'));
  assert.deepEqual(header, ['rank', 'path', 'sha256', 'gain', 'distance', 'reason']);
  assert.deepEqual(
    records.map((own) => own.slice(0, 5)),
    selection.picks.map((pick) => [
      String(pick.rank),
      `data/${pick.path}`,
      pick.sha256,
      String(pick.gain),
      pick.distance === null ? '' : String(pick.distance),
    ]),
  );
  for (const record of records) assert.match(record[5] ?? '', /^[A-Z].{10,}/s);
});

test('jsonl: one object a line', async () => {
  const objects = linesOf(await exported('jsonl')).map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const [i, { rank, path: own, sha256, gain, distance }] of selection.picks.entries()) {
    const { reason, ...rest } = objects[i] ?? {};
    assert.deepEqual(rest, { rank, path: `data/${own}`, sha256, gain, distance });
    assert.equal(typeof reason, 'string');
  }
  assert.equal(objects.length, selection.picks.length);
});

test('label-studio: tasks whose address leads back to the image', async () => {
  const tasks = JSON.parse(await exported('label-studio')) as { data: { image: string; rank: number; reason: string } }[];
  const decoded = (image: string): string | null => {
    const url = new URL(image, 'http://localhost:8080');
    assert.equal(url.pathname, '/data/local-files/');
    return url.searchParams.get('d');
  };
  assert.deepEqual(
    tasks.map(({ data }) => [data.rank, decoded(data.image)]),
    selection.picks.map((pick) => [pick.rank, `data/${pick.path}`]),
  );
  assert.ok(tasks.every(({ data }) => data.reason.length > 10));
  // Where the images lie outside of the current directory the root is /.
  await mkdir(path.join(workspace, 'beside'), { recursive: true });
  const beside = await freesel(['export', path.join('..', file), '--format', 'label-studio'], { cwd: path.join(workspace, 'beside') });
  const [first] = JSON.parse(beside.stdout) as typeof tasks;
  assert.equal(`/${decoded(first?.data.image ?? '') ?? ''}`, path.join(workspace, 'data', pathsOf(selection)[0] ?? ''));
});

test('cvat: a manifest with the size of every image', async () => {
  const [version, type, ...rows] = linesOf(await exported('cvat')).map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual([version, type], [{ version: '1.1' }, { type: 'images' }]);
  for (const [i, own] of pathsOf(selection).entries()) {
    const { width, height } = await sharp(path.join(workspace, 'data', own)).metadata();
    const row = rows[i] ?? {};
    assert.equal(`${String(row['name'])}${String(row['extension'])}`, own);
    assert.match(String(row['extension']), /^\.(png|jpg|JPG)$/);
    assert.deepEqual([row['width'], row['height']], [width, height]);
  }
  assert.equal(rows.length, selection.picks.length);
});

test('--out writes what would be printed, into new folders', async () => {
  for (const format of ['csv', 'label-studio'] as const) {
    const out = `handed over/${format}.txt`;
    assert.equal(await exported(format, '--out', out), '');
    assert.equal(await readFile(path.join(workspace, out), 'utf8'), await exported(format));
  }
});

test('copy and link: a folder that sorts by rank', async () => {
  for (const format of ['copy', 'link'] as const) {
    const out = path.join(workspace, 'to label', format);
    assert.match(await exported(format, '--out', path.relative(workspace, out)), /^8 images are in to label\/(copy|link)\.\n$/);
    const there = (await readdir(out)).sort();
    assert.deepEqual(
      there,
      selection.picks.map(({ rank, path: own }) => `00${rank}_${path.basename(own)}`),
    );
    for (const [i, name] of there.entries()) {
      const image = path.join(workspace, 'data', pathsOf(selection)[i] ?? '');
      assert.ok((await readFile(path.join(out, name))).equals(await readFile(image)));
      if (format === 'link') assert.equal(path.resolve(out, await readlink(path.join(out, name))), image);
    }
  }
});

test('a folder that is not empty is not touched, and an empty one is used', async () => {
  const folder = path.join(workspace, 'mine');
  await mkdir(folder);
  for (const format of ['copy', 'link']) {
    await writeFile(path.join(folder, 'notes.txt'), 'mine');
    const ended = await run('export', file, '--format', format, '--out', 'mine');
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /^The folder mine is not empty/);
    assert.deepEqual(await readdir(folder), ['notes.txt']);
    await rm(path.join(folder, 'notes.txt'));
    assert.equal((await run('export', file, '--format', format, '--out', 'mine')).code, 0);
    for (const name of await readdir(folder)) await rm(path.join(folder, name));
  }
  await writeFile(path.join(workspace, 'a file'), 'mine');
  assert.match((await run('export', file, '--format', 'copy', '--out', 'a file')).stderr, /^a file cannot be written/);
  assert.equal(await readFile(path.join(workspace, 'a file'), 'utf8'), 'mine');
});

test('an image that is gone, or became a pipe, is named, and nothing is left half done', async () => {
  const other = path.join(workspace, 'other');
  await mkdir(path.join(other, '.freesel', 'selections'), { recursive: true });
  await copyFile(path.join(workspace, file), path.join(other, file));
  await drawPictures(path.join(other, 'data'), names, 100);
  const image = path.join(other, 'data', 'plain.png');
  for (const change of [() => rm(image), () => Promise.resolve(execFileSync('mkfifo', [image]))]) {
    await change();
    for (const format of ['copy', 'link', 'cvat']) {
      const ended = await freesel(['export', file, '--format', format, ...(format === 'cvat' ? [] : ['--out', format])], { cwd: other });
      assert.deepEqual([ended.code, ended.stdout], [1, ''], `${format}: ${ended.stderr}`);
      assert.match(ended.stderr, /^The image plain\.png of rank \d cannot be read\./);
    }
  }
  assert.deepEqual((await readdir(other)).sort(), ['.freesel', 'data']);
});

test('a path that leads out of the data folder is not handed over', async () => {
  const text = await readFile(path.join(workspace, file), 'utf8');
  for (const outside of ['../a file', '/etc/passwd', '..\\a file']) {
    await writeFile(path.join(workspace, '.freesel', 'selections', 'edited.json'), text.replaceAll('"plain.png"', JSON.stringify(outside)));
    for (const format of ['list', 'copy']) {
      const ended = await run(
        'export',
        '.freesel/selections/edited.json',
        '--format',
        format,
        ...(format === 'copy' ? ['--out', 'stolen'] : []),
      );
      assert.deepEqual([ended.code, ended.stdout], [1, '']);
      assert.match(ended.stderr, /leads out of the data folder/);
    }
  }
  assert.ok(!(await readdir(workspace)).includes('stolen'));
});
