import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { drawInspectionLine, type LineImage } from '../../../src/cli/demo/inspection-line.js';
import { kindsFound, kindsFoundByChance } from '../../../src/cli/demo/kinds-found.js';
import { defectKinds, schedule } from '../../../src/cli/demo/schedule.js';
import { mulberry32 } from '../../../src/core/random.js';

const place = await mkdtemp(join(tmpdir(), 'freesel-line-'));
after(() => rm(place, { recursive: true, force: true }));

async function hashes(folder: string, line: readonly LineImage[]): Promise<string[]> {
  return Promise.all(
    line.map(async ({ path }) =>
      createHash('sha256')
        .update(await readFile(join(folder, path)))
        .digest('hex'),
    ),
  );
}

test('the same seed draws the same line, another seed another', async () => {
  const [one, two, three] = [join(place, 'one'), join(place, 'two'), join(place, 'three')] as const;
  const progress: number[] = [];
  const first = await drawInspectionLine(one, {
    seed: 3,
    images: 24,
    onProgress: (done, total) => {
      assert.equal(total, 24);
      progress.push(done);
    },
  });
  const again = await drawInspectionLine(two, { seed: 3, images: 24 });
  const other = await drawInspectionLine(three, { seed: 4, images: 24 });
  assert.deepEqual(
    progress,
    Array.from({ length: 24 }, (_, i) => i + 1),
  );
  assert.deepEqual(again, first);
  const drawn = await hashes(one, first);
  assert.deepEqual(await hashes(two, again), drawn);
  assert.equal(new Set([...drawn, ...(await hashes(three, other))]).size, 48);
  const { format, width, height } = await sharp(join(one, first[0]?.path ?? '')).metadata();
  assert.deepEqual({ format, width, height }, { format: 'jpeg', width: 240, height: 240 });
});

test('most are good, some defects are frequent, others rare; no name tells', () => {
  const shots = schedule(400, mulberry32(1));
  assert.equal(new Set(shots.map(({ path }) => path)).size, 400);
  const count = (kind: string): number => shots.filter((own) => own.kind === kind).length;
  assert.ok(count('good') > 300);
  const counts = defectKinds.map(count);
  assert.equal(counts.length, 10);
  assert.deepEqual(
    counts,
    [...counts].sort((a, b) => b - a),
  );
  assert.ok((counts[0] ?? 0) >= 20);
  assert.ok(counts.filter((n) => n >= 2 && n <= 4).length >= 5);
  for (const { path } of shots) assert.match(path, /^camera-[1-5]\/\d{4}\.jpg$/);
  // Good ones and defects are mixed: neither half of the line holds them all.
  const early = shots.slice(0, 200).filter(({ kind }) => kind !== 'good').length;
  const all = 400 - count('good');
  assert.ok(early > all / 4 && early < (3 * all) / 4);
});

test('a short line has as many pictures as asked for', () => {
  for (const images of [0, 1, 5, 30]) assert.equal(schedule(images, mulberry32(0)).length, images);
});

test('an abort ends it and leaves whole files only', async () => {
  const controller = new AbortController();
  const folder = join(place, 'aborted');
  await assert.rejects(
    drawInspectionLine(folder, {
      seed: 1,
      images: 100,
      signal: controller.signal,
      onProgress: (done) => {
        if (done === 3) controller.abort();
      },
    }),
    { name: 'AbortError' },
  );
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.jpg'));
  assert.ok(names.length >= 3 && names.length < 40);
  for (const name of names) await sharp(join(folder, name)).stats();
  await assert.rejects(drawInspectionLine(join(place, 'never'), { seed: 1, signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('a folder that cannot be made says so', async () => {
  const [file] = await drawInspectionLine(join(place, 'file'), { seed: 1, images: 1 });
  await assert.rejects(drawInspectionLine(join(place, 'file', file?.path ?? ''), { seed: 1, images: 2 }), { code: 'ENOTDIR' });
});

test('kinds found: each once, good ones and strangers none', () => {
  const truth: LineImage[] = [
    { path: 'a', kind: 'good' },
    { path: 'b', kind: 'scratch' },
    { path: 'c', kind: 'scratch' },
    { path: 'd', kind: 'dent' },
  ];
  assert.equal(kindsFound([], truth), 0);
  assert.equal(kindsFound(['a', 'z'], truth), 0);
  assert.equal(kindsFound(['b', 'c', 'b'], truth), 1);
  assert.equal(kindsFound(['a', 'b', 'd'], truth), 2);
});

test('kinds found by chance agree with the hypergeometric mean', () => {
  const truth = schedule(400, mulberry32(5));
  const budget = 40;
  let expected = 0;
  for (const kind of defectKinds) {
    const own = truth.filter((image) => image.kind === kind).length;
    let missed = 1;
    for (let i = 0; i < own; i++) missed *= (400 - budget - i) / (400 - i);
    expected += 1 - missed;
  }
  assert.ok(Math.abs(kindsFoundByChance(truth, budget, 4000, 1) - expected) < 0.1);
  assert.equal(kindsFoundByChance(truth, 40, 200, 9), kindsFoundByChance(truth, 40, 200, 9));
  assert.equal(kindsFoundByChance(truth, 1000, 2, 1), 10);
  assert.equal(kindsFoundByChance([], 10), 0);
});
