import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cellsInSight, gridGap, gridLayout, moved, scrollToShow } from '../../../src/panel/grid-layout.js';

const width = fc.integer({ min: 100, max: 4000 });
const size = fc.integer({ min: 80, max: 240 });
const count = fc.integer({ min: 0, max: 50_000 });

test('cells fill the width and never go beyond it', () => {
  fc.assert(
    fc.property(width, size, count, (w, s, n) => {
      const { columns, rows, cell, step, height } = gridLayout(w, s, n);
      assert.ok(columns * cell + (columns - 1) * gridGap <= w);
      assert.ok(columns * (cell + 1) + (columns - 1) * gridGap > w);
      assert.equal(rows, Math.ceil(n / columns));
      assert.equal(height, rows * step);
    }),
  );
});

test('a narrow gallery has two columns, whatever the size', () => {
  for (const s of [80, 128, 240]) assert.equal(gridLayout(376, s, 10).columns, 2);
  assert.equal(gridLayout(786, 120, 10).columns, 6);
});

test('every cell in sight exists, and few others', () => {
  fc.assert(
    fc.property(width, size, count, fc.nat(1_000_000), fc.integer({ min: 1, max: 2000 }), (w, s, n, top, view) => {
      const layout = gridLayout(w, s, n);
      const { first, end } = cellsInSight(layout, top, view, n);
      for (const i of [first - 1, first, end - 1, end].filter((own) => own >= 0 && own < n)) {
        const y = Math.floor(i / layout.columns) * layout.step;
        if (y + layout.step > top && y < top + view) assert.ok(i >= first && i < end);
      }
      assert.ok(end - first <= (Math.ceil(view / layout.step) + 4) * layout.columns);
    }),
  );
});

test('a cell is scrolled to no farther than it must be', () => {
  const layout = gridLayout(786, 120, 1000);
  assert.equal(scrollToShow(layout, 0, 0, 500), 0);
  assert.equal(scrollToShow(layout, 7, 0, 500), 0);
  assert.equal(scrollToShow(layout, 0, 300, 500), 0);
  const down = scrollToShow(layout, 60, 0, 500);
  assert.equal(down + 500, 11 * layout.step);
});

test('keys move through the grid and stop at its ends', () => {
  const layout = gridLayout(786, 120, 40);
  assert.equal(layout.columns, 6);
  const go = (key: string, from: number): number | undefined => moved(key, from, layout, layout.step * 3, 40);
  assert.equal(go('ArrowRight', 5), 6);
  assert.equal(go('ArrowRight', 39), 39);
  assert.equal(go('ArrowLeft', 0), 0);
  assert.equal(go('ArrowDown', 3), 9);
  assert.equal(go('ArrowDown', 35), 39);
  assert.equal(go('ArrowUp', 9), 3);
  assert.equal(go('ArrowUp', 3), 3);
  assert.equal(go('PageDown', 1), 19);
  assert.equal(go('PageUp', 20), 2);
  assert.equal(go('PageUp', 8), 2);
  assert.equal(go('Home', 20), 0);
  assert.equal(go('End', 20), 39);
  assert.equal(go('a', 20), undefined);
  assert.equal(moved('End', 0, gridLayout(786, 120, 0), 300, 0), undefined);
});
