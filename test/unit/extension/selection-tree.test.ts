import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childrenOf, nodeId, parentOf, rowsPerPage, type TreeNode } from '../../../src/extension/selection-tree.js';
import { aSelection } from '../selection/a-selection.js';

const file = 'file:///w/.freesel/selections/pool-24.freesel.json';
const top: TreeNode = { kind: 'selection', file };
const paths = (count: number): string[] => Array.from({ length: count }, (_, i) => `a/${i}.png`);
const kinds = (nodes: readonly TreeNode[]): string[] => [...new Set(nodes.map(({ kind }) => kind))];

test('a selection has its images in rank order, then those that could not be read', () => {
  const rows = childrenOf(top, aSelection(paths(3)));
  assert.deepEqual(rows, [
    { kind: 'image', file, index: 0 },
    { kind: 'image', file, index: 1 },
    { kind: 'image', file, index: 2 },
    { kind: 'skipped-images', file },
  ]);
  assert.deepEqual(childrenOf({ kind: 'skipped-images', file }, aSelection(paths(3))), [{ kind: 'skipped', file, index: 0 }]);
  assert.deepEqual(kinds(childrenOf(top, { ...aSelection(paths(3)), skipped: [] })), ['image']);
});

test('of many images the first stand there, the others in pages that hold every one of them once', () => {
  const selection = { ...aSelection(paths(50_000)), skipped: [] };
  const start = performance.now();
  const rows = childrenOf(top, selection);
  assert.ok(performance.now() - start < 50);
  assert.equal(rows.length, rowsPerPage + Math.ceil((50_000 - rowsPerPage) / rowsPerPage));
  const images = rows.flatMap((row) => (row.kind === 'page' ? childrenOf(row, selection) : [row]));
  assert.deepEqual(
    images.map((row) => (row.kind === 'image' ? row.index : -1)),
    selection.picks.map((_, i) => i),
  );
});

test('the last page ends with the last image, and one page more begins with the next', () => {
  assert.deepEqual(childrenOf(top, { ...aSelection(paths(rowsPerPage)), skipped: [] }).at(-1), {
    kind: 'image',
    file,
    index: rowsPerPage - 1,
  });
  assert.deepEqual(childrenOf(top, { ...aSelection(paths(rowsPerPage + 1)), skipped: [] }).at(-1), {
    kind: 'page',
    file,
    of: 'picks',
    from: rowsPerPage,
    to: rowsPerPage + 1,
  });
});

test('every row has an identity of its own and lies in the row that shows it', () => {
  const skipped = paths(450).map((path) => ({ path, reason: 'empty file' }));
  const selection = { ...aSelection(paths(901)), skipped };
  const ids = new Set<string>();
  const visit = (node: TreeNode, parent: TreeNode | undefined): void => {
    assert.equal(ids.has(nodeId(node)), false, nodeId(node));
    ids.add(nodeId(node));
    assert.deepEqual(parentOf(node, selection), parent);
    for (const child of childrenOf(node, selection)) visit(child, node);
  };
  visit(top, undefined);
  assert.equal([...ids].filter((id) => id.includes('#picks/')).length, 901);
  assert.equal([...ids].filter((id) => id.includes('#skipped/')).length, 450);
});
