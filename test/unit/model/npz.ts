import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';

/** A float32 array as NumPy saves it. */
export interface SavedArray {
  readonly shape: readonly number[];
  /** Row after row. */
  readonly values: Float32Array;
}

/** Reads the float32 arrays of an .npz file by their names. */
export async function readNpz(file: string): Promise<Map<string, SavedArray>> {
  const zip = await promisify<Buffer, { lazyEntries: boolean }, ZipFile>(fromBuffer)(readFileSync(file), { lazyEntries: true });
  const stream = promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip));
  const arrays = new Map<string, SavedArray>();
  await new Promise<void>((done, failed) => {
    const next = async (entry: Entry): Promise<void> => {
      const parts: Buffer[] = [];
      for await (const part of await stream(entry)) parts.push(Buffer.from(part));
      arrays.set(entry.fileName.replace(/\.npy$/, ''), readNpy(Buffer.concat(parts)));
      zip.readEntry();
    };
    zip.on('entry', (entry: Entry) => void next(entry).catch(failed));
    zip.on('end', done);
    zip.on('error', failed);
    zip.readEntry();
  });
  return arrays;
}

/** NumPy's format, version 1: magic number, length of the header, a header in Python's words, the numbers by rows or by columns. */
function readNpy(bytes: Buffer): SavedArray {
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, start);
  const sizes = /'shape': \(([\d, ]*)\)/.exec(header)?.[1];
  if (bytes.toString('latin1', 1, 6) !== 'NUMPY' || !header.includes("'<f4'") || sizes === undefined)
    throw new Error(`no array of float32: ${header}`);
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length));
  return { shape, values: header.includes("'fortran_order': True") ? byRows(values, shape) : values };
}

/** A matrix that is stored column after column. */
function byRows(columns: Float32Array, [rows = 1, width = 1]: readonly number[]): Float32Array {
  return columns.map((_, i) => columns[(i % width) * rows + Math.floor(i / width)] ?? NaN);
}
