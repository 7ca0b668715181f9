import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { FeatureStore } from '../../../src/store/index.js';
import { hash, key, placeIn, program, range, row, scratch } from './made-up.js';

test('speed: 50,000 rows of 5 x 128 + 384 (printed, not asserted)', async (context) => {
  const place = await placeIn(scratch(context));
  const count = 50_000;
  const writer = await (await FeatureStore.open(place, key, program)).writer();
  const whole = row(4, { width: 128, embeddingWidth: 384, patches: 196 });
  let start = performance.now();
  const lap = (): string => {
    const ms = performance.now() - start;
    start = performance.now();
    return `${Math.round(ms)} ms`;
  };
  for (const i of range(0, count)) await writer.append({ ...whole, sha256: hash(i) });
  await writer.flush();
  context.diagnostic(`written in ${lap()}`);
  const store = await FeatureStore.open(place, key, program);
  context.diagnostic(`opened in ${lap()}`);
  const rows = await store.rows(range(0, count).map(hash));
  context.diagnostic(`read in ${lap()}`);
  assert.equal(rows.images, count);
  const bytes = fs.readdirSync(store.folder).reduce((sum, name) => sum + fs.statSync(path.join(store.folder, name)).size, 0);
  context.diagnostic(`${Math.round(bytes / count)} bytes an image`);
});
