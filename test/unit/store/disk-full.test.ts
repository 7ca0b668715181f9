import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { Problem } from '../../../src/core/problem.js';
import { FeatureStore, PathIndex, writePoolFile } from '../../../src/store/index.js';
import { filesBelow, hash, key, placeIn, program, range, row, scratch } from './made-up.js';

const big = (i: number): ReturnType<typeof row> => row(i, { width: 128, embeddingWidth: 384, patches: 196 });

test('a full disk is said; what is stored stays, and with room again the writer goes on', async (context) => {
  const folder = scratch(context);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder]).status !== 0) {
    context.skip('mounting is not permitted here');
    return;
  }
  try {
    const place = await placeIn(folder);
    const store = await FeatureStore.open(place, key, program);
    const writer = await store.writer(20);
    let failure: unknown;
    for (const i of range(0, 1000)) {
      try {
        await writer.append(big(i));
      } catch (error) {
        failure = error;
        break;
      }
    }
    assert.ok(failure instanceof Problem && failure.code === 'disk-full');
    assert.match(failure.in('en'), /disk.*full/);
    assert.ok(failure.in('en').includes(place.store) && failure.in('ja').includes(place.store));
    assert.ok(!filesBelow(folder).some((name) => name.includes('.tmp-')), 'a temporary file was left');
    const shards = writer.published.length;
    assert.ok(shards > 0);

    const index = await PathIndex.load(place);
    for (const i of range(0, 20_000))
      index.note(`${i}.png`, { size: 1, mtimeMs: 1, ctimeMs: 1 }, { kind: 'image', sha256: hash(i) }, Date.now());
    await assert.rejects(index.save(), { code: 'disk-full' });
    const rows = await store.rows(range(0, shards * 20).map(hash));
    assert.deepEqual([rows.images, rows.damaged], [shards * 20, []]);
    await assert.rejects(writePoolFile(`${folder}/pool.arrow`, rows.hashes, rows), { code: 'disk-full' });
    assert.ok(!filesBelow(folder).some((name) => name.includes('.tmp-')), 'a temporary file was left');

    assert.equal(spawnSync('mount', ['-o', 'remount,size=64m', folder]).status, 0);
    await writer.flush();
    assert.equal((await store.rows(range(0, (shards + 1) * 20).map(hash))).missing.length, 0);
  } finally {
    spawnSync('umount', [folder]);
  }
});
