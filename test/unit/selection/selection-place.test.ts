import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { Problem } from '../../../src/core/problem.js';
import { selectionText } from '../../../src/core/selection.js';
import { fileNameOf, keepSelection, readSelectionFile, selectionEnding, writeSelectionFile } from '../../../src/store/index.js';
import { aSelection } from './a-selection.js';
import { scratchFolder } from './scratch.js';

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing was thrown',
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );

const nameOf = (file: string): string => path.basename(file, selectionEnding);
const kept = (workspace: string): Promise<string[]> => readdir(path.join(workspace, '.freesel', 'selections'));

test('other content under one name gets -2, -3; the same content keeps its file as it is', async (t) => {
  const workspace = await scratchFolder(t);
  const [first, second, third] = [aSelection(['a.png']), aSelection(['b.png']), aSelection(['c.png'])];
  const keep = async (selection: typeof first): Promise<string> => nameOf((await keepSelection(workspace, 'tiles-24', selection)).file);
  assert.deepEqual([await keep(first), await keep(second), await keep(third)], ['tiles-24', 'tiles-24-2', 'tiles-24-3']);

  const again = await keepSelection(workspace, 'tiles-24', { ...second, run: { embedded: 0, seconds: 99 } });
  assert.equal(nameOf(again.file), 'tiles-24-2');
  assert.deepEqual(again.selection, second);
  assert.equal(await readFile(again.file, 'utf8'), selectionText(second));
  assert.deepEqual(
    (await kept(workspace)).sort(),
    ['tiles-24-2', 'tiles-24-3', 'tiles-24'].map((name) => name + selectionEnding),
  );
});

test('what is no selection, or a newer one, is never overwritten', async (t) => {
  const workspace = await scratchFolder(t);
  const folder = path.join(workspace, '.freesel', 'selections');
  await mkdir(path.join(folder, `x-3${selectionEnding}`), { recursive: true });
  await writeFile(path.join(folder, `x${selectionEnding}`), 'notes');
  await writeFile(path.join(folder, `x-2${selectionEnding}`), '{"version": 99}');
  const { file } = await keepSelection(workspace, 'x', aSelection());
  assert.equal(nameOf(file), 'x-4');
  assert.equal(await readFile(path.join(folder, `x${selectionEnding}`), 'utf8'), 'notes');
  assert.equal(await readFile(path.join(folder, `x-2${selectionEnding}`), 'utf8'), '{"version": 99}');
});

test('selections that are kept at the same time are all kept', async (t) => {
  const workspace = await scratchFolder(t);
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const files = await Promise.all(names.map((name) => keepSelection(workspace, 'x', aSelection([`${name}.png`]))));
  assert.equal(new Set(files.map(({ file }) => file)).size, names.length);
  const there = await Promise.all(files.map(({ file }) => readSelectionFile(file)));
  assert.deepEqual(
    there.map(({ picks }) => picks[0]?.path),
    names.map((name) => `${name}.png`),
  );
});

test('where no name can be written keeping ends with a problem', async (t) => {
  const workspace = await scratchFolder(t);
  await mkdir(path.join(workspace, '.freesel'));
  await symlink('selections', path.join(workspace, '.freesel', 'selections'));
  // In a process of its own: one that looks for a free name without end would take this one with it.
  const source = new URL('../../../src/store/index.ts', import.meta.url).href;
  const script = `import { keepSelection } from ${JSON.stringify(source)};
    const selection = JSON.parse(process.argv[1]);
    const say = (text) => process.stdout.write(text);
    await keepSelection(process.argv[2], process.argv[3], selection).then(() => say('kept'), (error) => say(error.code));`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script, JSON.stringify(aSelection()), workspace, 'x'];
  const { stdout, stderr, signal } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 8000, killSignal: 'SIGKILL' });
  assert.deepEqual([signal, stdout, stderr], [null, 'output-not-writable', '']);
});

test('a name is at most what file systems take, whatever its letters', () => {
  for (const text of ['日'.repeat(84), '𠮷'.repeat(60), 'x'.repeat(300), `${'日'.repeat(79)}𠮷`]) {
    const name = fileNameOf(text);
    assert.ok(Buffer.byteLength(`${name}-50000-probability-99${selectionEnding}`) <= 255, `${Buffer.byteLength(name)} bytes`);
    assert.equal(Buffer.from(name).toString(), name, 'a letter is cut in two');
  }
});

test('a name has what shells and file systems take as it is, letters of every language included', () => {
  assert.equal(fileNameOf('タイル 検査'), 'タイル-検査');
  assert.equal(fileNameOf('../a b/$(x);"c"'), 'a-b-x-c');
  assert.equal(fileNameOf('e\u0301'), '\u00e9');
  for (const text of ['', '..', '///', '\n', '🦔']) assert.equal(fileNameOf(text), 'selection');
});

test('a selection file is written into new folders and read back', async (t) => {
  const file = path.join(await scratchFolder(t), 'new', 'folder', `x${selectionEnding}`);
  await writeSelectionFile(file, aSelection());
  assert.deepEqual(await readSelectionFile(file), aSelection());
});

test('what cannot be read is told apart, and nothing is waited for', async (t) => {
  const scratch = await scratchFolder(t);
  const at = (name: string): string => path.join(scratch, name);
  const text = selectionText(aSelection());
  await writeFile(at('half'), text.slice(0, text.length / 2));
  await writeFile(at('newer'), '{"version": 2}');
  await writeFile(at('other'), '{"version": 1, "root": 3}');
  execFileSync('mkfifo', [at('pipe')]);
  const read = (name: string): Promise<string> => codeOf(readSelectionFile(at(name)));
  assert.equal(await read('none'), 'selection-missing');
  assert.equal(await read('half/x'), 'selection-missing');
  assert.equal(await read('half'), 'selection-not-json');
  assert.equal(await read('newer'), 'selection-newer');
  assert.equal(await read('other'), 'selection-invalid');
  assert.equal(await read('.'), 'selection-invalid');
  assert.equal(await read('pipe'), 'selection-invalid');
  await assert.rejects(readSelectionFile(at('other'), 'as I wrote it'), /^Problem: as I wrote it is no selection file: root /);
});
