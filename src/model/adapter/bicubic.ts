/** Keys' cubic kernel with a = -0.75, as in PyTorch. */
function weight(distance: number): number {
  const a = -0.75;
  const d = Math.abs(distance);
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}

/** Where a row of the new grid takes its numbers from: four rows of the old one, and how much of each. */
function taps(at: number, step: number, size: number): readonly (readonly [row: number, share: number])[] {
  const centre = (at + 0.5) * step - 0.5;
  const first = Math.floor(centre) - 1;
  return [0, 1, 2, 3].map((i) => [Math.max(0, Math.min(size - 1, first + i)), weight(centre - first - i)] as const);
}

interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Resizes position embeddings as DINO's code does (`interpolate_pos_encoding`; Caron et al. 2021): bicubic, corners not aligned, and the scale taken of a
 * grid that is 0.1 larger, which moves the samples by a hair.
 *
 * @param values [rows x columns x width] of the old grid
 * @returns [rows x columns x width] of the new one
 */
export function resizePositions(values: Float32Array, width: number, from: Grid, to: Grid): Float32Array {
  if (from.rows === to.rows && from.columns === to.columns) return values;
  const result = new Float32Array(to.rows * to.columns * width);
  const [rowStep, columnStep] = [from.rows / (to.rows + 0.1), from.columns / (to.columns + 0.1)];
  for (let row = 0; row < to.rows; row += 1) {
    const rowTaps = taps(row, rowStep, from.rows);
    for (let column = 0; column < to.columns; column += 1) {
      const columnTaps = taps(column, columnStep, from.columns);
      for (let k = 0; k < width; k += 1) {
        let sum = 0;
        for (const [y, shareY] of rowTaps)
          for (const [x, shareX] of columnTaps) sum += shareY * shareX * (values[(y * from.columns + x) * width + k] ?? 0);
        result[(row * to.columns + column) * width + k] = sum;
      }
    }
  }
  return result;
}
