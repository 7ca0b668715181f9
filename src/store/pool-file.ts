import { RecordBatchFileWriter } from 'apache-arrow';
import type { RecordBatch } from 'apache-arrow';
import path from 'node:path';
import { batchOf, float32Vectors, lists, utf8 } from './arrow-columns.js';
import { writeAtomically } from './atomic-write.js';
import type { FeatureRows } from './feature-rows.js';
import { outputNotWritable, writeProblem } from './problems.js';

const rowsPerBatch = 4096;

/**
 * Writes a pool as one Arrow IPC file with the columns path, sha256, patterns, patches and embedding, one row for each image. Folders are made as needed.
 * Throws output-not-writable, disk-full.
 *
 * @param file as the user gave it
 * @param paths of the images, in the order of the rows
 */
export async function writePoolFile(file: string, paths: readonly string[], rows: FeatureRows, cwd = process.cwd()): Promise<void> {
  if (paths.length !== rows.images) throw new RangeError('a path for each row');
  try {
    await writeAtomically(path.resolve(cwd, file), chunks(paths, rows));
  } catch (error) {
    throw writeProblem(error, file, outputNotWritable);
  }
}

/** The file's bytes, a batch at a time. Numbers are handed through as views on the rows, not copied. */
async function* chunks(paths: readonly string[], rows: FeatureRows): AsyncGenerator<Uint8Array> {
  const writer = new RecordBatchFileWriter();
  for (let from = 0; from === 0 || from < paths.length; from += rowsPerBatch) writer.write(batch(paths, rows, from));
  writer.finish();
  for await (const chunk of writer) yield chunk;
}

function batch(paths: readonly string[], rows: FeatureRows, from: number): RecordBatch {
  const to = Math.min(from + rowsPerBatch, paths.length);
  const firstPattern = rows.firstPattern[from] ?? 0;
  const endPattern = rows.firstPattern[to] ?? 0;
  const first = rows.firstPattern.slice(from, to + 1).map((pattern) => pattern - firstPattern);
  // A list of no width cannot be written; an empty pool has none.
  const width = Math.max(rows.width, 1);
  const embeddingWidth = Math.max(rows.embeddingWidth, 1);
  const columns = [
    { name: 'path', data: utf8(paths.slice(from, to)) },
    { name: 'sha256', data: utf8(rows.hashes.slice(from, to)) },
    { name: 'patterns', data: lists(float32Vectors(rows.patterns.subarray(firstPattern * width, endPattern * width), width), first) },
    { name: 'patches', data: lists(utf8(rows.patches.slice(firstPattern, endPattern)), first) },
    {
      name: 'embedding',
      data: float32Vectors(rows.embeddings.subarray(from * embeddingWidth, to * embeddingWidth), embeddingWidth),
    },
  ];
  return batchOf(columns, to - from);
}
