/** Rows of float32 numbers: [rows x width]. */
export interface Matrix {
  readonly values: Float32Array;
  readonly width: number;
}

/** The rows that are asked for, in that order. */
export function rowsOf({ values, width }: Matrix, rows: ArrayLike<number>): Matrix {
  const taken = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    taken.set(values.subarray(row * width, (row + 1) * width), i * width);
  }
  return { values: taken, width };
}

/** Rows of one matrix below those of another. */
export function stacked(parts: readonly Matrix[]): Matrix {
  const width = parts[0]?.width ?? 0;
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.values.length, 0));
  let at = 0;
  for (const part of parts) {
    if (part.width !== width) throw new RangeError(`stacked: rows of ${width} and of ${part.width} numbers`);
    values.set(part.values, at);
    at += part.values.length;
  }
  return { values, width };
}

/** Every row scaled to unit length in place; zero rows stay zero. */
export function scaleToUnit({ values, width }: Matrix): void {
  for (let row = 0; row < values.length; row += width) {
    let squared = 0;
    for (let k = row; k < row + width; k++) squared += (values[k] as number) ** 2;
    const scale = 1 / Math.max(1e-12, Math.sqrt(squared));
    for (let k = row; k < row + width; k++) values[k] = (values[k] as number) * scale;
  }
}

/**
 * Rows of unit length, minus the mean of some of them, and of unit length again.
 *
 * @param fitted rows whose mean is subtracted from all
 */
export function centredOn(matrix: Matrix, fitted: ArrayLike<number>): Matrix {
  const { width } = matrix;
  const centred = { values: matrix.values.slice(), width };
  scaleToUnit(centred);
  const mean = new Float64Array(width);
  for (let i = 0; i < fitted.length; i++) {
    const row = (fitted[i] as number) * width;
    for (let k = 0; k < width; k++) mean[k] = (mean[k] as number) + (centred.values[row + k] as number) / fitted.length;
  }
  for (let i = 0; i < centred.values.length; i++) centred.values[i] = (centred.values[i] as number) - (mean[i % width] as number);
  scaleToUnit(centred);
  return centred;
}
