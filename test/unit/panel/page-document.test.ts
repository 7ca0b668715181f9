import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectionText } from '../../../src/core/selection.js';
import { keptState } from '../../../src/panel/kept-state.js';
import { keptPath, nextDocument, sliderEnd, typedBudget } from '../../../src/panel/page-document.js';
import type { PanelDocument } from '../../../src/protocol/panel-messages.js';
import { selectionOf } from './selection-fixture.js';

const document = (text: string): PanelDocument => ({ text, name: 'images', data: { kind: 'open' }, grid: null });
const whole = document(selectionText(selectionOf(['0.jpg', '1.jpg'])));

test('the text wins: half typed, the last whole state stays, and comes back with the text', () => {
  const first = nextDocument(undefined, whole);
  assert.equal(first.kind, 'whole');
  const half = nextDocument(first, document(whole.text.slice(0, 100)));
  assert.ok(half.kind === 'stale' && half.fault.kind === 'not-json');
  assert.equal(half.selection.picks.length, 2);
  const wrong = nextDocument(half, document(whole.text.replace('"rank":1', '"rank":"one"')));
  assert.ok(wrong.kind === 'stale' && wrong.fault.kind === 'not-a-selection');
  assert.equal(wrong.fault.where, 'picks.0.rank');
  assert.equal(nextDocument(wrong, whole).kind, 'whole');
});

test('a text that never was a selection shows none', () => {
  const first = nextDocument(undefined, document('{'));
  assert.equal(first.kind, 'broken');
  assert.equal(nextDocument(first, document('{}')).kind, 'broken');
  assert.equal(nextDocument(first, whole).kind, 'whole');
  assert.ok(nextDocument(undefined, document('{"version": 9}')).kind === 'broken');
});

test('the same text is not read again, and its data is', () => {
  const first = nextDocument(undefined, whole);
  const again = nextDocument(first, { ...whole, data: { kind: 'missing', root: 'images' } });
  assert.ok(first.kind === 'whole' && again.kind === 'whole');
  assert.equal(again.selection, first.selection);
  assert.equal(again.document.data.kind, 'missing');
});

test('the selected image stays, or gives way to the one that took its place', () => {
  const before = selectionOf(['0.jpg', '1.jpg', '2.jpg']);
  assert.equal(keptPath('1.jpg', before, selectionOf(['1.jpg', '0.jpg'])), '1.jpg');
  assert.equal(keptPath('1.jpg', before, selectionOf(['0.jpg', '2.jpg', '7.jpg'])), '2.jpg');
  assert.equal(keptPath('2.jpg', before, selectionOf(['0.jpg'])), '0.jpg');
  assert.equal(keptPath('2.jpg', before, selectionOf([])), null);
  assert.equal(keptPath(null, before, selectionOf(['0.jpg'])), null);
});

test('the slider goes to twice the budget, as far as the pool goes', () => {
  const many = (n: number): string[] => Array.from({ length: n }, (_, i) => `${i}.jpg`);
  assert.equal(sliderEnd(selectionOf(many(24))), 48);
  assert.equal(sliderEnd(selectionOf(many(1))), 2);
  assert.equal(sliderEnd(selectionOf(many(60))), 100);
  assert.equal(sliderEnd(selectionOf(many(60), { excluded: ['x.jpg'], initial: ['y.jpg', 'z.jpg'] })), 97);
});

test('budgets are read as people type them', () => {
  assert.equal(typedBudget('24', 100), 24);
  assert.equal(typedBudget(' 1,344 ', 2000), 1344);
  assert.equal(typedBudget('２４', 100), 24);
  for (const wrong of ['', '0', '101', '2.5', '-3', 'many', '5 %']) assert.equal(typedBudget(wrong, 100), undefined, wrong);
});

test('kept state of any kind is taken up as far as it is right', () => {
  assert.deepEqual(keptState(undefined), keptState({ scrollTop: -5, size: 7, selected: 3, query: null, isListOpen: 1 }));
  const state = { selected: 'a.jpg', scrollTop: 300, size: 160, query: 'a', isListOpen: true };
  assert.deepEqual(keptState(state), state);
});
