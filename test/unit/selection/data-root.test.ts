import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { innerFile, isFolder, isInnerPath, selectionRoot, selectionWorkspace } from '../../../src/store/index.js';
import { scratchFolder } from './scratch.js';

const outside = [
  ...['', '.', '..', '/', '/etc/passwd', '../x.png', 'a/../../x.png', 'a/..', 'a/./b.png', './a.png', 'a//b.png', 'a/', '//server/x.png'],
  ...['..\\x.png', 'a\\b.png', '\\\\server\\x.png', 'C:/x.png', 'c:\\x.png', 'C:x.png', 'a\0.png', 'a/..\\b.png'],
];
const inside = [
  'a.png',
  'a/b.png',
  '..a/b.png',
  'a../b.png',
  '...',
  'a b/ü 日本.png',
  '.hidden/x.png',
  'a\nb.png',
  '~/x.png',
  'ab:c/d.png',
  '%2e%2e/x.png',
];

/** Texts made of what leads out of folders and of what does not. */
const attempts = fc.oneof(
  fc.constantFrom(...outside, ...inside),
  fc
    .array(fc.constantFrom('..', '.', '', '/', '\\', 'a', 'b.png', '...', 'C:', '\0', '~', '%2e%2e', '//'), { maxLength: 8 })
    .chain((parts) => fc.constantFrom('/', '', '\\').map((between) => parts.join(between))),
  fc.string({ unit: 'binary' }),
);

test('a path that climbs, is absolute or has a backslash is no inner path', () => {
  for (const text of outside) assert.equal(isInnerPath(text), false, JSON.stringify(text));
  for (const text of inside) assert.equal(isInnerPath(text), true, JSON.stringify(text));
});

test('what is an inner path stays below any folder, by the rules of every system', () => {
  fc.assert(
    fc.property(attempts, (text) => {
      if (!isInnerPath(text)) return;
      assert.ok(path.posix.resolve('/data/root', text).startsWith('/data/root/'));
      assert.ok(path.win32.resolve('C:\\data\\root', text).toLowerCase().startsWith('c:\\data\\root\\'));
    }),
    { numRuns: 1000 },
  );
});

test('the workspace is the folder that holds .freesel, or the one that the file lies in', () => {
  assert.equal(selectionWorkspace('/w/.freesel/selections/x.freesel.json'), '/w');
  assert.equal(selectionWorkspace('/w/out/x.freesel.json'), '/w/out');
  assert.equal(selectionWorkspace('/w/selections/x.freesel.json'), '/w/selections');
  assert.equal(selectionWorkspace('/w/.freesel/selections/more/x.freesel.json'), '/w/.freesel/selections/more');
});

test('a root is relative to the workspace, may climb at its beginning, and nothing else', () => {
  const kept = '/w/here/.freesel/selections/x.freesel.json';
  const root = (text: string): string | undefined => selectionRoot(kept, text);
  assert.equal(root('.'), '/w/here');
  assert.equal(root('data/images'), '/w/here/data/images');
  assert.equal(root('..'), '/w');
  assert.equal(root('../..'), '/');
  assert.equal(root('../beside'), '/w/beside');
  assert.equal(root('../..data'), '/w/..data');
  for (const text of ['', '/', '/data', 'a/..', 'a/../..', '../a/../b', './a', '..\\a', 'C:/a', 'C:', '//a', '..//a', 'a\0'])
    assert.equal(root(text), undefined, JSON.stringify(text));
});

test('no text gives a file outside of the root', async (t) => {
  const root = path.join(await scratchFolder(t), 'root');
  await mkdir(path.join(root, 'a'), { recursive: true });
  await fc.assert(
    fc.asyncProperty(attempts, async (text) => {
      const file = await innerFile(root, text);
      if (file !== undefined) assert.ok(file.startsWith(root + path.sep) && file === path.normalize(file), file);
      assert.equal(file === undefined, !isInnerPath(text), 'where there are no links, the text decides');
    }),
    { numRuns: 500 },
  );
});

test('a link to the root, or above it, does not lead anywhere; one to elsewhere does, as in the listing of images', async (t) => {
  const scratch = await scratchFolder(t);
  const root = path.join(scratch, 'above', 'root');
  await mkdir(path.join(root, 'sub'), { recursive: true });
  await mkdir(path.join(scratch, 'elsewhere', 'deep'), { recursive: true });
  await writeFile(path.join(scratch, 'elsewhere', 'deep', 'x.png'), 'x');
  await writeFile(path.join(scratch, 'above', 'secret.png'), 'x');
  const links = {
    self: '.',
    up: '..',
    top: '/',
    'sub/again': '../..',
    twice: 'up',
    else: '../../elsewhere',
    nowhere: '../none',
    loop: 'loop',
  };
  for (const [name, target] of Object.entries(links)) await symlink(target, path.join(root, name));

  for (const text of ['self/a.png', 'up/secret.png', 'top/etc/passwd', 'sub/again/secret.png', 'twice/secret.png', 'self/up/secret.png'])
    assert.equal(await innerFile(root, text), undefined, text);
  for (const text of ['else/deep/x.png', 'sub/x.png', 'nowhere/x.png', 'loop/x.png', 'none/x.png'])
    assert.equal(await innerFile(root, text), path.join(root, text), text);
  // The root reached through a link is the same root.
  await symlink(root, path.join(scratch, 'link'));
  assert.equal(await innerFile(path.join(scratch, 'link'), 'self/a.png'), undefined);
  assert.equal(await innerFile(path.join(scratch, 'link'), 'sub/x.png'), path.join(scratch, 'link', 'sub/x.png'));
});

test('a folder is told from a file and from nothing', async (t) => {
  const scratch = await scratchFolder(t);
  await writeFile(path.join(scratch, 'file'), 'x');
  assert.deepEqual(await Promise.all(['.', 'file', 'none'].map((name) => isFolder(path.join(scratch, name)))), [true, false, false]);
});
