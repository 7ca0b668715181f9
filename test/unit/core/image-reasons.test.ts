import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filled, formatDetails, imageReasonIn, imageReasons } from '../../../src/core/image-reasons.js';

void test('every reason, as files state it, comes back in Japanese', () => {
  for (const text of Object.values(imageReasons)) {
    if (text === imageReasons.formatNotRead) continue;
    const { en, ja } = filled(text, '12.5', '300');
    assert.equal(imageReasonIn(en, 'ja'), ja);
    assert.equal(imageReasonIn(en, 'en'), en);
  }
  for (const detail of Object.values(formatDetails)) {
    const { en, ja } = filled(imageReasons.formatNotRead, filled(detail, 'DNG'));
    assert.equal(imageReasonIn(en, 'ja'), ja);
  }
});

void test('names of formats and words that nobody knows stay as they are', () => {
  assert.equal(imageReasonIn('format not read: JPEG XL', 'ja'), '対応していない形式です: JPEG XL');
  assert.equal(imageReasonIn('written by hand {0} $1', 'ja'), 'written by hand {0} $1');
});
