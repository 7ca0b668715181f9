import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { tableFromIPC } from 'apache-arrow';
import { canonicalKey, FeatureStore, keyFolder, rowsPerShard } from '../../../src/store/index.js';
import type { FeatureRow } from '../../../src/store/index.js';
import { filesBelow, hash, key, placeIn, program, range, row, scratch } from './made-up.js';

const numbers = (values: Float32Array): number[] => [...values];

test('rows come back as they were, in the order asked for', async (context) => {
  const place = await placeIn(scratch(context));
  const store = await FeatureStore.open(place, key, program);
  const writer = await store.writer();
  for (const i of range(0, 250)) await writer.append(row(i));
  assert.equal(writer.published.length, Math.floor(250 / rowsPerShard));
  await writer.flush();
  const order = [...range(100, 250).reverse(), 7, 7, 3];
  const rows = await store.rows([...order.map(hash), hash(999), hash(999)]);
  assert.equal(rows.images, order.length);
  assert.deepEqual(rows.missing, [hash(999)]);
  assert.deepEqual(rows.damaged, []);
  order.forEach((i, at) => {
    const expected = row(i);
    const [from = 0, to = 0] = rows.firstPattern.subarray(at, at + 2);
    assert.equal(rows.hashes[at], expected.sha256);
    assert.deepEqual(numbers(rows.patterns.subarray(from * rows.width, to * rows.width)), numbers(expected.patterns));
    assert.deepEqual(rows.patches.slice(from, to), expected.patches);
    assert.deepEqual(
      numbers(rows.embeddings.subarray(at * rows.embeddingWidth, (at + 1) * rows.embeddingWidth)),
      numbers(expected.embedding),
    );
    assert.deepEqual([rows.widths[at], rows.heights[at], rows.flags[at]], [expected.width, expected.height, expected.flag]);
  });
  assert.equal(rows.patterns.length, rows.patches.length * rows.width);
});

test('one row comes back whole, and as a copy', async (context) => {
  const store = await FeatureStore.open(await placeIn(scratch(context)), key, program);
  const writer = await store.writer();
  const strange: FeatureRow = { ...row(3), flag: '壊れた画像' };
  for (const given of [row(1), row(2), strange]) await writer.append(given);
  await writer.flush();
  await store.refresh();
  const [first, third, none] = await Promise.all([store.row(hash(1)), store.row(hash(3)), store.row(hash(4))]);
  assert.deepEqual(first, row(1));
  assert.deepEqual(third, strange);
  assert.equal(none, undefined);
});

test('a store that was never written is empty, and looking leaves nothing behind', async (context) => {
  const folder = scratch(context);
  const store = await FeatureStore.open(await placeIn(folder), key, program);
  const rows = await store.rows([hash(1)]);
  assert.deepEqual([rows.images, rows.missing, store.has(hash(1))], [0, [hash(1)], false]);
  assert.deepEqual(fs.readdirSync(folder), []);
});

test('abandoned rows are not written, and a writer refuses rows of another width', async (context) => {
  const store = await FeatureStore.open(await placeIn(scratch(context)), key, program);
  const writer = await store.writer();
  await writer.append(row(1));
  await assert.rejects(writer.append(row(2, { width: 9 })), RangeError);
  writer.abandon();
  await writer.flush();
  assert.deepEqual(writer.published, []);
});

test('of double rows that of the lowest shard name counts, whoever wrote first', async (context) => {
  const place = await placeIn(scratch(context));
  const store = await FeatureStore.open(place, key, program);
  const nameOf = new Map<number, string>();
  for (const bits of [1, 2, 3, 4]) {
    const writer = await store.writer();
    for (const i of range(0, 10 + bits)) await writer.append(row(i, { bits }));
    await writer.flush();
    nameOf.set(bits, writer.published[0] ?? '');
    await store.refresh();
  }
  const lowest = [...nameOf].sort(([, a], [, b]) => (a < b ? -1 : 1))[0]?.[0];
  const fresh = await FeatureStore.open(place, key, program);
  for (const reader of [store, fresh]) {
    const rows = await reader.rows(range(0, 10).map(hash));
    range(0, 10).forEach((i) => assert.equal(rows.embeddings[i * rows.embeddingWidth], i + (lowest ?? 0)));
    assert.deepEqual((await reader.rows([hash(13)])).embeddings[0], 13 + 4);
  }
});

test('keys do not mix, and their folder says what they are', async (context) => {
  const place = await placeIn(scratch(context));
  const other = { ...key, preprocessing: 2 };
  const store = await FeatureStore.open(place, key, program);
  const writer = await store.writer();
  await writer.append(row(1));
  await writer.flush();
  assert.equal((await FeatureStore.open(place, other, program)).has(hash(1)), false);
  assert.equal(path.basename(store.folder), keyFolder(key));
  assert.match(keyFolder(key), /^[0-9a-f]{16}$/);
  assert.equal(keyFolder({ ...key }), keyFolder(Object.fromEntries(Object.entries(key).reverse()) as unknown as typeof key));
  const file = path.join(store.folder, writer.published[0] ?? '');
  assert.equal(tableFromIPC(fs.readFileSync(file)).schema.metadata.get('freesel.key'), canonicalKey(key));
});

test('two writers at once, in one process, lose nothing', async (context) => {
  const place = await placeIn(scratch(context));
  const write = async (from: number): Promise<void> => {
    const store = await FeatureStore.open(place, key, program);
    const writer = await store.writer(10);
    for (const i of range(from, from + 100)) await writer.append(row(i));
    await writer.flush();
  };
  await Promise.all([write(0), write(50), write(100)]);
  const store = await FeatureStore.open(place, key, program);
  const rows = await store.rows(range(0, 200).map(hash));
  assert.deepEqual([rows.images, rows.missing, rows.damaged], [200, [], []]);
});

test('temporary files of killed runs go after an hour, not before', async (context) => {
  const place = await placeIn(scratch(context));
  const store = await FeatureStore.open(place, key, program);
  const writer = await store.writer();
  await writer.append(row(1));
  await writer.flush();
  const [old, young] = ['.tmp-0123456789abcdef', '.tmp-fedcba9876543210'].map((name) => path.join(store.folder, name));
  assert.ok(old !== undefined && young !== undefined);
  for (const file of [old, young]) fs.writeFileSync(file, 'half');
  const longAgo = new Date(Date.now() - 2 * 3_600_000);
  fs.utimesSync(old, longAgo, longAgo);
  assert.equal((await FeatureStore.open(place, key, program)).has(hash(1)), true);
  assert.deepEqual([fs.existsSync(old), fs.existsSync(young)], [false, true]);
});

test('reading can be cancelled', async (context) => {
  const place = await placeIn(scratch(context));
  const store = await FeatureStore.open(place, key, program);
  const writer = await store.writer();
  await writer.append(row(1));
  await writer.flush();
  const signal = AbortSignal.abort();
  await assert.rejects(FeatureStore.open(place, key, { ...program, signal }), { name: 'AbortError' });
  await assert.rejects(store.rows([hash(1)], signal), { name: 'AbortError' });
  assert.equal((await store.rows([hash(1)])).images, 1);
  assert.equal(filesBelow(store.folder).length, 1);
});
