import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { imageFolders } from '../../../src/extension/image-folders.js';
import { scratchFolder } from '../selection/scratch.js';

test('folders of images are offered with the folders that hold them, outer ones first', async (t) => {
  const root = await scratchFolder(t);
  const files = [
    'data/tiles/ok/1.jpg',
    'data/tiles/ok/2.JPG',
    'data/tiles/crack/3.png',
    'notes/readme.md',
    '.hidden/4.png',
    'node_modules/a/5.png',
  ];
  for (const file of files) {
    await mkdir(path.join(root, path.dirname(file)), { recursive: true });
    await writeFile(path.join(root, file), '');
  }
  assert.deepEqual(await imageFolders(root), ['data', 'data/tiles', 'data/tiles/crack', 'data/tiles/ok']);
  assert.deepEqual(await imageFolders(root, () => true), []);
  assert.deepEqual(await imageFolders(path.join(root, 'nowhere')), []);
});
