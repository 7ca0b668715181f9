import assert from 'node:assert/strict';
import { test } from 'node:test';
import { regionOutline } from '../../../src/panel/region-outline.js';

const grid = { rows: 14, columns: 14 };

test('only the border of a region is drawn', () => {
  const one = regionOutline('0', grid);
  assert.equal(one?.edge, 'M0 0h1M0 1h1M0 0v1M1 0v1');
  // Two neighbours share an edge that is not drawn: six sides remain.
  assert.equal(regionOutline('0-1', grid)?.edge.match(/M/g)?.length, 6);
  // The last patch of a row and the first of the next one are no neighbours.
  assert.equal(regionOutline('13-14', grid)?.edge.match(/M/g)?.length, 8);
});

test('what lies outside of the region is the whole box without its patches', () => {
  assert.equal(regionOutline('15', grid)?.outside, 'M0 0H14V14H0zM1 1h1v1h-1z');
});

test('runs that do not fit the grid have no outline', () => {
  assert.equal(regionOutline('', grid), undefined);
  assert.equal(regionOutline('196', grid), undefined);
  assert.equal(regionOutline('3-1', grid), undefined);
  assert.ok(regionOutline('195', grid));
});
