import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { lastingText, parseSelection, selectionText, type Selection } from '../../src/core/selection.js';
import { drawPictures } from '../cli/pictures.js';
import { Host, scratchWorkspace, selectParams, type Progress } from './host.js';

const workspace = scratchWorkspace();
const data = path.join(workspace, 'data');
const images = 240;
const names = Array.from({ length: images }, (_, i) => `${i % 2 === 0 ? 'a' : 'b [1]'}/${String(i).padStart(3, '0')}.png`);
let host: Host;

before(async () => {
  await drawPictures(data, [...names, 'c/other.png'], 70);
  host = await Host.start(workspace);
});

const parsed = (text: string): Selection => {
  const result = parseSelection(text);
  assert.equal(result.kind, 'selection');
  return (result as { selection: Selection }).selection;
};

const shards = async (): Promise<number> =>
  (await readdir(path.join(workspace, '.freesel'), { recursive: true }).catch(() => [])).filter((name) => name.endsWith('.arrow')).length;

test('what the host is', async () => {
  const about = await host.ask('freesel/about', null);
  assert.equal(about.processId, host.child.pid);
  assert.match(about.onnxruntime, /^\d+\.\d+/);
  assert.match(about.sharp, /^\d+\.\d+/);
  assert.ok(about.memoryBytes > 1e7);
});

test('counts images, of several folders once each', async () => {
  assert.deepEqual(await host.ask('freesel/count', { folders: [data] }), { images: images + 1 });
  assert.deepEqual(await host.ask('freesel/count', { folders: [path.join(data, 'a'), path.join(data, 'b [1]')] }), { images });
  assert.deepEqual(await host.ask('freesel/count', { folders: [path.join(data, 'a'), data] }), { images: images + 1 });
});

test('a run that is killed is gone on with: what was computed is there', async () => {
  const first = await Host.start(workspace);
  const failed = assert.rejects(first.ask('freesel/select', selectParams(workspace, [data], 12)));
  const until = Date.now() + 30_000;
  while ((await shards()) === 0 && Date.now() < until) await new Promise((soon) => setTimeout(soon, 10));
  first.child.kill('SIGKILL');
  first.connection.dispose();
  assert.equal(await first.ended, 'SIGKILL');
  await failed;

  const answer = await host.ask('freesel/select', selectParams(workspace, [data], 12, 'second'));
  assert.deepEqual(
    { ...answer, file: path.relative(workspace, answer.file) },
    {
      file: path.join('.freesel', 'selections', 'data-12.freesel.json'),
      images: images + 1,
      picks: 12,
      skipped: 0,
    },
  );
  const { run } = parsed(await readFile(answer.file, 'utf8'));
  assert.ok(run.embedded > 0 && run.embedded < images + 1, `${run.embedded} embedded`);
});

test('progress is told under its token, in order, with images a second, not too often', () => {
  const own = host.progress.filter(({ token }) => token === 'second');
  const steps = own.map(({ step }) => step).filter((step, i, all) => step !== all[i - 1]);
  assert.deepEqual(steps, ['list', 'read', 'sample', 'explain']);
  assert.ok(own.length < 60, `${own.length} messages`);
  const last = own.filter(({ step }) => step === 'read').at(-1);
  assert.deepEqual([last?.done, last?.total], [images + 1, images + 1]);
});

test('several folders: their common one is the data folder, and only they are looked at', async () => {
  const folders = [path.join(data, 'a'), path.join(data, 'b [1]')];
  const { file, images: pool } = await host.ask('freesel/select', selectParams(workspace, folders, 5));
  assert.equal(pool, images);
  const { root, settings, picks } = parsed(await readFile(file, 'utf8'));
  assert.deepEqual([root, settings.include, picks.length], ['data', ['a/**', 'b [[]1[]]/**'], 5]);
  await rm(file);
});

test('the same again writes no other file, and the model does not run', async () => {
  const file = path.join(workspace, '.freesel', 'selections', 'data-12.freesel.json');
  const there = await readFile(file, 'utf8');
  assert.equal((await host.ask('freesel/select', selectParams(workspace, [data], 12))).file, file);
  assert.equal(await readFile(file, 'utf8'), there);
});

test('reselect: another budget, a pin and an exclusion; what does not change keeps its bytes', async () => {
  const file = path.join(workspace, '.freesel', 'selections', 'data-12.freesel.json');
  const text = await readFile(file, 'utf8');
  const { settings, picks } = parsed(text);
  const ask = async (own: Partial<typeof settings>): Promise<string> =>
    (
      await host.ask('freesel/reselect', {
        token: 'r',
        file,
        text,
        settings: { budget: settings.budget, pinned: [], excluded: [], ...own },
      })
    ).text;
  assert.equal(await ask({}), text);

  const longer = parsed(await ask({ budget: 14 }));
  const lines = new Set(selectionText(longer).split('\n'));
  assert.equal(longer.picks.length, 14);
  assert.equal(longer.run.embedded, 0);
  for (const line of text.split('\n').filter((own) => own.includes('"rank"')))
    assert.ok(lines.has(line) || lines.has(`${line},`) || /"represents"/.test(line));
  assert.deepEqual(
    longer.picks.slice(0, 12).map(({ path }) => path),
    picks.map(({ path }) => path),
  );

  const second = picks[1]?.path ?? '';
  const without = parsed(await ask({ excluded: [second] }));
  assert.deepEqual(without.settings.excluded, [second]);
  assert.ok(without.picks.every(({ path }) => path !== second));

  const pinned = parsed(await ask({ pinned: ['c/other.png'] }));
  assert.equal(pinned.picks[0]?.path, 'c/other.png');
  // The same as a selection that is made so from the start.
  assert.equal(lastingText(parsed(await ask({ pinned: ['c/other.png'] }))), lastingText(pinned));
  assert.equal(await readFile(file, 'utf8'), text);
});

test('reselect reads what is missing: the store may be gone', async () => {
  const file = path.join(workspace, '.freesel', 'selections', 'data-12.freesel.json');
  const text = await readFile(file, 'utf8');
  await rm(path.join(workspace, '.freesel', 'features'), { recursive: true });
  const again = await host.ask('freesel/reselect', { token: 'gone', file, text, settings: { budget: 11, pinned: [], excluded: [] } });
  assert.equal(parsed(again.text).run.embedded, images + 1);
  assert.ok(host.progress.some(({ token, step, done }) => token === 'gone' && step === 'read' && done > 0));
});

test('verify: holds, and names the pick whose image was changed', async () => {
  const file = path.join(workspace, '.freesel', 'selections', 'data-12.freesel.json');
  assert.deepEqual(await host.ask('freesel/verify', { token: 'v', file }), { checked: 'everything', differences: [] });
  const third = parsed(await readFile(file, 'utf8')).picks[2];
  const image = path.join(data, third?.path ?? '');
  const bytes = await readFile(image);
  await writeFile(image, Buffer.concat([bytes, Buffer.from('more')]));
  const { differences } = await host.ask('freesel/verify', { token: 'v', file });
  assert.deepEqual(
    differences.map(({ rank }) => rank),
    [3, null],
  );
  await writeFile(image, bytes);
});

test('export and notebook', async () => {
  const file = path.join(workspace, '.freesel', 'selections', 'data-12.freesel.json');
  const out = path.join(workspace, 'list.txt');
  assert.deepEqual(await host.ask('freesel/export', { file, format: 'list', out, base: workspace }), { place: out, images: 12 });
  assert.equal((await readFile(out, 'utf8')).trim().split('\n').length, 12);
  const folder = path.join(workspace, 'chosen');
  await host.ask('freesel/export', { file, format: 'copy', out: folder, base: workspace });
  assert.equal((await readdir(folder)).length, 12);
  assert.equal((await host.problem('freesel/export', { file, format: 'copy', out: folder, base: workspace })).code, 'folder-not-empty');
  const { text } = await host.ask('freesel/notebook', { file, language: 'en' });
  assert.equal((JSON.parse(text) as { nbformat: number }).nbformat, 4);
});

test('a cancel is felt within half a second in every step of select and verify, and the next one can begin', async () => {
  const params = selectParams(workspace, [data], 100, 'cancel');
  const fresh = { ...params, folders: [path.join(workspace, 'fresh')] };
  await drawPictures(path.join(workspace, 'fresh'), names, 70);
  const file = path.join(workspace, '.freesel', 'selections', 'data-12.freesel.json');
  const at = (step: Progress['step']) => (message: Progress) => message.token === 'cancel' && message.step === step;
  const verify = { token: 'cancel', file };
  const ways = [
    ['select list', () => host.cancelAt('freesel/select', fresh, at('list'))],
    ['select read', () => host.cancelAt('freesel/select', fresh, (message) => at('read')(message) && message.done > 0)],
    ['select sample', () => host.cancelAt('freesel/select', params, at('sample'))],
    ['select explain', () => host.cancelAt('freesel/select', params, at('explain'))],
    ['verify list', () => host.cancelAt('freesel/verify', verify, at('list'))],
    ['verify read', () => host.cancelAt('freesel/verify', verify, at('read'))],
    ['verify sample', () => host.cancelAt('freesel/verify', verify, at('sample'))],
    ['verify explain', () => host.cancelAt('freesel/verify', verify, at('explain'))],
  ] as const;
  const measured: string[] = [];
  for (const [name, way] of ways) {
    const cancelled = await way();
    const start = performance.now();
    // A request that needs the engine: it fails at once, but only when the engine is free.
    await host.problem('freesel/select', selectParams(workspace, [path.join(workspace, 'none')], 1));
    const freeMs = performance.now() - start;
    measured.push(
      `${name}: ${cancelled ? `answered after ${Math.round(cancelled.answerMs)} ms` : 'was done before'}, free after ${Math.round(freeMs)} ms more`,
    );
    if (cancelled) {
      assert.equal(cancelled.code, -32800, name);
      assert.ok(cancelled.answerMs < 500, measured.at(-1));
    }
    assert.ok(freeMs < 1000, measured.at(-1));
  }
  console.log(measured.join('\n'));
  assert.ok(measured.filter((own) => own.includes('done before')).length <= 3, measured.join('; '));
  assert.deepEqual((await readdir(path.join(workspace, '.freesel', 'selections'))).sort(), ['data-12.freesel.json']);
});

test('one request after the other gets the engine; others go on', async () => {
  const first = host.ask('freesel/verify', {
    token: 'first',
    file: path.join(workspace, '.freesel', 'selections', 'data-12.freesel.json'),
  });
  const start = performance.now();
  const second = host.ask('freesel/select', selectParams(workspace, [data], 12, 'second-in-line'));
  assert.deepEqual(await host.ask('freesel/count', { folders: [data] }), { images: images + 1 });
  const countMs = performance.now() - start;
  await Promise.all([first, second]);
  assert.ok(countMs < performance.now() - start);
  // The one has ended before the other begins.
  const turns = host.progress.map(({ token }) => token).filter((token) => ['first', 'second-in-line'].includes(token));
  assert.equal(turns.filter((token, i) => token !== turns[i - 1]).length, 2);
});

test('data outside of the workspace: the selection is written to the workspace, the features beside the data', async () => {
  const outside = path.join(workspace, '..', 'elsewhere');
  await drawPictures(outside, names.slice(0, 12), 70);
  const { file } = await host.ask('freesel/select', selectParams(workspace, [outside], 3));
  assert.equal(path.relative(workspace, file), path.join('.freesel', 'selections', 'elsewhere-3.freesel.json'));
  assert.equal(parsed(await readFile(file, 'utf8')).root, '../elsewhere');
  assert.deepEqual(await host.ask('freesel/verify', { token: 'v', file }), { checked: 'everything', differences: [] });
});

test('what cannot be done is a problem in both languages, and what is no request of the contract is refused; the host lives', async () => {
  const { code, what, todo } = await host.problem('freesel/select', selectParams(workspace, [path.join(workspace, 'none')], 5));
  assert.equal(code, 'folder-missing');
  assert.ok(what.en.length > 5 && what.ja.length > 5 && todo !== null);
  const good = selectParams(workspace, [data], 5);
  const bad: [string, unknown][] = [
    ['freesel/select', null],
    ['freesel/select', []],
    ['freesel/select', { ...good, folders: ['data'] }],
    ['freesel/select', { ...good, folders: [] }],
    ['freesel/select', { ...good, budget: { kind: 'images', images: 0 } }],
    ['freesel/select', { ...good, budget: { kind: 'percent', percent: 101 } }],
    ['freesel/select', { ...good, sampler: 'best' }],
    ['freesel/select', { ...good, rarity: -1 }],
    ['freesel/select', { ...good, model: 'm.onnx' }],
    ['freesel/select', { ...good, token: '' }],
    ['freesel/thumbnails', { root: data, paths: [1], size: 96 }],
    ['freesel/thumbnails', { root: data, paths: [], size: 97 }],
    ['freesel/export', { file: good.workspace, format: 'zip', out: '/x', base: '/' }],
    ['freesel/reselect', { token: 'a', file: '/x.freesel.json', text: '{}', settings: { budget: 1.5, pinned: [], excluded: [] } }],
  ];
  for (const [name, params] of bad) assert.equal((await host.problem(name, params)).code, 'params-invalid', JSON.stringify(params));
  assert.equal(
    (
      await host.problem('freesel/reselect', {
        token: 'a',
        file: path.join(workspace, 'x.freesel.json'),
        text: '{',
        settings: { budget: 1, pinned: [], excluded: [] },
      })
    ).code,
    'selection-invalid',
  );
  await assert.rejects(host.connection.sendRequest('freesel/nothing', {}));
  assert.equal((await host.ask('freesel/about', null)).processId, host.child.pid);
});

test('a fault of its own: the host says why it dies', async () => {
  const preload = `process.on('SIGUSR2',()=>{throw(new(Error)('out.of.luck'))})`;
  const own = await Host.start(workspace, {}, { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` });
  own.child.kill('SIGUSR2');
  assert.equal(await own.ended, 'code 1');
  assert.deepEqual(own.dying, ['out.of.luck']);
  assert.match(own.stderr, /out\.of\.luck/);
});

test('a host whose extension is gone ends', async () => {
  const own = await Host.start(workspace);
  own.child.disconnect();
  assert.equal(await own.ended, 'code 0');
});
