import { Data, Field, FixedSizeList, Float32, List, makeData, RecordBatch, Schema, Struct, Uint32, Uint8, Utf8 } from 'apache-arrow';
import type { DataType } from 'apache-arrow';

/** A column to be written: its name and values. `nullable` only where it can be absent. */
export interface Column {
  readonly name: string;
  readonly data: Data;
  readonly nullable?: boolean;
}

const item = <T extends DataType>(type: T): Field<T> => new Field('item', type, false);

/** A column of strings, or a nullable one if some are undefined. */
export function utf8(values: readonly (string | undefined)[]): Data<Utf8> {
  const valueOffsets = new Int32Array(values.length + 1);
  const nullBitmap = new Uint8Array((values.length + 7) >> 3);
  let nullCount = 0;
  let bytes = 0;
  values.forEach((value, i) => {
    if (value === undefined) nullCount += 1;
    else {
      bytes += Buffer.byteLength(value);
      nullBitmap[i >> 3] = (nullBitmap[i >> 3] ?? 0) | (1 << (i & 7));
    }
    valueOffsets[i + 1] = bytes;
  });
  const data = Buffer.alloc(bytes);
  values.forEach((value, i) => value !== undefined && data.write(value, valueOffsets[i] ?? 0));
  const column = { type: new Utf8(), length: values.length, nullCount, valueOffsets, data };
  return makeData(nullCount > 0 ? { ...column, nullBitmap } : column);
}

/** A column of float32 vectors: [rows x width]. Values are not copied. */
export const float32Vectors = (values: Float32Array, width: number): Data<FixedSizeList<Float32>> =>
  makeData({
    type: new FixedSizeList(width, item(new Float32())),
    length: values.length / width,
    nullCount: 0,
    child: makeData({ type: new Float32(), length: values.length, nullCount: 0, data: values }),
  });

/** A column of uint8 vectors: [rows x width]. Values are not copied. */
export const uint8Vectors = (values: Uint8Array, width: number): Data<FixedSizeList<Uint8>> =>
  makeData({
    type: new FixedSizeList(width, item(new Uint8())),
    length: values.length / width,
    nullCount: 0,
    child: makeData({ type: new Uint8(), length: values.length, nullCount: 0, data: values }),
  });

export const uint32 = (values: Uint32Array): Data<Uint32> =>
  makeData({ type: new Uint32(), length: values.length, nullCount: 0, data: values });

/** A column of lists: row i holds the entries `first[i]` to `first[i + 1] - 1` of `values`. */
export const lists = <T extends DataType>(values: Data<T>, first: Int32Array): Data<List<T>> =>
  makeData({ type: new List(item(values.type)), length: first.length - 1, nullCount: 0, valueOffsets: first, child: values });

/** Columns of the same number of rows as one batch of an Arrow file. */
export function batchOf(columns: readonly Column[], rows: number, metadata?: Map<string, string>): RecordBatch {
  const fields = columns.map(({ name, data, nullable }) => new Field(name, data.type, nullable ?? false));
  const schema = new Schema(fields, metadata);
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(fields), length: rows, nullCount: 0, children: columns.map(({ data }) => data) }),
  );
}
