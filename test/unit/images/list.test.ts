import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Problem } from '../../../src/core/problem.js';
import { compareUtf8, listImages } from '../../../src/images/index.js';
import type { Listing, ListOptions } from '../../../src/images/index.js';
import { put, scratchFolder } from './scratch.js';

const everything: ListOptions = { include: [], exclude: [] };
const paths = (listing: Listing): string[] => listing.files.map(({ path }) => path);

void test('image files below the folder, by ending in any case, in the order of bytes', async (t) => {
  const root = await scratchFolder(t);
  const images = ['B.JPG', 'a.png', 'a/z.webp', 'a/b/c.TiFF', 'a-b/x.gif', 'b.heic', 'c.svg', 'd.dng', 'folder.jpg/inside.jpg', 'i.jp2'];
  for (const path of [...images, 'notes.txt', 'noextension', 'jpg', 'a/list.csv']) await put(root, path);
  const listing = await listImages(root, everything);
  assert.deepEqual(paths(listing), [
    'B.JPG',
    'a-b/x.gif',
    'a.png',
    'a/b/c.TiFF',
    'a/z.webp',
    'b.heic',
    'c.svg',
    'd.dng',
    'folder.jpg/inside.jpg',
    'i.jp2',
  ]);
  assert.deepEqual(listing.everyPath, paths(listing));
  assert.deepEqual([listing.unreadable, listing.ignored], [[], 0]);
  const [first] = listing.files;
  assert.ok(first && first.size === 1 && first.mtimeMs > 1.7e12 && first.ctimeMs > 1.7e12);
});

void test('strange names are names', async (t) => {
  const root = await scratchFolder(t);
  const names = [
    '日本語 の 名前.jpg',
    'smile 😀.jpg',
    '#hash.jpg',
    'per%26cent.jpg',
    '!not.jpg',
    'back\\slash.jpg',
    'photo (1).jpg',
    '[x].jpg',
  ];
  if (process.platform !== 'win32') names.push('new\nline.jpg', 'what?.jpg', '*.jpg', ' .jpg', '\uFFFD.jpg');
  for (const name of names) await put(root, `f/${name}`);
  assert.deepEqual(new Set(paths(await listImages(root, everything))), new Set(names.map((name) => `f/${name}`)));
  assert.equal((await listImages(root, { include: ['f/*.jpg'], exclude: [] })).files.length, names.length);
});

void test('the order is that of UTF-8, not of UTF-16', () => {
  const names = ['z', 'é', '\uFF5E', '\u{1F600}', '\uE000', 'a/b', 'a', 'a-b', '', '\u{10FFFF}', '\uD7FF'];
  const byBytes = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  assert.deepEqual([...names].sort(compareUtf8), byBytes);
});

void test('what begins with a dot is left out, folders too', async (t) => {
  const root = await scratchFolder(t);
  for (const path of ['.hidden.jpg', '.freesel/a.jpg', 'x/.git/b.png', 'x/c.png']) await put(root, path);
  assert.deepEqual((await listImages(root, everything)).everyPath, ['x/c.png']);
});

void test(
  'a pipe with the name of an image is neither listed nor opened',
  { skip: process.platform === 'win32' && 'no pipes on Windows', timeout: 10_000 },
  async (t) => {
    const root = await scratchFolder(t);
    await put(root, 'a.jpg');
    execFileSync('mkfifo', [join(root, 'pipe.jpg'), join(root, '.freeselignore')]);
    assert.deepEqual((await listImages(root, everything)).everyPath, ['a.jpg']);
  },
);

void test('a path of more than 260 characters', async (t) => {
  const root = await scratchFolder(t);
  const path = `${Array.from({ length: 7 }, (_, i) => `${i}${'long'.repeat(12)}`).join('/')}/deep.jpg`;
  await put(root, path);
  assert.deepEqual(paths(await listImages(root, everything)), [path]);
});

void test(
  'names that are no UTF-8 are named with a reason',
  { skip: process.platform !== 'linux' && 'the file system refuses such names' },
  async (t) => {
    const root = await scratchFolder(t);
    await put(root, 'a.jpg');
    await writeFile(Buffer.concat([Buffer.from(`${root}/b`), Buffer.from([0xff]), Buffer.from('.jpg')]), 'x');
    await writeFile(Buffer.concat([Buffer.from(`${root}/b`), Buffer.from([0xfe]), Buffer.from('.jpg')]), 'x');
    await mkdir(Buffer.concat([Buffer.from(`${root}/c`), Buffer.from([0xfe])]));
    const listing = await listImages(root, everything);
    assert.deepEqual(paths(listing), ['a.jpg']);
    assert.deepEqual(
      listing.unreadable.map(({ path, reason }) => [path, reason.en]),
      [
        ['b\uFFFD.jpg', 'its name is not valid UTF-8'],
        ['c\uFFFD', 'its name is not valid UTF-8'],
      ],
    );
  },
);

void test('a folder that cannot be opened is named, the others are listed', async (t) => {
  if (process.getuid?.() === 0 || process.platform === 'win32') {
    t.skip('this user may open every folder');
    return;
  }
  const root = await scratchFolder(t);
  await put(root, 'open/a.jpg');
  await mkdir(join(root, 'closed'), { mode: 0 });
  const listing = await listImages(root, everything);
  assert.deepEqual(paths(listing), ['open/a.jpg']);
  assert.deepEqual(listing.unreadable, [{ path: 'closed', reason: { en: 'no permission to read it', ja: '読み取る権限がありません' } }]);
  await assert.rejects(
    listImages(join(root, 'closed'), everything),
    (error) => error instanceof Problem && error.code === 'folder-unreadable',
  );
});

void test('a root that is missing, a file, or below a file is a problem that names it as the user did', async (t) => {
  const root = await scratchFolder(t);
  await put(root, 'file.jpg');
  for (const [path, code] of [
    ['nowhere', 'folder-missing'],
    ['file.jpg', 'folder-is-file'],
    ['file.jpg/below', 'folder-missing'],
  ] as const) {
    await assert.rejects(listImages(join(root, path), { ...everything, rootAsGiven: `./${path}` }), (error) => {
      assert.ok(error instanceof Problem);
      assert.deepEqual([error.code, error.exit], [code, 1]);
      assert.ok(error.in('en').includes(`./${path}`) && error.in('ja').includes(`./${path}`));
      return true;
    });
  }
});

void test('an aborted signal ends the listing with its reason', async (t) => {
  const root = await scratchFolder(t);
  await put(root, 'x/a.jpg');
  await assert.rejects(listImages(root, { ...everything, signal: AbortSignal.abort(new Error('enough')) }), /enough/);
  const controller = new AbortController();
  const onProgress = (): void => controller.abort(new Error('enough'));
  await assert.rejects(listImages(root, { ...everything, signal: controller.signal, onProgress }), /enough/);
});

void test('20,000 files in one folder take a few seconds at most, and do not depend on the order in which they were made', async (t) => {
  const root = await scratchFolder(t);
  await mkdir(join(root, 'flat'));
  const names = Array.from({ length: 20_000 }, (_, i) => `${String((i * 7919) % 20_000).padStart(5, '0')}.jpg`);
  for (let i = 0; i < names.length; i += 200)
    await Promise.all(names.slice(i, i + 200).map((name) => writeFile(join(root, 'flat', name), '')));
  const seen: number[] = [];
  const started = performance.now();
  const listing = await listImages(root, { ...everything, onProgress: (found) => seen.push(found) });
  const ms = performance.now() - started;
  assert.deepEqual(
    paths(listing),
    [...names].sort().map((name) => `flat/${name}`),
  );
  assert.equal(seen.at(-1), 20_000);
  assert.ok(ms < 8000, `${ms} ms`);
  t.diagnostic(`${Math.round(ms)} ms`);
});
