import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Selection } from '../../src/core/selection.js';
import { inspectionNotebook } from '../../src/engine/notebook.js';
import { readSelectionFile } from '../../src/store/index.js';
import { freesel, scratchWorkspace } from '../cli/freesel.js';
import { drawPictures } from '../cli/pictures.js';
import { readNotebook, type ReadOutput } from '../unit/notebook/nbformat.js';

const python = process.env['PYTHON'] ?? 'python3';
const isReady = spawnSync(python, ['-c', 'import pandas, pyarrow.dataset, matplotlib, nbformat, PIL']).status === 0;
const skip = isReady ? false : `no pandas, pyarrow, matplotlib, nbformat and Pillow for ${python}: name another one in PYTHON`;
if (skip !== false) console.error(`NOT RUN: ${skip}`);

const script = fileURLToPath(new URL('run-cells.py', import.meta.url));
const workspace = path.join(scratchWorkspace(), 'work');

interface Shown {
  readonly printed: string;
  readonly html: string | null;
  readonly text: string | null;
  readonly plots: readonly Plot[];
}

interface Plot {
  readonly title: string;
  readonly images: number;
  readonly names: readonly [string, string];
  readonly lines: readonly (readonly (readonly [number, number])[])[];
}

/** What the cells of a notebook show when they are run, and what they show already; NaN as null. */
async function bothOf(
  name: string,
  language: 'en' | 'ja',
  folder = workspace,
): Promise<{ selection: Selection; run: Shown[]; stored: ReadOutput[] }> {
  const file = path.join(workspace, '.freesel/selections', `${name}.freesel.json`);
  const selection = await readSelectionFile(file);
  const notebook = path.join(folder, `${name}-${language}.ipynb`);
  const text = await inspectionNotebook(file, selection, language, folder);
  writeFileSync(notebook, text);
  const ran = spawnSync(python, [script, notebook], {
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    env: { ...process.env, PYTHONUTF8: '1' },
  });
  assert.equal(ran.status, 0, ran.stderr);
  const run = JSON.parse(ran.stdout.replaceAll(/\bNaN\b(?=[,\]])/g, 'null')) as Shown[];
  return { selection, run, stored: readNotebook(text).flatMap(({ outputs }) => outputs) };
}

/** The texts of a table's cells. */
const cellsOf = (html: string): string[] => [...html.matchAll(/<(t[hd])>(.*?)<\/\1>/gs)].map((match) => unescaped(match[2] ?? ''));

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

function agree({ selection, run, stored }: Awaited<ReturnType<typeof bothOf>>): void {
  const [table, pictures, features, curves] = run;
  assert.ok(table && pictures && features && curves && run.length === stored.length);
  const data = (place: number, mime: string): string => String(stored[place]?.data[mime]);
  assert.deepEqual(cellsOf(data(0, 'text/html')), cellsOf(table.html ?? ''));
  assert.equal(data(0, 'text/plain').replaceAll(/ +$/gm, ''), table.text?.replaceAll(/ +$/gm, ''));

  const first = selection.picks.slice(0, 60);
  const shown = pictures.plots.filter(({ title }) => title !== '');
  assert.deepEqual(
    shown.map(({ title, images }) => [title, images]),
    first.map(({ rank }) => [String(rank), 1]),
  );

  assert.equal(stored[2]?.text, features.printed);

  const later = selection.picks.slice(1);
  for (const [i, name] of (['distance', 'gain'] as const).entries()) {
    const plot: Plot | undefined = curves.plots[i];
    assert.ok(plot);
    assert.deepEqual(plot.names, [i === 1 ? 'rank' : '', name]);
    assert.deepEqual(
      plot.lines[0],
      later.map((pick) => [pick.rank, pick[name]]),
    );
  }
  assert.equal(data(3, 'image/svg+xml').match(/<circle /g)?.length, later.length * 2);
}

before(async () => {
  if (skip !== false) return;
  const odd = [
    '表面/キズ 01.png',
    'a/"quoted" <b>&amp;.png',
    "a/it's.jpg",
    'a/a name that is much too long for one cell of a table, by far.png',
    '{len(picks)}.png',
  ];
  await drawPictures(path.join(workspace, 'data'), [...odd, ...Array.from({ length: 65 }, (_, i) => `more/${i}.png`)], 100);
  for (const budget of ['12', '66']) {
    const ended = await freesel(['select', 'data', '--budget', budget, ...odd.flatMap((own) => ['--pin', own])], { cwd: workspace });
    assert.equal(ended.code, 0, ended.stderr);
  }
});

test('the cells of a notebook show in Python what it shows already', { skip }, async () => {
  const both = await bothOf('data-12', 'en');
  agree(both);
  assert.match(both.stored[2]?.text ?? '', /^70 images in the store, 12 of 12 chosen ones among them\.\nembedding \(12, 384\)\n/);
});

test('also for more picks than a table shows, in Japanese, from another folder', { skip }, async () => {
  const folder = path.join(workspace, '..', 'work', 'data');
  agree(await bothOf('data-66', 'ja', folder));
});

test('without features, the notebook says where they have gone', { skip }, async () => {
  rmSync(path.join(workspace, '.freesel/features'), { recursive: true });
  for (const language of ['en', 'ja'] as const) {
    const both = await bothOf('data-12', language);
    agree(both);
    assert.match(both.stored[2]?.text ?? '', language === 'en' ? /^The features are not here\./ : /^特徴量がここにありません。/);
  }
});
