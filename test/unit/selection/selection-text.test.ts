import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lastingText, parseSelection, selectionText, type Selection } from '../../../src/core/selection.js';
import { aPick, aSelection } from './a-selection.js';

const parsed = (source: string): Selection => {
  const result = parseSelection(source);
  if (result.kind !== 'selection') assert.fail(JSON.stringify(result));
  return result.selection;
};

/** Names that break formats: of lines, of quotes, of UTF-16. */
const nasty = [
  ...['a\nb.png', 'a\r\nb.png', 'tab\tb.png', 'quote".png', "apostrophe'.png", 'comma,.png', 'back\\slash.png', '"run"', '{"rank":1}'],
  ...[
    'emoji 🦔.png',
    'combining e\u0301.png',
    '日本語 の.png',
    'lone \ud800.png',
    'line\u2028separator.png',
    'paragraph\u2029.png',
    'next\u0085line.png',
  ],
  ...['nul\u0000.png', '\ufeffmark.png', '</script>.png', '$&.png'],
];
const name = fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

test('a selection comes back from its text as it was', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 6 }), name, (paths, root) => {
      const selection = { ...aSelection(paths), root };
      assert.deepEqual(parsed(selectionText(selection)), selection);
    }),
    { numRuns: 200 },
  );
});

test('a selection without the keys that may be absent comes back as it was', () => {
  const { rarity, blend, centre, ...settings } = aSelection().settings;
  assert.ok(rarity !== undefined && blend !== undefined && centre !== undefined);
  const selection: Selection = { ...aSelection([]), skipped: [], settings: { ...settings, initial: [] } };
  assert.deepEqual(parsed(selectionText(selection)), selection);
  assert.doesNotMatch(selectionText(selection), /undefined|null/);
});

test('text that was read and written again is the same', () => {
  const text = selectionText(aSelection(nasty));
  assert.equal(selectionText(parsed(text)), text);
});

test('every pick has a line of its own for every reader of lines', () => {
  const text = selectionText(aSelection(nasty));
  for (const [reader, ends] of [
    ['of line feeds', /\n/],
    ['of what editors take for the end of a line', /\r\n|[\n\r\u2028\u2029]/],
  ] as const) {
    const lines = text.split(ends);
    const first = lines.findIndex((line) => line.includes('"picks"')) + 1;
    const own = lines.slice(first, first + nasty.length).map((line) => (JSON.parse(line.replace(/,$/, '')) as { path: string }).path);
    assert.deepEqual(own, nasty, reader);
  }
});

test('keys stand in the order of the contract', () => {
  const keys = (value: unknown): string[] => Object.keys(value as object);
  const file = JSON.parse(selectionText(aSelection())) as Record<string, unknown> & { picks: unknown[] };
  assert.deepEqual(keys(file), ['version', 'root', 'pool', 'skipped', 'model', 'settings', 'picks', 'coverage', 'run']);
  const pick = ['rank', 'path', 'sha256', 'gain', 'distance', 'pattern'];
  assert.deepEqual(file.picks.map(keys), [
    [...pick, 'represents'],
    [...pick, 'nearest', 'represents'],
  ]);
  // Whoever wrote the file in another order: what is read from it is in order again.
  const shuffled = Object.fromEntries(Object.entries(file).reverse());
  shuffled['picks'] = file.picks.map((own) => Object.fromEntries(Object.entries(own as object).reverse()));
  assert.equal(lastingText(parsed(JSON.stringify(shuffled))), lastingText(aSelection()));
});

test('the lasting text says nothing of the run and all else, before and after it was read', () => {
  const selection = aSelection(nasty);
  const lasting = lastingText(selection);
  assert.equal(lastingText({ ...selection, run: { embedded: 7, processor: 'another', run: 1 } }), lasting);
  assert.equal(lastingText(parsed(selectionText(selection))), lasting);
  assert.ok(selectionText(selection).startsWith(lasting));
  assert.ok(lasting.includes('"patternRadius"') && !lasting.includes('"embedded"'));
  assert.notEqual(lastingText({ ...selection, root: '.' }), lasting);
});

test('a line of a pick has at most 400 bytes beside long paths and patches', () => {
  const longest = Array.from({ length: 40 }, (_, i) => `${3 * i}-${3 * i + 1}`).join(',');
  for (const [path, before] of [
    ['x'.repeat(50), 'y'.repeat(50)],
    ['ディ/'.repeat(4), '絵'.repeat(20)],
  ] as const) {
    const numbers = { gain: 0.0123456, distance: 0.123456, pattern: { index: 4, patches: longest }, represents: 123 };
    const [line, ...others] = selectionText({ ...aSelection(), picks: [{ ...aPick(1000, path, before), ...numbers }] })
      .split('\n')
      .filter((own) => own.includes('"rank"'));
    assert.ok(line !== undefined && others.length === 0);
    const over = (text: string, most: number): number => Math.max(0, Buffer.byteLength(text) - most);
    const counted = Buffer.byteLength(line) - over(path + before, 120) - over(longest, 60);
    assert.ok(counted <= 400, `${counted} bytes`);
  }
});

test('what is no selection is told apart: no JSON, no selection, a newer one', () => {
  const text = selectionText(aSelection());
  for (const source of ['', 'no JSON', text.slice(0, text.length / 2), text.slice(0, -3), `${text}}`])
    assert.deepEqual(parseSelection(source), { kind: 'not-json' }, source.slice(0, 20));
  assert.deepEqual(parseSelection('{"version": 2, "picks": "elsewhere"}'), { kind: 'newer', version: 2 });
  assert.equal(parseSelection('[]').kind, 'not-a-selection');
  const edited = JSON.parse(text) as { picks: { sha256: string }[] };
  for (const pick of edited.picks.slice(1)) pick.sha256 = 'ABC';
  assert.deepEqual(parseSelection(JSON.stringify(edited)), { kind: 'not-a-selection', where: 'picks.1.sha256' });
});

test('no beginning of a file is taken for a file', () => {
  const text = selectionText(aSelection());
  fc.assert(fc.property(fc.nat(text.trimEnd().length - 1), (length) => parseSelection(text.slice(0, length)).kind === 'not-json'));
});
