import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '../../../src/core/problem.js';
import { globTest } from '../../../src/images/globs.js';
import { listImages } from '../../../src/images/index.js';
import { put, scratchFolder } from './scratch.js';

const names = [
  'MT_Fray/a.jpg',
  'MT_Fray/sub/b.jpg',
  'MT_Crack/exp1_c.jpg',
  'MT_Crack/sub/d.jpg',
  'MT_Break/e.png',
  'MT_Blowhole/f.jpg',
  'exp1_g.jpg',
];

const cases: readonly (readonly [include: string[], exclude: string[], left: string[]])[] = [
  [[], [], names],
  [['MT_Fray/**'], [], ['MT_Fray/a.jpg', 'MT_Fray/sub/b.jpg']],
  [['./MT_Fray/'], [], ['MT_Fray/a.jpg', 'MT_Fray/sub/b.jpg']],
  [['MT_Crack/*.jpg'], [], ['MT_Crack/exp1_c.jpg']],
  [['MT_Fray/**', 'MT_Crack/*.jpg'], [], ['MT_Fray/a.jpg', 'MT_Fray/sub/b.jpg', 'MT_Crack/exp1_c.jpg']],
  [[], ['**/exp1_*'], names.filter((name) => !name.includes('exp1_'))],
  [['MT_B*/**'], ['MT_Break/**'], ['MT_Blowhole/f.jpg']],
  [['**/*.png'], [], ['MT_Break/e.png']],
  [['*'], [], ['exp1_g.jpg']],
  [['**'], [], names],
  [
    ['MT_?r*/**'],
    [],
    ['MT_Fray/a.jpg', 'MT_Fray/sub/b.jpg', 'MT_Crack/exp1_c.jpg', 'MT_Crack/sub/d.jpg', 'MT_Break/e.png'].filter((name) =>
      /^MT_.r/.test(name),
    ),
  ],
  [['MT_{Break,Blowhole}/[ef].*'], [], ['MT_Break/e.png', 'MT_Blowhole/f.jpg']],
  [['x/**'], [], []],
  [['!MT_Fray/**'], [], []],
];

for (const [include, exclude, left] of cases) {
  void test(`include ${JSON.stringify(include)}, exclude ${JSON.stringify(exclude)}`, () => {
    assert.deepEqual(names.filter(globTest(include, exclude)), left);
  });
}

void test('signs of extended globs and comments stand for themselves', () => {
  for (const name of ['photo (1).jpg', '#a.jpg', '!a.jpg', '!(a).jpg', '+(b).jpg', '@x.jpg', 'a$.jpg', 'a|b.jpg', 'a^b.jpg']) {
    assert.equal(globTest([name], [])(name), true, name);
    assert.equal(globTest([`**/${name}`], [])(`d/e/${name}`), true, name);
  }
  assert.equal(globTest(['photo (1).jpg'], [])('photo 1.jpg'), false);
  assert.equal(globTest(['**/*.jpg'], [])('a/new\nline/b\n.jpg'), true);
});

void test('an empty glob is a wrong command line', () => {
  assert.throws(
    () => globTest([''], []),
    (error) => error instanceof Problem && error.code === 'glob-invalid' && error.exit === 2,
  );
});

void test('globs shorten the list of files, not the list of all paths', async (t) => {
  const root = await scratchFolder(t);
  for (const name of names) await put(root, name);
  const listing = await listImages(root, { include: ['MT_Crack/**'], exclude: ['**/sub/**'] });
  assert.deepEqual(
    listing.files.map(({ path }) => path),
    ['MT_Crack/exp1_c.jpg'],
  );
  assert.equal(listing.everyPath.length, names.length);
});

void test('.freeselignore leaves files and folders out, in the syntax of .gitignore', async (t) => {
  const root = await scratchFolder(t);
  for (const name of [
    'a.jpg',
    'A.jpg',
    'keep/a.jpg',
    'drop/x.jpg',
    'drop/deep/y.jpg',
    'keep/b.png',
    'keep/c.png',
    '日本/é.jpg',
    'sub/only/z.jpg',
    'only/z.jpg',
  ])
    await put(root, name);
  await put(root, '.freeselignore', '\uFEFF# comment\r\ndrop/\r\n*.png\n!keep/c.png\n/a.jpg\n日本/*.jpg\n/only\n');
  const listing = await listImages(root, { include: [], exclude: [] });
  assert.deepEqual(listing.everyPath, ['A.jpg', 'keep/a.jpg', 'keep/c.png', 'sub/only/z.jpg']);
  assert.equal(listing.ignored, 5);
});
