import { readFileSync } from 'node:fs';
import path from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { compareUtf8 } from '../../../src/images/index.js';
import type { Matrix } from './matrix.js';
import type { QualityPool } from './pools.js';

/** Every selector gets all distances at once: [N x N] float32, of which some are needed at a time. */
const MOST_IMAGES = 12_000;

/** A file of features that cannot be used; the message is a sentence for the user. */
export class FeaturesRefused extends Error {}

/**
 * Reads features that were made elsewhere, in Arrow (IPC, file or stream) or Parquet: columns `path` and `label` (text), `embedding` (list of numbers) and
 * `patterns` (list of lists of numbers). May have `other` (list of numbers that no selector is to see) and `split` (`test` for images that are held out in every
 * run, anything else for the pool).
 *
 * @throws FeaturesRefused
 */
export async function readFeatures(file: string): Promise<QualityPool> {
  const rows = await rowsIn(file);
  if (rows.length === 0) throw new FeaturesRefused(`${file} has no rows.`);
  if (rows.length > MOST_IMAGES) {
    throw new FeaturesRefused(
      `${file} has ${rows.length} rows; more than ${MOST_IMAGES} do not fit, since selectors get all distances. Draw a sample.`,
    );
  }
  const read = new Rows(file, rows);
  const images = read.texts('path').map((own, row) => ({ path: own, row }));
  images.sort((a, b) => compareUtf8(a.path, b.path));
  const twice = images.find((own, i) => own.path === images[i + 1]?.path);
  if (twice) throw new FeaturesRefused(`${file} names ${twice.path} twice.`);
  const order = images.map(({ row }) => row);
  const labels = read.texts('label');
  const embeddings = matrixOf(read.vectors('embedding'), order, `${file}, column embedding`);
  const patterns = read.vectorLists('patterns');
  const firstPattern = new Int32Array(order.length + 1);
  order.forEach((row, i) => (firstPattern[i + 1] = (firstPattern[i] as number) + (patterns[row]?.length ?? 0)));
  const all = order.flatMap((row) => patterns[row] ?? []);
  const { values, width } = matrixOf(all, [...all.keys()], `${file}, column patterns`);
  const held = read.has('split') ? read.texts('split') : undefined;
  return {
    name: path.basename(file, path.extname(file)),
    features: {
      images: order.length,
      width,
      embeddingWidth: embeddings.width,
      patterns: values,
      firstPattern,
      embeddings: embeddings.values,
    },
    labels: order.map((row) => labels[row] ?? ''),
    other: read.has('other') ? matrixOf(read.vectors('other'), order, `${file}, column other`) : undefined,
    isHeldOut: held && order.map((row) => held[row] === 'test'),
  };
}

type Row = Readonly<Record<string, unknown>>;

async function rowsIn(file: string): Promise<readonly Row[]> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new FeaturesRefused(`${file} cannot be read.`);
  }
  const isParquet = bytes.subarray(0, 4).toString('latin1') === 'PAR1';
  try {
    if (!isParquet) return tableFromIPC(bytes).toArray() as Row[];
    // A copy of its own: a Buffer may lie within a larger one.
    const own = Uint8Array.from(bytes).buffer;
    return await parquetReadObjects({ file: own, compressors });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FeaturesRefused(`${file} is damaged, or neither Arrow nor Parquet: ${why}`);
  }
}

/** Rows with columns of the types that are asked for. */
class Rows {
  constructor(
    private readonly file: string,
    private readonly rows: readonly Row[],
  ) {}

  has(column: string): boolean {
    return this.rows[0]?.[column] !== undefined;
  }

  texts(column: string): string[] {
    return this.values(column, 'text', (value) => (typeof value === 'string' ? value : undefined));
  }

  vectors(column: string): Float32Array[] {
    return this.values(column, 'a list of numbers', numbersOf);
  }

  vectorLists(column: string): Float32Array[][] {
    return this.values(column, 'a list of lists of numbers', (value) => {
      const lists = itemsOf(value)?.map(numbersOf);
      const known = lists?.flatMap((own) => own ?? []);
      return known && known.length > 0 && known.length === lists?.length ? known : undefined;
    });
  }

  private values<T>(column: string, what: string, read: (value: unknown) => T | undefined): T[] {
    if (!this.has(column))
      throw new FeaturesRefused(`${this.file} has no column ${column}; path, label, embedding and patterns are needed.`);
    return this.rows.map((row, i) => {
      const value = read(row[column]);
      if (value === undefined) throw new FeaturesRefused(`${this.file}, column ${column}, row ${i + 1}: this is not ${what}.`);
      return value;
    });
  }
}

/** Items of an array, or of a vector of Arrow. */
function itemsOf(value: unknown): unknown[] | undefined {
  if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) return undefined;
  return [...(value as Iterable<unknown>)];
}

function numbersOf(value: unknown): Float32Array | undefined {
  const items = itemsOf(value);
  if (!items || items.length === 0 || !items.every((own) => typeof own === 'number' && Number.isFinite(own))) return undefined;
  return Float32Array.from(items as number[]);
}

function matrixOf(vectors: readonly Float32Array[], order: readonly number[], where: string): Matrix {
  const width = vectors[0]?.length ?? 0;
  const values = new Float32Array(order.length * width);
  order.forEach((row, i) => {
    const own = vectors[row];
    if (own?.length !== width) throw new FeaturesRefused(`${where}: lists of ${width} and of ${own?.length ?? 0} numbers.`);
    values.set(own, i * width);
  });
  return { values, width };
}
