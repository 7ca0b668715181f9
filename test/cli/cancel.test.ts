import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { freesel, scratchWorkspace } from './freesel.js';
import { drawPictures } from './pictures.js';
import { keptSelections, readSelection } from './selection-file.js';

const workspace = path.join(scratchWorkspace(), 'work');
const images = 230;

before(() =>
  drawPictures(
    path.join(workspace, 'data'),
    Array.from({ length: images }, (_, i) => `${String(i).padStart(3, '0')}.png`),
    70,
  ),
);

/** Shards of features that are on disk. */
async function shards(): Promise<number> {
  const names = await readdir(path.join(workspace, '.freesel', 'features'), { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.arrow')).length;
}

test('Ctrl-C ends the run soon with 130, keeps what was computed and writes no selection', async () => {
  let asked = 0;
  const ended = await freesel(['select', 'data', '--budget', '10', '--threads', '1', '--batch', '2'], {
    cwd: workspace,
    meanwhile: async (kill) => {
      const until = Date.now() + 30_000;
      while ((await shards()) === 0 && Date.now() < until) await new Promise((soon) => setTimeout(soon, 10));
      asked = Date.now();
      kill('SIGINT');
    },
  });
  const ms = Date.now() - asked;
  assert.equal(ended.code, 130, ended.stdout + ended.stderr);
  assert.ok(ms < 3000, `it took ${ms} ms`);
  assert.equal(ended.stdout, '');
  assert.match(ended.stderr, /^Cancelled\. [^\n]*\n$/);
  assert.deepEqual(await keptSelections(workspace), []);

  const next = await freesel(['select', 'data', '--budget', '10'], { cwd: workspace });
  assert.deepEqual([next.code, next.stderr], [0, '']);
  const { run, pool } = await readSelection(path.join(workspace, '.freesel', 'selections', 'data-10.freesel.json'));
  assert.equal(pool.images, images);
  // More than the shard that was there: what was pending is flushed as well.
  assert.ok(run.embedded <= images - 96 && run.embedded > 0, `${run.embedded} embedded again`);
});
