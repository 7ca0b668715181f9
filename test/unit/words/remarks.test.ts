import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRemark, remarkWords } from '../../../src/core/remark.js';
import type { Text } from '../../../src/core/language.js';
import * as reasons from '../../../src/images/reasons.js';
import { translations } from './sources.js';

const japanese = new Map(translations.flatMap(({ texts }) => Object.entries(texts)));
const failed = (code: string): Text => reasons.fileSystemReason(Object.assign(new Error(), { code }));

const all: Text[] = [
  reasons.empty.reason,
  reasons.notAnImage.reason,
  reasons.damaged.reason,
  reasons.vanished.reason,
  reasons.changing.reason,
  reasons.notAFile.reason,
  reasons.nameNotUtf8,
  reasons.flags.truncated.reason,
  reasons.flags.damaged.reason,
  reasons.formatNotRead({ en: 'TIFF (a+b)', ja: 'TIFF (a+b)' }).reason,
  reasons.tooLarge(300 * 2 ** 20, 256 * 2 ** 20).reason,
  reasons.tooManyPixels(130e6, 100e6).reason,
  ...['EACCES', 'ENOENT', 'ELOOP', 'ENAMETOOLONG', 'EMFILE', 'EIO', 'EBUSY', 'EXYZ'].map(failed),
];

test('every remark on an image is known, and its translation says what the command line says', () => {
  const found = new Set<string>();
  for (const { en, ja } of all) {
    const remark = readRemark(en);
    assert.ok(remark, en);
    found.add(remark.word);
    const filled = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => remark.values[name] ?? whole);
    assert.equal(filled(remark.word), en);
    assert.equal(filled(japanese.get(remark.word) ?? ''), ja);
  }
  assert.deepEqual([...found].sort(), [...remarkWords].sort());
});

test('a remark of another version is left as it is', () => {
  for (const other of ['', 'empty file!', 'not', 'format not read: ']) assert.equal(readRemark(other), undefined);
});
