import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { keepOutOfGit, prepareStore, storePlace } from '../../../src/store/index.js';
import { sha256 } from '../../../src/store/feature-key.js';
import { filesBelow, scratch } from './made-up.js';

test('the workspace is the current directory if the data folder lies in it, else the data folder', async (context) => {
  const cwd = scratch(context);
  const outside = scratch(context);
  const inner = path.join(cwd, 'a', '..b');
  fs.mkdirSync(inner, { recursive: true });
  const places = await Promise.all([cwd, inner, outside].map((folder) => storePlace({ folder, cwd })));
  assert.deepEqual(
    places.map(({ root, dataPath, store, where }) => [root, dataPath, store, where]),
    [
      [cwd, '.', path.join(cwd, '.freesel'), 'workspace'],
      [cwd, 'a/..b', path.join(cwd, '.freesel'), 'workspace'],
      [outside, '.', path.join(outside, '.freesel'), 'workspace'],
    ],
  );
  assert.deepEqual([fs.readdirSync(cwd), fs.readdirSync(outside)], [['a'], []]);
});

test('a data folder reached by a link still lies in the workspace', async (context) => {
  const real = scratch(context);
  const elsewhere = scratch(context);
  fs.mkdirSync(path.join(real, 'pool'));
  fs.symlinkSync(real, path.join(elsewhere, 'link'));
  const place = await storePlace({ folder: path.join(real, 'pool'), cwd: path.join(elsewhere, 'link') });
  assert.deepEqual([place.root, place.dataPath], [fs.realpathSync(real), 'pool']);
});

test('git ignores all of a store but its selections, .gitignore and README', async (context) => {
  const folder = scratch(context);
  const git = (...args: string[]): string => spawnSync('git', args, { cwd: folder, encoding: 'utf8' }).stdout;
  if (spawnSync('git', ['init', '-q'], { cwd: folder }).status !== 0) {
    context.skip('no git here');
    return;
  }
  const place = await storePlace({ folder, cwd: folder });
  await prepareStore(place);
  for (const name of ['features/k/s.arrow', 'paths/p.index', 'selections/a.freesel.json', 'features/k/.lock']) {
    fs.mkdirSync(path.dirname(path.join(place.store, name)), { recursive: true });
    fs.writeFileSync(path.join(place.store, name), 'x');
  }
  const seen = git('ls-files', '--others', '--exclude-standard').trim().split('\n').sort();
  assert.deepEqual(seen, ['.freesel/.gitignore', '.freesel/README.md', '.freesel/selections/a.freesel.json']);
});

test('what a user changed in README and .gitignore stays', async (context) => {
  const folder = scratch(context);
  await keepOutOfGit(folder);
  fs.writeFileSync(path.join(folder, '.gitignore'), 'mine');
  await keepOutOfGit(folder);
  assert.equal(fs.readFileSync(path.join(folder, '.gitignore'), 'utf8'), 'mine');
});

test('a store given in a folder with other things adds no .gitignore there', async (context) => {
  const folder = scratch(context);
  fs.writeFileSync(path.join(folder, 'code.py'), '');
  await prepareStore(await storePlace({ folder, cwd: folder, store: '.' }));
  assert.deepEqual(filesBelow(folder), ['code.py', 'version']);
  await prepareStore(await storePlace({ folder, cwd: folder, store: 'new/store' }));
  assert.deepEqual(filesBelow(path.join(folder, 'new/store')), ['.gitignore', 'README.md', 'version']);
});

test('a given store that cannot be written is said, by the name that was given', async (context) => {
  const folder = scratch(context);
  fs.writeFileSync(path.join(folder, 'file'), '');
  for (const store of ['file', 'file/below'])
    await assert.rejects(
      storePlace({ folder, cwd: folder, store }),
      (error: Error & { code?: string }) => error.code === 'store-not-writable' && error.message.includes(store),
    );
});

test('a store of a newer format is refused', async (context) => {
  const folder = scratch(context);
  const place = await storePlace({ folder, cwd: folder });
  fs.mkdirSync(place.store);
  fs.writeFileSync(path.join(place.store, 'version'), `2 ${sha256('2').slice(0, 8)}\n`);
  await assert.rejects(prepareStore(place), { code: 'store-version' });
});

test('where the workspace cannot be written the store goes to the cache, and is found again', async (context) => {
  const folder = scratch(context);
  const cache = scratch(context);
  if (spawnSync('mount', ['--bind', folder, folder]).status !== 0) {
    context.skip('mounting is not permitted here');
    return;
  }
  const before = process.env['XDG_CACHE_HOME'];
  try {
    if (spawnSync('mount', ['-o', 'remount,ro,bind', folder]).status !== 0) {
      context.skip('mounting read-only is not permitted here');
      return;
    }
    process.env['XDG_CACHE_HOME'] = cache;
    const [first, second] = [await storePlace({ folder, cwd: cache }), await storePlace({ folder, cwd: cache })];
    assert.deepEqual(first, second);
    assert.equal(first.where, 'cache');
    assert.equal(first.store, path.join(cache, 'freesel', sha256(fs.realpathSync(folder)).slice(0, 16)));
    assert.deepEqual(fs.readdirSync(cache), []);
    await prepareStore(first);
    assert.deepEqual(filesBelow(first.store), ['.gitignore', 'README.md', 'version']);
    await assert.rejects(storePlace({ folder, cwd: folder, store: 'store' }), { code: 'store-not-writable' });
  } finally {
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
    spawnSync('umount', [folder]);
  }
});
