import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { FeatureStore, PathIndex } from '../../../src/store/index.js';
import { filesBelow, hash, key, placeIn, program, range, row, scratch } from './made-up.js';

type Damage =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'truncate'; readonly at: number }
  | { readonly kind: 'empty' };

const damages: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('flip' as const), at: fc.nat({ max: 999_999 }), bit: fc.nat({ max: 7 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('truncate' as const), at: fc.nat({ max: 999_999 }) }) },
  fc.constant({ kind: 'empty' as const }),
);

/** `at` is a millionth of the file. */
function damaged(bytes: Buffer, damage: Damage): Buffer {
  switch (damage.kind) {
    case 'flip': {
      const changed = Buffer.from(bytes);
      const at = Math.floor((bytes.length * damage.at) / 1_000_000);
      changed[at] = (changed[at] ?? 0) ^ (1 << damage.bit);
      return changed;
    }
    case 'truncate':
      return bytes.subarray(0, Math.floor((bytes.length * damage.at) / 1_000_000));
    case 'empty':
      return Buffer.alloc(0);
  }
}

test('any damage to any shard is found, named and removed; the other shards stay', async (context) => {
  const folder = scratch(context);
  const place = await placeIn(folder);
  const store = await FeatureStore.open(place, key, program);
  const writer = await store.writer(10);
  for (const i of range(0, 40)) await writer.append(row(i));
  const whole = new Map(writer.published.map((name) => [name, fs.readFileSync(path.join(store.folder, name))]));
  const restore = (): void => whole.forEach((bytes, name) => fs.writeFileSync(path.join(store.folder, name), bytes));
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 3 }), damages, fc.boolean(), async (shard, damage, isOpen) => {
      restore();
      const name = writer.published[shard] ?? '';
      const file = path.join(store.folder, name);
      const lost = range(shard * 10, shard * 10 + 10).map(hash);
      const early = isOpen ? await FeatureStore.open(place, key, program) : undefined;
      fs.writeFileSync(file, damaged(whole.get(name) ?? Buffer.alloc(0), damage));
      const reader = early ?? (await FeatureStore.open(place, key, program));
      const rows = await reader.rows(range(0, 40).map(hash));
      assert.deepEqual(reader.damaged, [file]);
      assert.deepEqual([...rows.missing].sort(), lost.sort());
      assert.equal(rows.images, 30);
      assert.equal(fs.existsSync(file), false);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('rows of a damaged shard are taken from another that has them', async (context) => {
  const place = await placeIn(scratch(context));
  const store = await FeatureStore.open(place, key, program);
  for (const bits of [0, 0]) {
    const writer = await store.writer();
    for (const i of range(0, 5)) await writer.append(row(i, { bits }));
    await writer.flush();
  }
  await store.refresh();
  const lowest = filesBelow(store.folder)[0] ?? '';
  fs.truncateSync(path.join(store.folder, lowest), 100);
  const rows = await store.rows(range(0, 5).map(hash));
  assert.deepEqual([rows.images, rows.missing, rows.damaged], [5, [], [path.join(store.folder, lowest)]]);
});

test('any damage to a path index is harmless', async (context) => {
  const place = await placeIn(scratch(context));
  const index = await PathIndex.load(place);
  const stamp = { size: 10, mtimeMs: 1e12, ctimeMs: 1e12 };
  for (const i of range(0, 30)) index.note(`画像/${i}.png`, stamp, { kind: 'image', sha256: hash(i) }, Date.now());
  await index.save();
  const folder = path.join(place.store, 'paths');
  const file = path.join(folder, fs.readdirSync(folder)[0] ?? '');
  const whole = fs.readFileSync(file);
  await fc.assert(
    fc.asyncProperty(damages, async (damage) => {
      fs.writeFileSync(file, damaged(whole, damage));
      const loaded = await PathIndex.load(place);
      assert.equal(loaded.size, 0);
      loaded.note('a.png', stamp, { kind: 'image', sha256: hash(1) }, Date.now());
      await loaded.save();
      assert.equal((await PathIndex.load(place)).size, 1);
    }),
    { seed: 2, numRuns: 100 },
  );
});

test('a damaged version file is no newer version', async (context) => {
  const place = await placeIn(scratch(context));
  await (await FeatureStore.open(place, key, program)).writer();
  const file = path.join(place.store, 'version');
  const whole = fs.readFileSync(file);
  await fc.assert(
    fc.asyncProperty(damages, async (damage) => {
      fs.writeFileSync(file, damaged(whole, damage));
      await (await FeatureStore.open(place, key, program)).writer();
      assert.deepEqual(fs.readFileSync(file), whole);
    }),
    { seed: 3, numRuns: 60 },
  );
});
