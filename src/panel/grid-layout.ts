/** Where the cells of the gallery stand: square cells of one size in rows, rank order from left to right. Pixels throughout. */
export interface GridLayout {
  readonly columns: number;
  readonly rows: number;
  /** Side of a cell. */
  readonly cell: number;
  /** From the edge of a cell to that of the next. */
  readonly step: number;
  readonly height: number;
}

/** Between cells; the padding of the cells adds to what one sees. */
export const gridGap = 4;

/** Below this width the gallery has two columns whatever the size of thumbnails. */
const twoColumnsBelow = 480;

/**
 * @param width of the sheet that holds the cells, in pixels; at least 1
 * @param size wished side of a cell
 * @param count cells
 */
export function gridLayout(width: number, size: number, count: number): GridLayout {
  const columns = width < twoColumnsBelow ? 2 : Math.max(1, Math.floor((width + gridGap) / (size + gridGap)));
  const cell = Math.max(24, Math.floor((width - (columns - 1) * gridGap) / columns));
  const rows = Math.ceil(count / columns);
  const step = cell + gridGap;
  return { columns, rows, cell, step, height: rows * step };
}

/** Cells that stand in sight, and `rowsMore` rows above and below them: from `first` up to, not including, `end`. */
export function cellsInSight(
  layout: GridLayout,
  scrollTop: number,
  viewHeight: number,
  count: number,
  rowsMore = 1,
): { readonly first: number; readonly end: number } {
  const firstRow = Math.max(0, Math.floor(scrollTop / layout.step) - rowsMore);
  const endRow = Math.ceil((scrollTop + viewHeight) / layout.step) + rowsMore;
  return { first: Math.min(count, firstRow * layout.columns), end: Math.max(0, Math.min(count, endRow * layout.columns)) };
}

/** Scroll position that shows a cell whole, and moves no more than it must. */
export function scrollToShow(layout: GridLayout, index: number, scrollTop: number, viewHeight: number): number {
  const top = Math.floor(index / layout.columns) * layout.step;
  if (top < scrollTop || layout.step > viewHeight) return top;
  return top + layout.step > scrollTop + viewHeight ? top + layout.step - viewHeight : scrollTop;
}

/** The cell that a key moves to from a cell; undefined for keys that move nowhere. */
export function moved(key: string, index: number, layout: GridLayout, viewHeight: number, count: number): number | undefined {
  const last = count - 1;
  if (last < 0) return undefined;
  const page = Math.max(1, Math.floor(viewHeight / layout.step)) * layout.columns;
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'ArrowRight':
      return Math.min(last, index + 1);
    case 'ArrowUp':
      return index - layout.columns < 0 ? index : index - layout.columns;
    case 'ArrowDown':
      return down(index, layout.columns, last);
    case 'PageUp':
      return index - page < 0 ? index % layout.columns : index - page;
    case 'PageDown':
      return down(index, page, last);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

/** Below the last whole row the last cell is nearest; in the last row one stays. */
function down(index: number, by: number, last: number): number {
  return Math.min(last, index + by);
}
