import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineChanges } from '../../../src/extension/line-changes.js';
import { editedSettings } from '../../../src/extension/panel-edits.js';
import { cameIn, changeBy } from '../../../src/panel/selection-change.js';
import fc from 'fast-check';
import { selectionOf } from './selection-fixture.js';

test('what an edit changed is told by what was there and what is', () => {
  const before = selectionOf(['0.jpg', '1.jpg', '2.jpg']);
  const after = selectionOf(['0.jpg', '2.jpg', '7.jpg']);
  assert.deepEqual(changeBy({ kind: 'exclude', path: '1.jpg', isExcluded: true }, before, after), {
    kind: 'excluded',
    path: '1.jpg',
    replacement: { path: '7.jpg', rank: 3 },
  });
  assert.deepEqual([...cameIn(before, after)], ['7.jpg']);
  const fewer = selectionOf(['0.jpg']);
  assert.deepEqual(changeBy({ kind: 'budget', budget: 1 }, before, fewer), { kind: 'budget', images: 1, by: -2 });
  assert.deepEqual(changeBy({ kind: 'budget', budget: 3 }, before, before), { kind: 'nothing' });
  assert.deepEqual(changeBy({ kind: 'exclude', path: '1.jpg', isExcluded: true }, before, fewer), {
    kind: 'excluded',
    path: '1.jpg',
    replacement: undefined,
  });
  assert.equal(changeBy({ kind: 'exclude', path: '1.jpg', isExcluded: false }, before, before).kind, 'put-back');
  assert.equal(changeBy({ kind: 'pin', path: '1.jpg', isPinned: false }, before, before).kind, 'unpinned');
});

test('an edit asks for settings, or for nothing where they are so already', () => {
  const selection = selectionOf(['0.jpg', '1.jpg'], { pinned: ['1.jpg'], excluded: ['9.jpg'] });
  assert.deepEqual(editedSettings(selection, { kind: 'budget', budget: 5 }), { budget: 5, pinned: ['1.jpg'], excluded: ['9.jpg'] });
  assert.deepEqual(editedSettings(selection, { kind: 'budget', budget: 5000 })?.budget, 100);
  assert.equal(editedSettings(selection, { kind: 'budget', budget: 2 }), undefined);
  assert.equal(editedSettings(selection, { kind: 'pin', path: '1.jpg', isPinned: true }), undefined);
  assert.deepEqual(editedSettings(selection, { kind: 'pin', path: '9.jpg', isPinned: true }), {
    budget: 2,
    pinned: ['1.jpg', '9.jpg'],
    excluded: [],
  });
  assert.deepEqual(editedSettings(selection, { kind: 'exclude', path: '1.jpg', isExcluded: true }), {
    budget: 2,
    pinned: [],
    excluded: ['9.jpg', '1.jpg'],
  });
  assert.deepEqual(editedSettings(selection, { kind: 'exclude', path: '9.jpg', isExcluded: false })?.excluded, []);
});

const lines = fc.array(fc.constantFrom<string>('a', 'b', 'c', 'd'), { maxLength: 30 });

test('line changes turn one text into the other and leave the rest alone', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const changes = lineChanges(before, after);
      let last = -1;
      for (const { start, end } of changes) {
        assert.ok(start > last && end >= start);
        last = end;
      }
      const made = [...before];
      for (const { start, end, lines: own } of [...changes].reverse()) made.splice(start, end - start, ...own);
      assert.deepEqual(made, after);
    }),
  );
});

test('lines that stay between two changes are not touched', () => {
  assert.deepEqual(lineChanges(['a', 'b', 'c', 'd', 'e'], ['a', 'B', 'c', 'D', 'D', 'e']), [
    { start: 1, end: 2, lines: ['B'] },
    { start: 3, end: 4, lines: ['D', 'D'] },
  ]);
  assert.deepEqual(lineChanges(['a'], ['a']), []);
});
