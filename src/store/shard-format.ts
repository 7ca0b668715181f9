import { DataType, RecordBatchFileReader, RecordBatchFileWriter } from 'apache-arrow';
import type { Data, RecordBatch, TypeMap } from 'apache-arrow';
import { batchOf, float32Vectors, lists, uint32, uint8Vectors, utf8 } from './arrow-columns.js';

/** What a model said of one image. */
export interface FeatureRow {
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
  /** Centres as they are, at least one: [patterns x D]. */
  readonly patterns: Float32Array;
  /** Patch numbers of each pattern as rising runs, such as "12-14,26". */
  readonly patches: readonly string[];
  /** Attention of each patch, scaled so that the greatest is 255: [T]. */
  readonly attention: Uint8Array;
  /** [E]. */
  readonly embedding: Float32Array;
  /** Of the original image, upright, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Code of what is wrong with an image that is used all the same. */
  readonly flag: string | undefined;
}

/** A shard that was read. Arrays are views that last until the next shard is read. */
export interface Shard {
  readonly rows: number;
  readonly hashes: readonly string[];
  /** D and E. */
  readonly width: number;
  readonly embeddingWidth: number;
  /** [patterns x D] of all rows. */
  readonly patterns: Float32Array;
  /** Patterns of row i are `firstPattern[i]` to `firstPattern[i + 1] - 1`: [rows + 1]. */
  readonly firstPattern: Int32Array;
  /** [rows x E]. */
  readonly embeddings: Float32Array;
  readonly widths: Uint32Array;
  readonly heights: Uint32Array;
  readonly patches: (row: number) => string[];
  readonly flag: (row: number) => string | undefined;
  /** A copy of one row. */
  readonly row: (row: number) => FeatureRow;
}

/**
 * Rows as an Arrow IPC file of one batch. All rows have the same D, E and T. Readers find columns by name, so that columns can be added later.
 */
export function encodeShard(rows: readonly FeatureRow[], metadata: Map<string, string>): Uint8Array {
  const firstPattern = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => (firstPattern[i + 1] = (firstPattern[i] ?? 0) + row.patches.length));
  const first = rows[0];
  if (first === undefined) throw new RangeError('a shard has rows');
  const columns = [
    { name: 'sha256', data: utf8(rows.map((row) => row.sha256)) },
    {
      name: 'patterns',
      data: lists(float32Vectors(joined(rows.map((row) => row.patterns)), first.patterns.length / first.patches.length), firstPattern),
    },
    { name: 'patches', data: lists(utf8(rows.flatMap((row) => row.patches)), firstPattern) },
    { name: 'attention', data: uint8Vectors(Buffer.concat(rows.map((row) => row.attention)), first.attention.length) },
    { name: 'embedding', data: float32Vectors(joined(rows.map((row) => row.embedding)), first.embedding.length) },
    { name: 'width', data: uint32(Uint32Array.from(rows, (row) => row.width)) },
    { name: 'height', data: uint32(Uint32Array.from(rows, (row) => row.height)) },
    { name: 'flag', data: utf8(rows.map((row) => row.flag)), nullable: true },
  ];
  return RecordBatchFileWriter.writeAll([batchOf(columns, rows.length, metadata)]).toUint8Array(true);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Bytes of a shard as columns, without copying; undefined if they are no shard. The bytes begin at a multiple of 8 in their buffer.
 *
 * @param mostPatterns most patterns of an image, K
 */
export function decodeShard(bytes: Uint8Array, mostPatterns: number): Shard | undefined {
  try {
    const reader = RecordBatchFileReader.from<TypeMap>(bytes);
    const [batch, second] = [...reader] as RecordBatch[];
    return batch && !second ? columnsOf(batch, mostPatterns) : undefined;
  } catch {
    // Whatever the reader stumbles over, the file is damaged.
    return undefined;
  }
}

function columnsOf(batch: RecordBatch, mostPatterns: number): Shard | undefined {
  const rows = batch.numRows;
  const column = (name: string): Data | undefined => batch.getChild(name)?.data[0] as Data | undefined;
  const hashes = strings(column('sha256'), rows);
  const patterns = listColumn(column('patterns'), rows);
  const patches = listColumn(column('patches'), rows);
  const centres = vectors(patterns?.child, patterns?.first[rows] ?? 0, isFloat, Float32Array);
  const runs = strings(patches?.child, patches?.first[rows] ?? 0);
  const attention = vectors(column('attention'), rows, isInt, Uint8Array);
  const embedding = vectors(column('embedding'), rows, isFloat, Float32Array);
  const widths = numbers(column('width'), rows);
  const heights = numbers(column('height'), rows);
  const flagColumn = column('flag');
  const flags = strings(flagColumn, rows);
  if (!hashes || !patterns || !patches || !centres || !runs || !attention || !embedding || !widths || !heights || !flags) return undefined;
  const names = Array.from({ length: rows }, (_, i) => hashes(i));
  if (!names.every((name) => /^[0-9a-f]{64}$/.test(name))) return undefined;
  const { first } = patterns;
  for (let i = 0; i < rows; i += 1) {
    const count = at(first, i + 1) - at(first, i);
    if (count < 1 || count > mostPatterns || at(first, i + 1) !== at(patches.first, i + 1)) return undefined;
  }
  const patchesOf = (row: number): string[] =>
    Array.from({ length: at(first, row + 1) - at(first, row) }, (_, i) => runs(at(first, row) + i));
  const flag = (row: number): string | undefined => (flagColumn?.getValid(row) ? flags(row) : undefined);
  return {
    rows,
    hashes: names,
    width: centres.width,
    embeddingWidth: embedding.width,
    patterns: centres.values,
    firstPattern: first,
    embeddings: embedding.values,
    widths,
    heights,
    patches: patchesOf,
    flag,
    row: (row) => ({
      sha256: names[row] ?? '',
      patterns: centres.values.slice(at(first, row) * centres.width, at(first, row + 1) * centres.width),
      patches: patchesOf(row),
      attention: attention.values.slice(row * attention.width, (row + 1) * attention.width),
      embedding: embedding.values.slice(row * embedding.width, (row + 1) * embedding.width),
      width: at(widths, row),
      height: at(heights, row),
      flag: flag(row),
    }),
  };
}

const isFloat = (type: DataType): boolean => DataType.isFloat(type);
const isInt = (type: DataType): boolean => DataType.isInt(type);

const at = (values: Int32Array | Uint32Array, i: number): number => values[i] ?? 0;

/** Offsets that rise from 0 and stay within `limit`, as a column of `rows` rows needs them. */
function offsets(data: Data, rows: number, limit: number): Int32Array | undefined {
  const values: unknown = data.valueOffsets;
  if (!(values instanceof Int32Array) || values.length <= rows || values[0] !== 0 || at(values, rows) > limit) return undefined;
  for (let i = 0; i < rows; i += 1) if (at(values, i) > at(values, i + 1)) return undefined;
  return values;
}

function strings(data: Data | undefined, rows: number): ((row: number) => string) | undefined {
  if (!data || !DataType.isUtf8(data.type) || data.length < rows) return undefined;
  const bytes: unknown = data.values;
  if (!(bytes instanceof Uint8Array)) return undefined;
  const first = offsets(data, rows, bytes.length);
  if (!first) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Where all is ASCII, as it mostly is, bytes and characters have the same places, and one decoding does for all rows.
  const whole = text.toString('utf8');
  if (whole.length === text.length) return (row) => whole.slice(at(first, row), at(first, row + 1));
  return (row) => text.toString('utf8', at(first, row), at(first, row + 1));
}

function listColumn(data: Data | undefined, rows: number): { readonly first: Int32Array; readonly child: Data } | undefined {
  const child = data?.children[0];
  if (!data || !child || !DataType.isList(data.type) || data.length !== rows) return undefined;
  const first = offsets(data, rows, child.length);
  return first && { first, child };
}

function vectors<T extends Float32Array | Uint8Array>(
  data: Data | undefined,
  rows: number,
  isType: (type: DataType) => boolean,
  array: abstract new (length: number) => T,
): { readonly values: T; readonly width: number } | undefined {
  const child = data?.children[0];
  if (!data || !child || !DataType.isFixedSizeList(data.type) || !isType(child.type) || data.length < rows) return undefined;
  const width = data.type.listSize;
  const values: unknown = child.values;
  return values instanceof array && width > 0 && values.length >= rows * width ? { values, width } : undefined;
}

function numbers(data: Data | undefined, rows: number): Uint32Array | undefined {
  const values: unknown = data?.values;
  return values instanceof Uint32Array && values.length >= rows ? values : undefined;
}
