import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedTexts, manifestText, manifestWords, sources, translations } from './sources.js';

const japanese = /[\u3001-\u30ff\u3400-\u9fff]/u;

/** Texts that are the same in Japanese: names and signs. */
const same = new Set(['FreeSel {0} %', '{0} {1}']);

const all = new Map(translations.flatMap(({ texts }) => Object.entries(texts)));
const asked = sources.flatMap(({ file, text }) => askedTexts(text).map((english) => ({ file, english })));

/** Places for values, each as often as it stands there. */
const placesOf = (text: string): string[] => [...text.matchAll(/\{\d+\}/g)].map(([place]) => place).sort();
/** Commands behind the links of a text. */
const linksOf = (text: string): string[] => [...text.matchAll(/\]\((command:[^)]+)\)/g)].map(([, link = '']) => link);

test('texts are found in every way of writing them', () => {
  const source = `vscode.l10n.t('a'); l10n.t("b's"); t.l10n.t(\n 'it\\'s {0}', x); l10n.t({ message: 'c "d"', args: [] }); l10n.t(dynamic)`;
  assert.deepEqual(askedTexts(source), ['a', "b's", "it's {0}", 'c "d"']);
  assert.ok(asked.length > 80);
});

test('every text of the extension has its Japanese', () => {
  assert.deepEqual(
    asked.filter(({ english }) => !all.has(english)).map(({ file, english }) => `${file}: ${english}`),
    [],
  );
});

test('a text is never put together where it is asked for', () => {
  const together = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/l10n\.t\(\s*(`[^`]*`|(['"])[^'"\n]*\2\s*\+)/g)].map(([own]) => `${file}: ${own}`),
  );
  assert.deepEqual(together, []);
});

test('the same English has one Japanese in all parts', () => {
  const different = translations.flatMap(({ file, texts }) =>
    Object.entries(texts)
      .filter(([english, own]) => all.get(english) !== own)
      .map(([english]) => `${file}: ${english}`),
  );
  assert.deepEqual(different, []);
});

test('a Japanese text is in Japanese, and takes the values that the English one takes', () => {
  for (const [english, own] of all) {
    assert.ok(same.has(english) || japanese.test(own), `${english}: ${own}`);
    assert.deepEqual(placesOf(own), placesOf(english), english);
  }
});

test('every text of package.json is there in both languages, and none is left over', () => {
  const wanted = [...new Set([...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key))].sort();
  assert.ok(wanted.length > 40);
  assert.deepEqual(Object.keys(manifestWords.en).sort(), wanted);
  assert.deepEqual(Object.keys(manifestWords.ja).sort(), wanted);
});

test('the Japanese texts of package.json are in Japanese and lead to the same commands', () => {
  for (const [key, english] of Object.entries(manifestWords.en)) {
    const own = manifestWords.ja[key] ?? '';
    assert.match(own, japanese, key);
    assert.deepEqual(linksOf(own), linksOf(english), key);
  }
});
