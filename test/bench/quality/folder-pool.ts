import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Pool } from '../../../src/core/pool.js';
import { extract } from '../../../src/engine/extract.js';
import { decodeImage, readImage } from '../../../src/images/index.js';
import { embeddedModelFile } from '../../../src/model/embedded.js';
import { requestFor, resultOf } from '../model-pools.js';
import { describeWhole, wholeSide } from './descriptors.js';
import type { Matrix } from './matrix.js';

/** Where what is slow to make is kept; git ignores it. */
export const cacheFolder = path.resolve('.cache/quality');
/** Raised when the descriptors change. */
const DESCRIPTORS = 1;
const IN_FLIGHT = 4;

/** What is known of the images of a folder. Image i of each part is the same. */
export interface FolderPool {
  /** Relative to the folder, in the order of their bytes. */
  readonly paths: readonly string[];
  /** What selectors see. */
  readonly features: Pool;
  /** What no selector sees. */
  readonly other: Matrix;
}

/** Looks at a folder with the embedded model, the product's own way, and with descriptors. Both are kept: a second time costs a second. */
export async function folderPool(folder: string): Promise<FolderPool> {
  const id = `${path.basename(folder)}-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`;
  const store = path.join(cacheFolder, 'features', id);
  mkdirSync(store, { recursive: true });
  const { paths, rows, fingerprint } = await resultOf(
    extract(requestFor(folder, embeddedModelFile(), store), new AbortController().signal),
  );
  const { images, width, embeddingWidth, patterns, firstPattern, embeddings } = rows;
  const kept = path.join(cacheFolder, 'descriptors', `${id}-${DESCRIPTORS}-${fingerprint.replace(/\W/g, '').slice(0, 16)}.f32`);
  const other = existsSync(kept) ? readMatrix(kept, images) : await described(folder, paths);
  if (!existsSync(kept)) writeMatrix(kept, other);
  return { paths, features: { images, width, embeddingWidth, patterns, firstPattern, embeddings }, other };
}

/** Writes the numbers of a matrix alone. */
export function writeMatrix(file: string, { values }: Matrix): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** Reads what `writeMatrix` wrote. */
export function readMatrix(file: string, rows: number): Matrix {
  const bytes = readFileSync(file);
  const values = new Float32Array(bytes.byteLength / 4);
  new Uint8Array(values.buffer).set(bytes);
  return { values, width: values.length / rows };
}

/** Pixels of an image of a folder, squashed to a square: RGB. */
export async function pixelsOf(folder: string, file: string, side: number): Promise<Uint8Array> {
  const read = await readImage(folder, file);
  if (read.kind !== 'read') throw new Error(`${file} could be read before, and cannot now`);
  const decoded = await decodeImage(read.bytes, { width: side, height: side });
  if (decoded.kind !== 'decoded') throw new Error(`${file} could be decoded before, and cannot now`);
  return decoded.pixels;
}

async function described(folder: string, paths: readonly string[]): Promise<Matrix> {
  const { length: width } = describeWhole(new Uint8Array(wholeSide * wholeSide * 3));
  const values = new Float32Array(paths.length * width);
  for (let from = 0; from < paths.length; from += IN_FLIGHT) {
    const batch = paths.slice(from, from + IN_FLIGHT);
    const pixels = await Promise.all(batch.map((file) => pixelsOf(folder, file, wholeSide)));
    pixels.forEach((own, i) => values.set(describeWhole(own), (from + i) * width));
  }
  return { values, width };
}
