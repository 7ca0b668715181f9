import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { selectionReasons } from '../../../src/core/selection-reasons.js';
import { coverageSentence } from '../../../src/core/reason.js';
import { readBundle } from '../../../src/renderer/read-bundle.js';
import { languageOf } from '../../../src/renderer/words.js';
import { aBundle } from './a-bundle.js';

const whole = aBundle(['a/one.png', 'two.png']);

/** Every place of a JSON value, as the keys that lead to it. */
function placesOf(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, own]) => placesOf(own, [...at, key]))];
}

function withValue(value: unknown, [key, ...rest]: readonly string[], own: unknown): unknown {
  if (key === undefined) return own;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = withValue(copy[key], rest, own);
  return copy;
}

test('a whole output is read', () => {
  const read = readBundle(JSON.parse(JSON.stringify(whole)));
  assert.ok(read.kind === 'selection');
  assert.deepEqual(read.selection.picks, whole.picks);
  assert.deepEqual(read.selection.thumbnails, whole.thumbnails);
});

test('whatever stands in an output, reading it does not throw, and what it gives can be said', () => {
  const place = fc.constantFrom(...placesOf(whole));
  fc.assert(
    fc.property(place, fc.oneof(fc.jsonValue(), fc.constantFrom(NaN, -1, Infinity, undefined, [], {}, '__proto__')), (at, value) => {
      const read = readBundle(withValue(whole, at, value));
      if (read.kind !== 'selection') return;
      const { selection } = read;
      assert.equal(selectionReasons(selection, 'ja').length, selection.picks.length);
      assert.equal(
        typeof coverageSentence(selection.coverage, { images: selection.pool.images, budget: selection.chosen }, 'en'),
        'string',
      );
      for (const own of selection.thumbnails) assert.match(own ?? 'data:image/webp;base64,A', /^data:image\/webp;base64,[A-Za-z0-9+/]+=*$/);
    }),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(fc.anything(), (value) => readBundle(value).kind !== 'selection'));
});

test('what is no picture is left out', () => {
  for (const address of [
    'javascript:alert(1)',
    'https://example.org/x.webp',
    'data:text/html;base64,PGI+',
    'data:image/svg+xml;base64,PHN2Zz4=',
    'data:image/webp;base64,"onload=x',
    `data:image/webp;base64,${'A'.repeat(100_000)}`,
  ]) {
    const read = readBundle(withValue(whole, ['thumbnails'], [address]));
    assert.ok(read.kind === 'selection');
    assert.deepEqual(read.selection.thumbnails, [null]);
  }
});

test('a newer output is said to be one, whatever else is in it', () => {
  assert.deepEqual(readBundle({ version: 2, picks: 'other' }), { kind: 'newer' });
  assert.deepEqual(readBundle({ version: '2' }), { kind: 'invalid' });
});

test('the reader is spoken to in their language, or in that of the notebook', () => {
  assert.equal(languageOf(['ja-JP', 'en'], 'en'), 'ja');
  assert.equal(languageOf(['de-DE', 'en-US'], 'ja'), 'en');
  assert.equal(languageOf(['de'], 'ja'), 'ja');
  assert.equal(languageOf([], 'en'), 'en');
});
