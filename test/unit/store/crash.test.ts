import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { FeatureStore } from '../../../src/store/index.js';
import { filesBelow, hash, key, placeIn, program, range, row, scratch, uniforms } from './made-up.js';

interface Ran {
  readonly lines: string[];
  readonly signal: NodeJS.Signals | null;
}

/** Runs `appending.ts`, and kills it `killAfter` ms after its first shard. */
function appending(args: readonly string[], killAfter?: number): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, 'appending.ts'), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    let timer: NodeJS.Timeout | undefined;
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (killAfter !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), killAfter);
    });
    child.on('error', reject);
    child.on('close', (_, signal) => {
      clearTimeout(timer);
      resolve({ lines: text.trim().split('\n'), signal });
    });
  });
}

test('SIGKILL at any moment: all that was flushed is there, nothing is half written, the next run goes on', async (context) => {
  const next = uniforms(11);
  for (let round = 0; round < 4; round += 1) {
    const folder = scratch(context);
    const { lines, signal } = await appending([folder, '0', '100000'], Math.round(300 * next()));
    assert.equal(signal, 'SIGKILL');
    const store = await FeatureStore.open(await placeIn(folder), key, program);
    assert.deepEqual(store.damaged, []);
    const said = Number(lines.at(-1)) + 1;
    const stored = range(0, said + 100).filter((i) => store.has(hash(i))).length;
    assert.ok(stored === said || stored === said + 20, `${stored} stored, ${said} said to be`);
    const rows = await store.rows(range(0, said).map(hash));
    assert.equal(rows.missing.length, 0);
    assert.equal(rows.embeddings[rows.embeddingWidth * (said - 1)], row(said - 1).embedding[0]);
    const resumed = await appending([folder, '0', String(said + 20)]);
    assert.equal(resumed.lines.at(-1), 'done');
    const files = filesBelow(store.folder).filter((name) => name.endsWith('.arrow'));
    assert.equal(files.length, said / 20 + 1);
  }
});

test('two processes at once end well', async (context) => {
  const folder = scratch(context);
  const both = await Promise.all([appending([folder, '0', '300', '1']), appending([folder, '100', '400', '1'])]);
  assert.deepEqual(
    both.map(({ lines }) => lines.at(-1)),
    ['done', 'done'],
  );
  const store = await FeatureStore.open(await placeIn(folder), key, program);
  const rows = await store.rows(range(0, 400).map(hash));
  assert.deepEqual([rows.images, rows.missing, rows.damaged], [400, [], []]);
});
