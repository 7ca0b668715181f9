import type { Selection } from '../core/selection.js';

/** Rows that stand side by side in the tree; what is beyond lies in rows of its own that are opened one by one. */
export const rowsPerPage = 200;

type Listed = 'picks' | 'skipped';

/** A row of the tree. `file` is the address of the selection file; `index`, `from` and `to` (not included) count within its picks or skipped images. */
export type TreeNode =
  | { readonly kind: 'selection'; readonly file: string }
  | { readonly kind: 'image'; readonly file: string; readonly index: number }
  | { readonly kind: 'skipped-images'; readonly file: string }
  | { readonly kind: 'skipped'; readonly file: string; readonly index: number }
  | { readonly kind: 'page'; readonly file: string; readonly of: Listed; readonly from: number; readonly to: number };

/** Rows below a row, in the order in which they are shown. */
export function childrenOf(node: TreeNode, selection: Selection): TreeNode[] {
  const { file } = node;
  switch (node.kind) {
    case 'selection': {
      const skipped: TreeNode[] = selection.skipped.length > 0 ? [{ kind: 'skipped-images', file }] : [];
      return [...listed(file, 'picks', selection.picks.length), ...skipped];
    }
    case 'skipped-images':
      return listed(file, 'skipped', selection.skipped.length);
    case 'page':
      return rows(file, node.of, node.from, Math.min(node.to, selection[node.of].length));
    case 'image':
    case 'skipped':
      return [];
  }
}

/** The row that a row lies in. */
export function parentOf(node: TreeNode, selection: Selection | undefined): TreeNode | undefined {
  const { file } = node;
  switch (node.kind) {
    case 'selection':
      return undefined;
    case 'skipped-images':
      return { kind: 'selection', file };
    case 'page':
      return top(file, node.of);
    case 'image':
      return pageOf(file, 'picks', node.index, selection?.picks.length ?? 0);
    case 'skipped':
      return pageOf(file, 'skipped', node.index, selection?.skipped.length ?? 0);
  }
}

/** The same text for the same row, whatever object it is. */
export function nodeId(node: TreeNode): string {
  switch (node.kind) {
    case 'selection':
      return node.file;
    case 'skipped-images':
      return `${node.file}#skipped`;
    case 'page':
      return `${node.file}#${node.of}:${node.from}`;
    case 'image':
      return `${node.file}#picks/${node.index}`;
    case 'skipped':
      return `${node.file}#skipped/${node.index}`;
  }
}

const top = (file: string, of: Listed): TreeNode => (of === 'picks' ? { kind: 'selection', file } : { kind: 'skipped-images', file });

function rows(file: string, of: Listed, from: number, to: number): TreeNode[] {
  const kind = of === 'picks' ? 'image' : 'skipped';
  return Array.from({ length: Math.max(0, to - from) }, (_, i): TreeNode => ({ kind, file, index: from + i }));
}

function listed(file: string, of: Listed, length: number): TreeNode[] {
  const all = rows(file, of, 0, Math.min(length, rowsPerPage));
  for (let from = rowsPerPage; from < length; from += rowsPerPage) {
    all.push({ kind: 'page', file, of, from, to: Math.min(length, from + rowsPerPage) });
  }
  return all;
}

function pageOf(file: string, of: Listed, index: number, length: number): TreeNode {
  if (index < rowsPerPage) return top(file, of);
  const from = index - (index % rowsPerPage);
  return { kind: 'page', file, of, from, to: Math.min(length, from + rowsPerPage) };
}
