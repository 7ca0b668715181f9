import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { listImages } from '../../../src/images/index.js';
import { put, scratchFolder } from './scratch.js';

const options = { timeout: 10_000, skip: process.platform === 'win32' && 'links need a privilege on Windows' };

async function listed(root: string): Promise<readonly string[]> {
  const listing = await listImages(root, { include: [], exclude: [] });
  assert.deepEqual(
    listing.files.map(({ path }) => path),
    listing.everyPath,
  );
  return listing.everyPath;
}

void test('a link to a file is a file, in any folder; one that leads nowhere or to itself is nothing', options, async (t) => {
  const root = await scratchFolder(t);
  await put(root, 'outside/a.jpg', 'four');
  await put(root, 'pool/b.jpg');
  await put(root, 'outside/no-ending');
  await symlink('../outside/a.jpg', join(root, 'pool/link.png'));
  await symlink('../outside/no-ending', join(root, 'pool/named.jpg'));
  await symlink('../outside/a.jpg', join(root, 'pool/unnamed'));
  await symlink('nowhere.jpg', join(root, 'pool/dangling.jpg'));
  await symlink('itself.jpg', join(root, 'pool/itself.jpg'));
  await symlink('b.jpg/below', join(root, 'pool/below.jpg'));
  assert.deepEqual(await listed(join(root, 'pool')), ['b.jpg', 'link.png', 'named.jpg']);
  const { files } = await listImages(join(root, 'pool'), { include: ['link.png'], exclude: [] });
  assert.equal(files[0]?.size, 4);
});

void test('a link to a folder outside is followed once, by its lowest path', options, async (t) => {
  const root = await scratchFolder(t);
  await put(root, 'outside/sub/a.jpg');
  await mkdir(join(root, 'pool'));
  for (const name of ['z', 'm', 'b.jpg']) await symlink('../outside', join(root, 'pool', name));
  assert.deepEqual(await listed(join(root, 'pool')), ['b.jpg/sub/a.jpg']);
});

void test('a real folder wins over a link to it, whichever comes first', options, async (t) => {
  const root = await scratchFolder(t);
  await put(root, 'middle/a.jpg');
  await put(root, 'x/y/c.jpg');
  await symlink('middle', join(root, 'a-link'));
  await symlink('middle', join(root, 'z-link'));
  await symlink('../../middle', join(root, 'x/y/deep'));
  assert.deepEqual(await listed(root), ['middle/a.jpg', 'x/y/c.jpg']);
});

void test('links to a folder above, to each other and in circles outside end', options, async (t) => {
  const root = await scratchFolder(t);
  await put(root, 'pool/good/a.jpg');
  await put(root, 'outside/b.jpg');
  await put(root, 'other/c.jpg');
  await symlink('..', join(root, 'pool/good/loop'));
  await symlink('.', join(root, 'pool/good/self'));
  await symlink('../..', join(root, 'pool/up'));
  await symlink(join(root, 'pool'), join(root, 'pool/root'));
  await symlink('../outside', join(root, 'pool/out'));
  await symlink('../other', join(root, 'outside/there'));
  await symlink('../outside', join(root, 'other/back'));
  await symlink('../pool', join(root, 'other/pool'));
  await symlink('..', join(root, 'other/above'));
  assert.deepEqual(await listed(join(root, 'pool')), ['good/a.jpg', 'out/b.jpg', 'out/there/c.jpg']);
});

void test('a folder that is reached as a whole and in part is listed once', options, async (t) => {
  const root = await scratchFolder(t);
  await put(root, 'outside/sub/a.jpg');
  await put(root, 'outside/b.jpg');
  await mkdir(join(root, 'pool'));
  await symlink('../outside/sub', join(root, 'pool/a'));
  await symlink('../outside', join(root, 'pool/b'));
  assert.deepEqual(await listed(join(root, 'pool')), ['a/a.jpg', 'b/b.jpg']);
});

void test('the root may be a link itself', options, async (t) => {
  const root = await scratchFolder(t);
  await put(root, 'real/a.jpg');
  await symlink('real', join(root, 'link'));
  await symlink('.', join(root, 'real/again'));
  assert.deepEqual(await listed(join(root, 'link')), ['a.jpg']);
});
