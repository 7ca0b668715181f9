import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { compact, FeatureStore, PathIndex } from '../../../src/store/index.js';
import type { StorePlace } from '../../../src/store/index.js';
import { filesBelow, hash, key, placeIn, program, range, row, scratch, uniforms } from './made-up.js';

const shape = { width: 64, embeddingWidth: 64, patches: 49 };

async function append(place: StorePlace, images: readonly number[]): Promise<void> {
  const writer = await (await FeatureStore.open(place, key, program)).writer(20);
  for (const i of images) await writer.append(row(i, shape));
  await writer.flush();
}

async function mention(place: StorePlace, images: readonly number[]): Promise<void> {
  const index = await PathIndex.load(place);
  for (const i of images) index.note(`${i}.png`, { size: 1, mtimeMs: 1, ctimeMs: 1 }, { kind: 'image', sha256: hash(i) }, Date.now());
  index.keep(images.map((i) => `${i}.png`));
  await index.save();
}

const alive = range(0, 400).filter((i) => i % 3 === 0);

async function mostlyDead(folder: string): Promise<FeatureStore> {
  const place = await placeIn(folder);
  await append(place, range(0, 400));
  await mention(place, alive);
  return FeatureStore.open(place, key, program);
}

test('dead rows above half are dropped, the others stay as they were', async (context) => {
  const store = await mostlyDead(scratch(context));
  const before = await store.rows(alive.map(hash));
  assert.deepEqual(await compact(store, { graceMs: 0 }), { kind: 'compacted', kept: alive.length, dropped: 400 - alive.length });
  for (const reader of [store, await FeatureStore.open(store.place, key, program)]) {
    assert.deepEqual(await reader.rows(alive.map(hash)), before);
    assert.equal(reader.has(hash(1)), false);
  }
  assert.equal(filesBelow(store.folder).length, 1);
  assert.deepEqual(await compact(store, { graceMs: 0 }), { kind: 'not-needed' });
});

test('double rows are dropped', async (context) => {
  const place = await placeIn(scratch(context));
  for (let i = 0; i < 3; i += 1) await append(place, range(0, 100));
  await mention(place, range(0, 100));
  const store = await FeatureStore.open(place, key, program);
  const before = await store.rows(range(0, 100).map(hash));
  assert.deepEqual(await compact(store, { graceMs: 0 }), { kind: 'compacted', kept: 100, dropped: 200 });
  assert.deepEqual(await store.rows(range(0, 100).map(hash)), before);
});

test('what is young, or of an index that cannot be read, is spared', async (context) => {
  const store = await mostlyDead(scratch(context));
  assert.deepEqual(await compact(store), { kind: 'not-needed' });
  fs.writeFileSync(path.join(store.place.store, 'paths', 'other.index'), 'damaged');
  assert.deepEqual(await compact(store, { graceMs: 0 }), { kind: 'unsure' });
  assert.equal((await store.rows(range(0, 400).map(hash))).images, 400);
});

test('a few rows, or few dead ones, are left alone', async (context) => {
  const place = await placeIn(scratch(context));
  await append(place, range(0, 199));
  const store = await FeatureStore.open(place, key, program);
  assert.deepEqual(await compact(store, { graceMs: 0 }), { kind: 'not-needed' });
  await append(place, range(199, 400));
  await mention(place, range(0, 200));
  assert.deepEqual(await compact(store, { graceMs: 0 }), { kind: 'not-needed' });
});

test('readers and writers go on while a compaction runs', async (context) => {
  const store = await mostlyDead(scratch(context));
  const { place } = store;
  const readers = await Promise.all(range(0, 4).map(() => FeatureStore.open(place, key, program)));
  let compacting = true;
  const reading = readers.map(async (reader) => {
    while (compacting) {
      const rows = await reader.rows(alive.map(hash));
      assert.deepEqual([rows.images, rows.missing, rows.damaged], [alive.length, [], []]);
      assert.deepEqual((await reader.row(hash(3)))?.embedding, row(3, shape).embedding);
    }
  });
  const [done] = await Promise.all([compact(store, { graceMs: 0 }), append(place, range(1000, 1100))]);
  compacting = false;
  await Promise.all(reading);
  assert.equal(done.kind, 'compacted');
  const rows = await store.rows([...alive, ...range(1000, 1100)].map(hash));
  assert.deepEqual([rows.images, rows.missing, rows.damaged], [alive.length + 100, [], []]);
});

test('a compaction whose process is killed loses nothing, and the next one takes its lock over', async (context) => {
  const next = uniforms(5);
  for (let round = 0; round < 3; round += 1) {
    const store = await mostlyDead(scratch(context));
    await new Promise<void>((resolve, reject) => {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', path.join(import.meta.dirname, 'compacting.ts'), path.dirname(store.place.store)],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), Math.round(40 * next())));
      child.on('error', reject);
      child.on('close', () => resolve());
    });
    const rows = await store.rows(alive.map(hash));
    assert.deepEqual([rows.images, rows.missing, rows.damaged], [alive.length, [], []]);
    assert.notEqual((await compact(store, { graceMs: 0 })).kind, 'busy');
    assert.equal((await store.rows(alive.map(hash))).missing.length, 0);
    assert.equal(fs.existsSync(path.join(store.folder, '.lock')), false);
  }
});
