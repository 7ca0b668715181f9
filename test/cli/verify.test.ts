import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import type { Selection } from '../../src/core/selection.js';
import { freesel, scratchWorkspace, type Ended } from './freesel.js';
import { drawPicture, drawPictures, duplicatePictures } from './pictures.js';
import { readSelection } from './selection-file.js';

const scratch = scratchWorkspace();
const workspace = path.join(scratch, 'work');
const folder = path.join(workspace, 'data');
const names = Array.from({ length: 24 }, (_, i) => `${i % 2 === 0 ? 'even' : 'odd'}/${String(i).padStart(2, '0')}.png`);
const selections = path.join(workspace, '.freesel', 'selections');
const kept = 'data-6.freesel.json';
let selection: Selection;

before(async () => {
  await drawPictures(folder, names, 110);
  await duplicatePictures(folder, { 'even/02.png': 'copies/02.png' });
  await writeFile(path.join(scratch, 'secret.png'), await drawPicture(99));
  assert.equal((await freesel(['select', 'data', '--budget', '6'], { cwd: workspace })).code, 0);
  selection = await readSelection(path.join(selections, kept));
});

const verify = (file: string, ...flags: string[]): Promise<Ended> => freesel(['verify', file, ...flags], { cwd: workspace });

type Edited = { -readonly [K in keyof Omit<Selection, 'picks'>]: Selection[K] } & { picks: Record<string, unknown>[] };

/** Verifies a copy of the selection in which something was edited; what is said must not tell what lies elsewhere. */
async function afterEdit(edit: (own: Edited) => void): Promise<string> {
  const own = structuredClone(selection) as unknown as Edited;
  edit(own);
  await writeFile(path.join(selections, 'edited.freesel.json'), JSON.stringify(own));
  const ended = await verify('.freesel/selections/edited.freesel.json');
  const said = ended.stdout + ended.stderr;
  assert.equal(ended.code, 1, said);
  assert.doesNotMatch(said, /[0-9a-f]{64}|\bat \S+:\d|Error/, said);
  return said;
}

const pickOf = (own: Edited, rank: number): Record<string, unknown> => own.picks[rank - 1] ?? {};
const pathOf = (rank: number): string => selection.picks[rank - 1]?.path ?? '';

test('what select wrote holds', async () => {
  const ended = await verify(`.freesel/selections/${kept}`);
  assert.deepEqual([ended.code, ended.stderr], [0, '']);
  assert.match(ended.stdout, /all 6 picks hold\.\n$/);
});

test('selections of the other samplers, with labelled and pinned images, hold too', async () => {
  await writeFile(path.join(workspace, 'labelled.txt'), 'odd/01.png\neven/04.png\n');
  const named = ['--initial', 'labelled.txt', '--pin', 'odd/03.png', '--skip', 'even/06.png'];
  for (const flags of [
    named,
    ['--sampler', 'probability', '--seed', '3', ...named],
    ['--sampler', 'farthest', '--centre', 'none'],
    ['--budget', '100%'],
  ]) {
    const ended = await freesel(['select', 'data', '--budget', '5', '--out', 'other.json', ...flags], { cwd: workspace });
    assert.equal(ended.code, 0, ended.stderr);
    const verified = await verify('other.json');
    assert.equal(verified.code, 0, `${flags.join(' ')}: ${verified.stdout}${verified.stderr}`);
  }
});

test('what was edited is named, everything at once, with its rank and path', async () => {
  const other = names.find((own) => !selection.picks.some(({ path: picked }) => picked === own)) ?? '';
  const edits: readonly (readonly [says: readonly RegExp[], edit: (own: Edited) => void])[] = [
    [
      [
        /^rank 2, gone\.png: there is no such image/m,
        /^rank 3, \S+: its content has changed since it was selected/m,
        new RegExp(`^rank 4, ${other}: its content has changed`, 'm'),
        new RegExp(`^rank 5, ${pathOf(1)}: it is chosen twice`, 'm'),
        /^rank 7, \S+: it stands at place 6/m,
        /^the pool has 25 images, it had 26/m,
        /: 6 differences\.$/m,
      ],
      (own) => {
        pickOf(own, 2)['path'] = 'gone.png';
        pickOf(own, 3)['sha256'] = 'a'.repeat(64);
        pickOf(own, 4)['path'] = other;
        Object.assign(pickOf(own, 5), { path: pathOf(1), sha256: pickOf(own, 1)['sha256'] });
        pickOf(own, 6)['rank'] = 7;
        own.pool = { ...own.pool, images: 26 };
      },
    ],
    [
      [
        /^rank 3, \S+: its pattern 0 has other patches/m,
        /^rank 4, \S+: its distance is 1\.9 in the file/m,
        /^rank 6, \S+: it represents 23 images in the file/m,
        /^coverage\.share is 0\.111 in the file/m,
        /^coverage\.random\.low is 0\.001 in the file/m,
      ],
      (own) => {
        pickOf(own, 3)['pattern'] = { index: 0, patches: '1-3' };
        pickOf(own, 4)['distance'] = 1.9;
        pickOf(own, 6)['represents'] = 23;
        own.coverage = { ...own.coverage, share: 0.111, random: { ...own.coverage.random, low: 0.001 } };
      },
    ],
    [[/^rank 1, \S+: its gain is 999 in the file/m], (own) => (pickOf(own, 1)['gain'] = 999)],
    [[/^an image of the pool was changed/m], (own) => (own.pool = { ...own.pool, fingerprint: 'b'.repeat(64) })],
    [[/initial image is chosen/], (own) => (own.settings = { ...own.settings, initial: [pathOf(1)] })],
    [[new RegExp(`^rank \\d, \\S+: another image comes first here: ${pathOf(1)}`, 'm')], (own) => (own.picks = exchanged(own.picks))],
    [[/^rank 2, \S+: it stands at place 1/m], (own) => void own.picks.shift()],
  ];
  for (const [says, edit] of edits) {
    const said = await afterEdit(edit);
    for (const one of says) assert.match(said, one);
  }
});

/** The first and the last pick in each other's place. */
const exchanged = (picks: readonly Record<string, unknown>[]): Record<string, unknown>[] =>
  [picks.at(-1) ?? {}, ...picks.slice(1, -1), picks[0] ?? {}].map((pick, i) => ({ ...pick, rank: i + 1 }));

test('images that changed, went or came since are found', async () => {
  const image = path.join(folder, pathOf(2));
  const safe = path.join(scratch, 'safe.png');
  await rename(image, safe);
  const gone = await verify(`.freesel/selections/${kept}`);
  assert.equal(gone.code, 1);
  assert.match(gone.stdout, new RegExp(`rank 2, ${pathOf(2)}: there is no such image`));
  await writeFile(image, await drawPicture(77));
  assert.match((await verify(`.freesel/selections/${kept}`)).stdout, new RegExp(`rank 2, ${pathOf(2)}: its content has changed`));
  await copyFile(safe, image);
  await writeFile(path.join(folder, 'new.png'), await drawPicture(78));
  assert.match((await verify(`.freesel/selections/${kept}`)).stdout, /the pool has 26 images, it had 25/);
  await rm(path.join(folder, 'new.png'));
  assert.equal((await verify(`.freesel/selections/${kept}`)).code, 0);
});

test('without the model the hashes are checked, and that the order was not is said', async () => {
  const ended = await verify(`.freesel/selections/${kept}`, '--model', 'other.onnx');
  assert.equal(ended.code, 1);
  assert.match(ended.stdout, /the order was not checked.*--model/);
  const said = await afterEdit((own) => {
    own.model = { ...own.model, sha256: 'c'.repeat(64) };
    pickOf(own, 3)['sha256'] = 'a'.repeat(64);
  });
  assert.match(said, /rank 3, .*changed since it was selected/);
});

test('paths that lead out of the data folder are refused and not opened, and none is waited for', async () => {
  execFileSync('mkfifo', [path.join(scratch, 'pipe.png'), path.join(workspace, 'pipe.png')]);
  await symlink('..', path.join(folder, 'up'));
  for (const outside of [
    ['../pipe.png', '../../pipe.png', path.join(scratch, 'pipe.png'), 'up/pipe.png', 'even\\..\\..\\pipe.png', '../../secret.png'],
    ['', '.', '..', '/', '\\\\server\\x.png', 'even/../../pipe.png'],
  ]) {
    const said = await afterEdit((own) => {
      for (const [i, text] of outside.entries()) pickOf(own, i + 1)['path'] = text;
    });
    for (const [i, text] of outside.entries())
      assert.ok(said.includes(`rank ${i + 1}, ${text}: the path leads out of the data folder and is not opened`), `${text}: ${said}`);
    assert.equal((await freesel(['show', '.freesel/selections/edited.freesel.json'], { cwd: workspace })).code, 0);
  }
  const said = await afterEdit((own) => {
    pickOf(own, 2)['nearest'] = { path: '/etc/hosts', pattern: 0 };
    own.settings = { ...own.settings, initial: ['../../secret.png'], pinned: ['/etc/hosts'], excluded: ['..'] };
  });
  for (const says of [
    /^rank 2, .*leads out/m,
    /^\.\.\/\.\.\/secret\.png, named in settings, leads out/m,
    /^\/etc\/hosts, named/m,
    /^\.\., named/m,
  ])
    assert.match(said, says);
  for (const root of [scratch, 'data/../..'])
    assert.match(await afterEdit((own) => (own.root = root)), /names no relative data folder: it is not opened/, root);
  await rm(path.join(folder, 'up'));
});

test('a pipe in the data folder is no image and is not waited for', async () => {
  const pipe = path.join(folder, 'even', 'pipe.png');
  execFileSync('mkfifo', [pipe]);
  assert.match(await afterEdit((own) => (pickOf(own, 2)['path'] = 'even/pipe.png')), /rank 2, even\/pipe\.png: there is no such image/);
  assert.equal((await verify(`.freesel/selections/${kept}`)).code, 0);
  await rm(pipe);
});

test('a data folder that is not there is one plain sentence', async () => {
  const alone = path.join(scratch, 'alone');
  await mkdir(alone);
  await copyFile(path.join(selections, kept), path.join(alone, kept));
  const ended = await freesel(['verify', kept], { cwd: alone });
  assert.deepEqual([ended.code, ended.stdout], [1, '']);
  assert.match(ended.stderr, /^There is no folder data\./);
  assert.equal(await readFile(path.join(alone, kept), 'utf8'), await readFile(path.join(selections, kept), 'utf8'));
});
