import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { PathIndex, storePlace } from '../../../src/store/index.js';
import type { FileFinding } from '../../../src/store/index.js';
import { hash, placeIn, range, scratch } from './made-up.js';

const now = Date.now();
const stamp = { size: 10, mtimeMs: now - 60_000.25, ctimeMs: now - 50_000.125 };
const image = (i: number): FileFinding => ({ kind: 'image', sha256: hash(i) });

test('a finding is trusted while size and times are the same', async (context) => {
  const place = await placeIn(scratch(context));
  const index = await PathIndex.load(place);
  index.note('a/あ.png', stamp, image(1), now);
  await index.save();
  const loaded = await PathIndex.load(place);
  assert.deepEqual(loaded.lookUp('a/あ.png', stamp, 1), image(1));
  for (const other of [{ size: 11 }, { mtimeMs: now - 60_000 }, { ctimeMs: now - 50_000 }])
    assert.equal(loaded.lookUp('a/あ.png', { ...stamp, ...other }, 1), undefined);
  assert.equal(loaded.lookUp('b.png', stamp, 1), undefined);
});

test('a file younger than 2 s when it was read is read again', async (context) => {
  const index = await PathIndex.load(await placeIn(scratch(context)));
  for (const [name, times, isTrusted] of [
    ['old', {}, true],
    ['written just before', { mtimeMs: now - 1900 }, false],
    ['renamed just before', { ctimeMs: now - 10 }, false],
    ['of tomorrow', { mtimeMs: now + 86_400_000 }, false],
  ] as const) {
    index.note(name, { ...stamp, ...times }, image(1), now);
    assert.equal(index.lookUp(name, { ...stamp, ...times }, 1) !== undefined, isTrusted, name);
  }
});

test('an unusable file is remembered under its version of the pre-processing', async (context) => {
  const place = await placeIn(scratch(context));
  const index = await PathIndex.load(place);
  const finding: FileFinding = { kind: 'unusable', code: 'damaged', reason: 'The file is damaged.', preprocessing: 3 };
  index.note('x.png', stamp, finding, now);
  await index.save();
  const loaded = await PathIndex.load(place);
  assert.deepEqual(loaded.lookUp('x.png', stamp, 3), finding);
  assert.equal(loaded.lookUp('x.png', stamp, 4), undefined);
});

test('removed files are forgotten, and nothing is written where nothing is new', async (context) => {
  const place = await placeIn(scratch(context));
  const index = await PathIndex.load(place);
  for (const i of range(0, 5)) index.note(`${i}.png`, stamp, image(i), now);
  index.keep(['0.png', '3.png']);
  await index.save();
  const loaded = await PathIndex.load(place);
  assert.equal(loaded.size, 2);
  const folder = path.join(place.store, 'paths');
  const before = fs.statSync(path.join(folder, fs.readdirSync(folder)[0] ?? '')).ino;
  loaded.keep(['0.png', '3.png']);
  await loaded.save();
  assert.equal(fs.statSync(path.join(folder, fs.readdirSync(folder)[0] ?? '')).ino, before);
});

test('what another run saved meanwhile is kept', async (context) => {
  const place = await placeIn(scratch(context));
  const [one, two] = await Promise.all([PathIndex.load(place), PathIndex.load(place)]);
  one.note('1.png', stamp, image(1), now);
  two.note('2.png', stamp, image(2), now);
  await one.save();
  await two.save();
  const loaded = await PathIndex.load(place);
  assert.deepEqual([loaded.lookUp('1.png', stamp, 1), loaded.lookUp('2.png', stamp, 1)], [image(1), image(2)]);
});

test('an index that cannot be saved is no failure', async (context) => {
  const folder = scratch(context);
  const place = await placeIn(folder);
  fs.mkdirSync(place.store);
  fs.writeFileSync(path.join(place.store, 'paths'), 'in the way');
  const index = await PathIndex.load(place);
  index.note('1.png', stamp, image(1), now);
  await index.save();
});

test('data folders that share a store have their own index', async (context) => {
  const folder = scratch(context);
  for (const name of ['a', 'b']) fs.mkdirSync(path.join(folder, name, 'pool'), { recursive: true });
  const places = await Promise.all(
    ['a', 'b'].map((name) =>
      storePlace({ folder: path.join(folder, name, 'pool'), cwd: path.join(folder, name), store: path.join(folder, 'shared') }),
    ),
  );
  assert.equal(new Set(places.map(({ dataKey }) => dataKey)).size, 2);
  assert.equal(new Set(places.map(({ store }) => store)).size, 1);
});

test('speed: an index of 100,000 files (printed, not asserted)', async (context) => {
  const place = await placeIn(scratch(context));
  const index = await PathIndex.load(place);
  for (const i of range(0, 100_000)) index.note(`some/folder/image-${i}.jpg`, { ...stamp, size: i }, image(i), now);
  await index.save();
  const start = performance.now();
  assert.equal((await PathIndex.load(place)).size, 100_000);
  context.diagnostic(`loaded in ${Math.round(performance.now() - start)} ms`);
});
