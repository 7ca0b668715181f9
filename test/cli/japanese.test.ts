import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { commands } from '../../src/cli/commands.js';
import { freesel, scratchWorkspace, type Ended } from './freesel.js';
import { drawPictures } from './pictures.js';
import { lastingBytes, pathsOf, readSelection } from './selection-file.js';

const workspace = path.join(scratchWorkspace(), '検査 ライン');
const names = Array.from({ length: 12 }, (_, i) => `画像 ${String(i)}/表面.png`);
const run = (...args: string[]): Promise<Ended> => freesel(args, { cwd: workspace, language: 'ja' });

const japanese = /[\u3040-\u30ff]/;
/** Words of English in a text that are neither names nor flags nor paths. */
const english = /\b(the|is|of|and|image|images|with|chosen|there|nothing|from)\b/i;

function isJapanese(text: string): void {
  for (const line of text.split('\n').filter((own) => own.trim() !== '')) {
    assert.match(line, japanese, line);
    assert.doesNotMatch(line, english, line);
  }
}

before(async () => {
  await drawPictures(path.join(workspace, 'データ'), names, 90);
  await writeFile(path.join(workspace, 'データ', '壊れた.png'), 'no picture');
});

test('every command speaks Japanese, and what it writes has the same bytes', async () => {
  const ended = await run('select', 'データ', '--budget', '5', '--pin', 'ない.png');
  assert.equal(ended.code, 0, ended.stderr);
  isJapanese(ended.stdout.replaceAll(/\S+\.freesel\.json/g, '').replace('skipped', ''));
  isJapanese(ended.stderr);
  const english_ = await freesel(['select', 'データ', '--budget', '5', '--store', 'other', '--out', 'x/y.json'], { cwd: workspace });
  assert.equal(english_.code, 0);
  const file = '.freesel/selections/データ-5.freesel.json';
  const own = await lastingBytes(path.join(workspace, file));
  assert.equal((await lastingBytes(path.join(workspace, 'x/y.json'))).replace('"root": "../データ"', '"root": "データ"'), own);
  assert.match((await readSelection(path.join(workspace, file))).skipped[0]?.reason ?? '', /^[ -~]+$/);

  const shown = await run('show', file);
  const lines = shown.stdout.split('\n').filter((line) => /^ *\d+ {2}/.test(line));
  const paths = pathsOf(await readSelection(path.join(workspace, file)));
  assert.equal(lines.length, paths.length);
  for (const [i, line] of lines.entries()) isJapanese(line.slice(line.indexOf(paths[i] ?? '') + (paths[i] ?? '').length));
  isJapanese((await run('extract', 'データ')).stdout.split('\n').slice(0, 2).join('\n'));
  isJapanese((await run('verify', file, '--model', 'none.onnx')).stdout);
  const exported = (await run('export', file, '--format', 'jsonl')).stdout.trimEnd().split('\n');
  for (const line of exported) isJapanese((JSON.parse(line) as { reason: string }).reason);
});

test('failures are told in Japanese, with the codes that they have in English', async () => {
  for (const [code, ...args] of [
    ['folder-missing', 'select', 'ない', '--budget', '3'],
    ['budget-invalid', 'select', 'データ', '--budget', 'たくさん'],
    ['flag-unknown', 'select', 'データ', '--色', '赤'],
    ['rarity-invalid', 'select', 'データ', '--budget', '3', '--rarity', '-1'],
    ['model-missing', 'select', 'データ', '--budget', '3', '--model', 'ない.onnx'],
    ['globs-match-nothing', 'select', 'データ', '--budget', '3', '--include', 'ない/**'],
  ]) {
    const ended = await run(...args, '--json');
    isJapanese(ended.stderr);
    const { error } = JSON.parse(ended.stdout) as { error: { code: string; message: string } };
    assert.deepEqual([error.code, `${error.message}\n`], [code, ended.stderr]);
  }
});

test('help is Japanese', async () => {
  for (const name of Object.keys(commands)) {
    const [usage = '', ...rest] = (await run(name, '--help')).stdout.split('\n');
    assert.match(usage, /^使い方: freesel /);
    // A flag whose text begins on the next line stands alone.
    for (const line of rest.filter((own) => own.trim() !== '' && !/^ {2}--\S+( \S+)?$/.test(own)))
      assert.match(line, /[\u3040-\u30ff\u4e00-\u9fff]/, line);
  }
});
