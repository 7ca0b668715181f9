import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { bundleMime } from '../../../src/core/selection-bundle.js';
import { selectionReasons } from '../../../src/core/selection-reasons.js';
import type { Selection } from '../../../src/core/selection.js';
import { inspectionNotebook } from '../../../src/engine/notebook.js';
import { readBundle, type ShownSelection } from '../../../src/renderer/read-bundle.js';
import { drawPicture } from '../../cli/pictures.js';
import { aPick, aSelection } from '../selection/a-selection.js';
import { readNotebook, type ReadCell } from './nbformat.js';

const workspace = mkdtempSync(path.join(tmpdir(), 'freesel-notebook-'));
after(() => {
  rmSync(workspace, { recursive: true, force: true });
});

const file = (name: string): string => path.join(workspace, '.freesel/selections', `${name}.freesel.json`);

const hostile = [
  '<img src=x onerror=alert(1)>.png',
  '"); import os; os.system("x") #.png',
  "it's `quoted` $x$ [a](b).png",
  'two\nlines.png',
  '</script><b>&amp;.png',
  '表面/キズ 01.png',
  '\u202egnp.exe',
  '{len(picks)}.png',
];

/** A selection of pictures that are there, in `data/images` below the workspace. */
async function drawn(paths: readonly string[]): Promise<Selection> {
  for (const [i, own] of paths.entries()) {
    const target = path.join(workspace, 'data/images', own);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, await drawPicture(i, 'png', 120));
  }
  return aSelection(paths);
}

const codeOf = (cells: readonly ReadCell[]): ReadCell[] => cells.filter(({ kind }) => kind === 'code');

function outputOf(cells: readonly ReadCell[], place: number, mime: string): unknown {
  const [output] = codeOf(cells)[place]?.outputs ?? [];
  assert.ok(output);
  assert.ok(mime in output.data, mime);
  return output.data[mime];
}

function bundleOf(cells: readonly ReadCell[]): ShownSelection {
  const read = readBundle(outputOf(cells, 1, bundleMime));
  assert.ok(read.kind === 'selection');
  return read.selection;
}

test('a notebook keeps the rules of its format and has its outputs, the same each time', async () => {
  const selection = await drawn(Array.from({ length: 7 }, (_, i) => `a/${i}.png`));
  for (const language of ['en', 'ja'] as const) {
    const text = await inspectionNotebook(file('seven'), selection, language);
    assert.equal(await inspectionNotebook(file('seven'), selection, language), text);
    const cells = readNotebook(text);
    assert.deepEqual(
      cells.map(({ kind }) => kind),
      ['markdown', 'markdown', 'code', 'markdown', 'code', 'markdown', 'code', 'markdown', 'code'],
    );
    for (const { kind, source, outputs } of cells) {
      if (kind === 'code') assert.equal(outputs.length, 1);
      else assert.match(source, language === 'ja' ? /[\u3040-\u30ff]/ : /^[ -~\n–]+$/);
    }
    const bundle = bundleOf(cells);
    assert.deepEqual([bundle.name, bundle.language, bundle.chosen, bundle.picks.length], ['seven', language, 7, 7]);
    assert.ok(bundle.thumbnails.every((own) => own !== null));
    const reasons = selectionReasons(selection, language);
    assert.deepEqual(selectionReasons(bundle, language), reasons);
    for (const mime of ['text/html', 'text/plain'] as const) {
      const page = outputOf(cells, 1, mime);
      assert.ok(typeof page === 'string');
      for (const reason of reasons) assert.ok(page.includes(reason), reason);
    }
    assert.match(String(outputOf(cells, 3, 'image/svg+xml')), /^<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  }
});

test('paths are relative to where the notebook lies', async () => {
  const selection = await drawn(['a/0.png']);
  const [own] = codeOf(readNotebook(await inspectionNotebook(file('here'), selection, 'en')));
  assert.match(own?.source ?? '', /Path\("\.freesel\/selections\/here\.freesel\.json"\)\ndata_folder = Path\("data\/images"\)/);
  const [other] = codeOf(readNotebook(await inspectionNotebook(file('here'), selection, 'en', path.join(workspace, 'notes/deep'))));
  assert.match(
    other?.source ?? '',
    /Path\("\.\.\/\.\.\/\.freesel\/selections\/here\.freesel\.json"\)\ndata_folder = Path\("\.\.\/\.\.\/data\/images"\)/,
  );
});

test('names are shown as they are and do nothing', async () => {
  const cells = readNotebook(await inspectionNotebook(file('<b>`x` $y$'), await drawn(hostile), 'en'));
  assert.match(cells[0]?.source ?? '', /^# &lt;b&gt;\\`x\\` \\\$y\\\$\n/);
  const bundle = bundleOf(cells);
  assert.deepEqual(
    bundle.picks.map((pick) => pick.path),
    hostile,
  );
  assert.ok(bundle.thumbnails.every((own) => own !== null));
  for (const place of [0, 1]) {
    const page = String(outputOf(cells, place, 'text/html'));
    const tags = new Set([...page.matchAll(/<\/?([a-z0-9]+)/gi)].map((match) => match[1]));
    assert.deepEqual(
      [...tags].filter(
        (tag) => !['div', 'p', 'b', 'bdi', 'wbr', 'small', 'img', 'table', 'thead', 'tbody', 'tr', 'th', 'td'].includes(tag ?? ''),
      ),
      [],
    );
    assert.doesNotMatch(page, /<[^>]*\son[a-z]+=/i);
  }
  // No name is part of the code: the code reads them from the file.
  for (const { source } of codeOf(cells)) assert.doesNotMatch(source, /os\.system|onerror/);
});

test('the file and the data folder are literals of the code, whatever their names', async () => {
  const name = 'a"b\\\n# x';
  const [own] = codeOf(readNotebook(await inspectionNotebook(file(name), { ...aSelection(), root: 'd"\ne' }, 'en')));
  assert.ok(own);
  assert.ok(own.source.includes(`Path(${JSON.stringify(`.freesel/selections/${name}.freesel.json`)})`));
  assert.ok(own.source.includes('data_folder = Path("d\\"\\ne")'));
});

test('nothing outside of the data folder is read', async () => {
  writeFileSync(path.join(workspace, 'secret.png'), await drawPicture(1));
  mkdirSync(path.join(workspace, 'data/images'), { recursive: true });
  symlinkSync('..', path.join(workspace, 'data/images/up'));
  const paths = ['../../secret.png', path.join(workspace, 'secret.png'), 'up/images/a/0.png'];
  const climbing = bundleOf(readNotebook(await inspectionNotebook(file('out'), aSelection(paths), 'en')));
  assert.deepEqual(climbing.thumbnails, [null, null, null]);
  const elsewhere = readNotebook(await inspectionNotebook(file('out'), { ...aSelection(['secret.png']), root: workspace }, 'en'));
  assert.deepEqual(bundleOf(elsewhere).thumbnails, [null]);
  assert.match(codeOf(elsewhere)[0]?.source ?? '', /data_folder = Path\("\."\)/);
});

test('a large selection stays a small notebook', async () => {
  const many = aSelection(Array.from({ length: 20_000 }, (_, i) => `a/${i % 7}.png`));
  const text = await inspectionNotebook(file('many'), many, 'en');
  assert.ok(text.length < 1.6e6, String(text.length));
  const bundle = bundleOf(readNotebook(text));
  assert.deepEqual([bundle.chosen, bundle.picks.length, bundle.thumbnails.length], [20_000, 300, 60]);
});

test('a hand-made selection without picks, order or numbers gives a notebook all the same', async () => {
  const none = readNotebook(await inspectionNotebook(file('none'), { ...aSelection(), picks: [] }, 'en'));
  assert.deepEqual(
    none.map(({ kind }) => kind),
    ['markdown'],
  );
  const bare = { ...aPick(Number.MAX_SAFE_INTEGER, 'z.png'), gain: null, distance: null };
  const unordered = await inspectionNotebook(file('bare'), { ...aSelection(), picks: [bare, aPick(2, 'b.png'), aPick(1, 'a.png')] }, 'en');
  assert.deepEqual(
    bundleOf(readNotebook(unordered)).picks.map(({ rank }) => rank),
    [1, 2, Number.MAX_SAFE_INTEGER],
  );
  for (const gain of [1e308, 5e-324, 1e-150, -1]) {
    const picks = [aPick(1, 'a.png'), { ...aPick(2, 'b.png', 'a.png'), gain }, { ...aPick(2, 'c.png'), gain: 0 }];
    assert.equal(codeOf(readNotebook(await inspectionNotebook(file('odd'), { ...aSelection(), picks }, 'en'))).length, 4);
  }
  const one = await inspectionNotebook(file('one'), { ...aSelection(), picks: [bare] }, 'en');
  assert.equal(codeOf(readNotebook(one)).length, 3);
});

test('making it can be cancelled', async () => {
  const reason = new Error('enough');
  await assert.rejects(inspectionNotebook(file('x'), aSelection(), 'en', workspace, AbortSignal.abort(reason)), reason);
});
