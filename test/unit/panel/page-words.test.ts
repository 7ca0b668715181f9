import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { coverageSentence } from '../../../src/core/reason.js';
import { compare } from '../../../src/panel/comparison.js';
import { coverageParts } from '../../../src/panel/coverage-parts.js';
import { actionOfKey } from '../../../src/panel/page-keys.js';
import { panelWords } from '../../../src/protocol/panel-words.js';
import { selectionOf } from './selection-fixture.js';

const japanese = JSON.parse(readFileSync('src/extension/l10n/panel.ja.json', 'utf8')) as Record<string, string>;
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

test('every word of the pages is there once, and in Japanese with the same values', () => {
  assert.equal(new Set(panelWords).size, panelWords.length);
  for (const word of panelWords) {
    const own = japanese[word];
    assert.ok(own, word);
    assert.deepEqual(placeholders(own), placeholders(word), word);
  }
});

test('the coverage sentence is cut in both languages', () => {
  const { coverage } = selectionOf(['0.jpg']);
  const size = { images: 100, budget: 24 };
  assert.deepEqual(coverageParts(coverageSentence(coverage, size, 'en')), {
    before: 'These 24 images cover ',
    share: '70 %',
    after: ' of what the pool shows; ',
    chance: '24 random ones cover 43–58 %.',
  });
  assert.deepEqual(coverageParts(coverageSentence(coverage, size, 'ja')), {
    before: 'この24枚で、プール全体に写っている内容の',
    share: '70 %',
    after: 'をカバーできます。',
    chance: 'ランダムに選んだ24枚では43～58 %です。',
  });
  const whole = coverageParts(coverageSentence(coverage, { images: 24, budget: 24 }, 'en'));
  assert.deepEqual(whole, { before: 'These 24 images are the whole pool.', share: '', after: '', chance: '' });
});

test('keys act unless they are typed, or belong to the editor', () => {
  const press = { ctrlKey: false, metaKey: false, altKey: false, isComposing: false };
  assert.equal(actionOfKey({ ...press, key: 'p' }, false), 'pin');
  assert.equal(actionOfKey({ ...press, key: 'X' }, false), 'exclude');
  assert.equal(actionOfKey({ ...press, key: ']' }, false), 'more');
  assert.equal(actionOfKey({ ...press, key: '?' }, false), 'keys');
  assert.equal(actionOfKey({ ...press, key: '[', altKey: true }, false), 'fewer');
  assert.equal(actionOfKey({ ...press, key: '[', altKey: true, ctrlKey: true }, false), 'fewer');
  assert.equal(actionOfKey({ ...press, key: '[', ctrlKey: true }, false), undefined);
  assert.equal(actionOfKey({ ...press, key: 'p', ctrlKey: true }, false), undefined);
  assert.equal(actionOfKey({ ...press, key: 'p' }, true), undefined);
  assert.equal(actionOfKey({ ...press, key: 'p', isComposing: true }, false), undefined);
});

test('a comparison has every image once', () => {
  const first = selectionOf(['0.jpg', '1.jpg', '2.jpg']);
  const second = selectionOf(['2.jpg', '5.jpg', '0.jpg']);
  const { both, onlyFirst, onlySecond, isSamePool } = compare(first, second);
  assert.equal(isSamePool, true);
  assert.deepEqual(both, [
    { path: '0.jpg', ranks: [1, 3] },
    { path: '2.jpg', ranks: [3, 1] },
  ]);
  assert.deepEqual(onlyFirst, [{ path: '1.jpg', ranks: [2] }]);
  assert.deepEqual(onlySecond, [{ path: '5.jpg', ranks: [2] }]);
});
