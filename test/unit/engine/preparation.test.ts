import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import sharp from 'sharp';
import { prepare, type Prepared } from '../../../src/engine/preparation.js';
import type { ModelInput } from '../../../src/model/contract.js';

const input: ModelInput = {
  height: 12,
  width: 16,
  layout: 'NCHW',
  type: 'float32',
  range: 'normalised',
  mean: [0, 0, 0],
  std: [1, 1, 1],
  fixedBatch: undefined,
};

const picture = (shade: number): Promise<Buffer> =>
  sharp({ create: { width: 20, height: 10, channels: 3, background: { r: shade, g: 0, b: 255 } } })
    .png()
    .toBuffer();
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function folderOf(t: TestContext, files: Readonly<Record<string, Buffer | string>>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'freesel-engine-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  return folder;
}

async function all(work: AsyncGenerator<Prepared>): Promise<Prepared[]> {
  const list: Prepared[] = [];
  for await (const own of work) list.push(own);
  return list;
}

test('every file comes in the order of the list: new, the same as another, stored, or unusable with a reason', async (t) => {
  const [one, two, three] = [await picture(1), await picture(2), await picture(3)];
  const folder = await folderOf(t, { 'a.png': one, 'b.png': two, 'c.png': one, 'd.png': three, 'e.png': 'no picture' });
  const names = ['e.png', 'a.png', 'gone.png', 'd.png', 'c.png', 'b.png'];
  const found = await all(prepare(folder, names, input, 8, (sha256) => sha256 === hashOf(three)));
  assert.deepEqual(
    found.map(({ kind }) => kind),
    ['unusable', 'decoded', 'unusable', 'stored', 'same', 'decoded'],
  );
  assert.deepEqual(
    found.map(({ sha256 }) => sha256),
    [hashOf(Buffer.from('no picture')), hashOf(one), undefined, hashOf(three), hashOf(one), hashOf(two)],
  );
  const decoded = found[1];
  assert.ok(decoded?.kind === 'decoded');
  assert.deepEqual([decoded.width, decoded.height, decoded.pixels.length], [20, 10, 3 * 12 * 16]);
});

test('no more is read ahead than may wait, however slow the model is', async (t) => {
  const names = Array.from({ length: 30 }, (_, i) => `${i}.png`);
  const folder = await folderOf(t, Object.fromEntries(await Promise.all(names.map(async (name, i) => [name, await picture(i)] as const))));
  let read = 0;
  const work = prepare(folder, names, input, 5, () => {
    read += 1;
    return false;
  });
  for (let taken = 1; taken <= 6; taken += 1) {
    await work.next();
    await new Promise((later) => setTimeout(later, 60));
    assert.ok(read >= taken && read <= taken + 5, `${read} were read when ${taken} were taken`);
  }
  await work.return(undefined);
  await new Promise((later) => setTimeout(later, 60));
  assert.ok(read <= 12, `${read} were read in all`);
});
