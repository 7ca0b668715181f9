import { patchesOf } from '../core/patch-runs.js';
import type { PatchGrid } from '../protocol/panel-messages.js';

/** Paths of SVG in a box of `columns` x `rows`: the border around patches, and everything outside of them (rule even-odd). */
export interface Outline {
  readonly edge: string;
  readonly outside: string;
}

/**
 * Outlines the patches of a region.
 *
 * @param runs patch numbers as a selection file writes them, row after row
 * @returns undefined where the runs name no patch, or one that the grid does not have: then the grid is not that of the model
 */
export function regionOutline(runs: string, { rows, columns }: PatchGrid): Outline | undefined {
  const patches = readPatches(runs);
  if (patches.length === 0 || (patches.at(-1) ?? 0) >= rows * columns) return undefined;
  const own = new Set(patches);
  const isIn = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < columns && y < rows && own.has(y * columns + x);
  let edge = '';
  let cells = '';
  for (const patch of patches) {
    const x = patch % columns;
    const y = Math.floor(patch / columns);
    cells += `M${x} ${y}h1v1h-1z`;
    if (!isIn(x, y - 1)) edge += `M${x} ${y}h1`;
    if (!isIn(x, y + 1)) edge += `M${x} ${y + 1}h1`;
    if (!isIn(x - 1, y)) edge += `M${x} ${y}v1`;
    if (!isIn(x + 1, y)) edge += `M${x + 1} ${y}v1`;
  }
  return { edge, outside: `M0 0H${columns}V${rows}H0z${cells}` };
}

/** None where the runs are malformed: a selection file may have been written by hand. */
function readPatches(runs: string): number[] {
  try {
    return patchesOf(runs);
  } catch {
    return [];
  }
}
