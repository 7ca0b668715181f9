import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver/node';
import { jsonTree, partOf } from '../../src/host/json-tree.js';
import { drawPicture, drawPictures } from '../cli/pictures.js';
import { Host, scratchWorkspace, selectParams } from './host.js';

const workspace = scratchWorkspace();
const data = path.join(workspace, 'data');
let host: Host;
let file: string;
let text: string;

interface Pick {
  rank: number;
  path: string;
}

const picksOf = (source: string): Pick[] => (JSON.parse(source) as { picks: Pick[] }).picks;
const pathOf = (rank: number): string => picksOf(text)[rank - 1]?.path ?? '';
/** What a range of a text holds. */
const held = (source: string, { range }: Pick2): string => {
  const lines = source.split('\n');
  assert.equal(range.start.line, range.end.line);
  return (lines[range.start.line] ?? '').slice(range.start.character, range.end.character);
};
type Pick2 = globalThis.Pick<Diagnostic, 'range'>;
const lineOf = (source: string, rank: number): number => source.split('\n').findIndex((line) => line.includes(`"rank":${rank},`));

before(async () => {
  await drawPictures(
    data,
    Array.from({ length: 30 }, (_, i) => `in/${i}.png`),
  );
  await writeFile(path.join(data, 'broken.png'), 'no picture');
  host = await Host.start(workspace);
  ({ file } = await host.ask('freesel/select', selectParams(workspace, [data], 6)));
  text = await readFile(file, 'utf8');
});

test('a JSON text has its places, also while it is being typed', () => {
  const source = '{"a": [1, {"b": "x\\"y"}, nul], "c": -2.5e1, "d": [tr';
  const tree = jsonTree(source);
  assert.deepEqual(partOf(tree, 'a', 1, 'b'), { kind: 'value', start: 16, end: 22, value: 'x"y' });
  assert.equal(source.slice(16, 22), '"x\\"y"');
  assert.deepEqual(partOf(tree, 'c'), { kind: 'value', start: 36, end: 42, value: -25 });
  for (let end = 0; end <= source.length; end += 1) jsonTree(source.slice(0, end));
  for (const odd of ['', '[', '{', '{"a"', '{"a":}', '[,,]', '}', '"', '\\', '['.repeat(10_000), '{"a":'.repeat(10_000)]) jsonTree(odd);
});

test('a selection as it was written has no diagnostics', async () => {
  const uri = await host.open(file, text);
  assert.deepEqual(await host.said(uri, () => true), []);
});

test('mistakes by hand are said where they stand', async () => {
  const [first, second] = [pathOf(1), pathOf(2)];
  const broken = text
    .replace(`"rank":3,`, `"rank":5,`)
    .replace(`"rank":6,`, `"rank":5,`)
    .replace(`"rank":2,"path":"${second}"`, `"rank":2,"path":"${first}"`)
    .replace(`"path":"${pathOf(4)}"`, `"path":"../in/secret.png"`)
    .replace('"budget": 6', '"budget": 9')
    .replace('"rarity"', '"centre": "pool",\n    "rarity"');
  const written = [broken, JSON.stringify(JSON.parse(broken), null, 4), broken.replaceAll('\n', '\r\n')];
  for (const [i, source] of written.entries()) {
    const uri = await host.open(path.join(workspace, `broken-${i}.freesel.json`), source);
    const said = await host.said(uri, (codes) => codes.includes('image-changed'));
    const all = said.map((own) => [own.code, held(source, own)]);
    assert.deepEqual(
      all.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      [
        ['budget-differs', '9'],
        ['image-changed', JSON.stringify(first)],
        ['path-outside', '"../in/secret.png"'],
        ['path-twice', JSON.stringify(first)],
        ['rank-order', '4'],
        ['rank-order', '5'],
        ['rank-twice', '5'],
        ['rank-twice', '5'],
        ['setting-idle', '"pool"'],
      ],
    );
    assert.equal(said.find(({ code }) => code === 'path-twice')?.relatedInformation?.length, 1);
    assert.ok(said.every(({ source: from, message }) => from === 'FreeSel' && JSON.stringify(message).endsWith('."')));
  }
});

test('images that are missing or were changed since are named, in the background', async () => {
  const [gone, changed] = [path.join(data, pathOf(2)), path.join(data, pathOf(5))];
  const [goneBytes, changedBytes] = [await readFile(gone), await readFile(changed)];
  await rm(gone);
  await writeFile(changed, await drawPicture(99));
  const uri = await host.open(path.join(workspace, 'images.freesel.json'), text);
  const said = await host.said(uri, (codes) => codes.length > 0);
  assert.deepEqual(
    said.map((own) => [own.code, held(text, own)]),
    [
      ['image-missing', JSON.stringify(pathOf(2))],
      ['image-changed', JSON.stringify(pathOf(5))],
    ],
  );
  await writeFile(gone, goneBytes);
  await writeFile(changed, changedBytes);
  await host.change(uri, `${text} `);
  await host.said(uri, (codes) => codes.length === 0);
});

test('one typing error is not taken for many mistakes', async () => {
  const uri = await host.open(path.join(workspace, 'typing.freesel.json'), text.replace('"rank":1,', '"rank":"1,'));
  await host.said(uri, (codes) => codes.length === 0);
  await host.change(uri, text.replace('"rank":1,', '"rank":"1",'));
  await new Promise((rest) => setTimeout(rest, 600));
  assert.deepEqual(await host.said(uri, () => true), []);
});

test('half a text, another JSON text and a binary one do no harm', async () => {
  const uri = await host.open(path.join(workspace, 'half.freesel.json'), text.slice(0, text.length / 2));
  await host.said(uri, () => true);
  assert.ok((await host.links(uri)).length > 0);
  for (const other of ['{}', '[]', 'null', '', '\0\0', '{"picks":[{"rank":"x","path":3}],"root":1}', '{"root": "../../../.."}']) {
    await host.change(uri, other);
    await host.links(uri);
    await host.lenses(uri);
    assert.equal(await host.hover(uri, 0, 1), null);
  }
  await host.said(uri, (codes) => codes.includes('root-elsewhere'));
  assert.equal(host.stderr, '');
});

test('hover on a pick: why it was chosen, and its thumbnail, from our folder', async () => {
  const uri = pathToFileURL(file).href;
  const hover = await host.hover(uri, lineOf(text, 2), 20);
  const value = (hover?.contents as { value: string }).value;
  const [, alt, address] = /^Chosen 2nd: .+\.\n\n!\[(.*)\]\((file:.*\.webp)\|height=170\)$/.exec(value) ?? [];
  assert.match(alt ?? '', /^Rank 2: /, value);
  assert.ok(fileURLToPath(address ?? '').startsWith(host.thumbnails + path.sep), value);
  assert.equal(hover?.range?.start.line, lineOf(text, 2));
  assert.equal(await host.hover(uri, 1, 3), null);
});

test('hover in Japanese', async () => {
  const own = await Host.start(workspace, { language: 'ja' });
  const uri = await own.open(file, text);
  assert.match(((await own.hover(uri, lineOf(text, 3), 9))?.contents as { value: string }).value, /^3番目に選択。.+。\n\n!\[3番 /);
  assert.deepEqual(
    (await own.lenses(uri)).slice(0, 3).map(({ command }) => command?.title),
    ['パネルを開く', '検証', '比較…'],
  );
});

test('links lead from picked, nearest and skipped paths to the files', async () => {
  const uri = pathToFileURL(file).href;
  const links = await host.links(uri);
  const nearest = text.match(/"nearest"/g)?.length ?? 0;
  assert.equal(links.length, 6 + nearest + 1);
  const first = links.find((link) => link.range.start.line === lineOf(text, 1));
  assert.ok(first);
  assert.equal(held(text, first), pathOf(1));
  assert.equal(first.target, undefined);
  assert.equal(fileURLToPath((await host.resolve(first)).target ?? ''), path.join(data, pathOf(1)));
  assert.equal((await host.resolve({ ...first, data: { uri, path: '../secret' } })).target, undefined);
  assert.equal((await host.resolve({ ...first, data: 7 })).target, undefined);
});

test('code lenses above the first line and above the picks', async () => {
  const uri = pathToFileURL(file).href;
  const lenses = await host.lenses(uri);
  const picks = text.split('\n').findIndex((line) => line.includes('"picks"'));
  assert.deepEqual(
    lenses.map(({ range }) => range.start.line),
    [0, 0, 0, picks, picks, picks],
  );
  assert.deepEqual(
    lenses.slice(0, 3).map(({ command }) => [command?.title, command?.command, command?.arguments]),
    [
      ['Open Panel', 'freesel.openSelection', [uri]],
      ['Verify', 'freesel.verifySelection', [uri]],
      ['Compare With…', 'freesel.compareSelections', [uri]],
    ],
  );
});

test('data outside of the workspace is neither opened nor shown', async () => {
  const outside = path.join(workspace, '..', 'outside');
  await drawPictures(outside, [pathOf(1)]);
  const own = path.join(workspace, 'outside.freesel.json');
  const source = text.replace('"root": "data"', '"root": "../outside"');
  const uri = await host.open(own, source);
  assert.deepEqual(
    (await host.said(uri, (codes) => codes.length > 0)).map(({ code }) => code),
    ['root-elsewhere'],
  );
  assert.equal(await host.hover(uri, lineOf(source, 1), 9), null);
  assert.deepEqual(await host.links(uri), []);
});

test('a closed document has no diagnostics any more', async () => {
  const uri = pathToFileURL(path.join(workspace, 'broken-1.freesel.json')).href;
  await host.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  await host.said(uri, (codes) => codes.length === 0);
});
