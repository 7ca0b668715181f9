import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readImage } from '../../../src/images/index.js';
import { put, scratchFolder } from './scratch.js';

async function codeOf(root: string, path: string, maximumBytes?: number): Promise<string> {
  const read = await readImage(root, path, maximumBytes === undefined ? {} : { maximumBytes });
  if (read.kind === 'read') return 'read';
  assert.match(read.reason.en, /\p{L}{2}/u);
  assert.match(read.reason.ja, /[\u3040-\u30ff]/);
  return read.code;
}

void test('a file is read whole', async (t) => {
  const root = await scratchFolder(t);
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
  await put(root, 'a/日本.jpg', content);
  const read = await readImage(root, 'a/日本.jpg');
  assert.ok(read.kind === 'read' && read.bytes.equals(content));
});

void test('what cannot be read has a code and a reason', async (t) => {
  const root = await scratchFolder(t);
  await put(root, 'empty.jpg', '');
  await put(root, 'large.jpg', Buffer.alloc(3000));
  await mkdir(join(root, 'folder.jpg'));
  assert.equal(await codeOf(root, 'gone.jpg'), 'vanished');
  assert.equal(await codeOf(root, 'empty.jpg/below.jpg'), 'vanished');
  assert.equal(await codeOf(root, 'empty.jpg'), 'empty');
  assert.equal(await codeOf(root, 'large.jpg', 3000), 'read');
  assert.equal(await codeOf(root, 'large.jpg', 2999), 'too-large');
  if (process.platform !== 'win32') assert.equal(await codeOf(root, 'folder.jpg'), 'not-a-file');
});

void test('a limit is named in plain numbers', async (t) => {
  const root = await scratchFolder(t);
  await put(root, 'large.jpg', Buffer.alloc(5 * 2 ** 20));
  const read = await readImage(root, 'large.jpg', { maximumBytes: 2 * 2 ** 20 });
  assert.equal(read.kind === 'unusable' && read.reason.en, 'a file of 5 MB, the limit is 2');
});

void test('a pipe is not waited for', { skip: process.platform === 'win32' && 'no pipes on Windows', timeout: 5000 }, async (t) => {
  const root = await scratchFolder(t);
  execFileSync('mkfifo', [join(root, 'pipe.jpg')]);
  assert.equal(await codeOf(root, 'pipe.jpg'), 'not-a-file');
});

void test('a file without permission is unreadable', async (t) => {
  if (process.getuid?.() === 0 || process.platform === 'win32') {
    t.skip('this user may read every file');
    return;
  }
  const root = await scratchFolder(t);
  await put(root, 'locked.jpg');
  await chmod(join(root, 'locked.jpg'), 0);
  assert.equal(await codeOf(root, 'locked.jpg'), 'unreadable');
});
