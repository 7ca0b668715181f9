import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { tableFromJSON, tableToIPC, vectorFromArray, FixedSizeList, Field, Float32, List, Table, Utf8 } from 'apache-arrow';
import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer';
import { FeaturesRefused, readFeatures } from '../../../bench/quality/features-file.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'freesel-features-'));
after(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string): string => path.join(folder, name);

const rows = [
  { path: 'b/2.png', label: 'b', embedding: [0.5, -1, 2], patterns: [[1, 0]], split: 'test' },
  {
    path: 'a/1.png',
    label: 'a',
    embedding: [1, 0, 0.25],
    patterns: [
      [0, 1],
      [0.5, 0.5],
    ],
    split: 'pool',
  },
  { path: 'c/3.png', label: 'b', embedding: [0, 1, 0], patterns: [[2, 1]], split: 'pool' },
];

function writeArrow(file: string): void {
  const vector = new List(new Field('item', new Float32(), false));
  const table = new Table({
    path: vectorFromArray(
      rows.map((row) => row.path),
      new Utf8(),
    ),
    label: vectorFromArray(rows.map((row) => row.label)),
    embedding: vectorFromArray(
      rows.map((row) => row.embedding),
      new FixedSizeList(3, new Field('item', new Float32(), false)),
    ),
    patterns: vectorFromArray(
      rows.map((row) => row.patterns),
      new List(new Field('item', vector, false)),
    ),
    split: vectorFromArray(
      rows.map((row) => row.split),
      new Utf8(),
    ),
  });
  writeFileSync(file, tableToIPC(table, 'file'));
}

/** Schema of Parquet for a list column: hyparquet-writer makes JSON of lists that have none. */
const listOf = (name: string, depth: number) => {
  const list = (own: string, left: number): object[] =>
    left === 0
      ? [{ name: own, type: 'FLOAT', repetition_type: 'REQUIRED' }]
      : [
          { name: own, repetition_type: 'REQUIRED', num_children: 1, converted_type: 'LIST' },
          { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
          ...list('element', left - 1),
        ];
  return list(name, depth);
};

function writeParquet(file: string): void {
  const text = (name: string) => ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' });
  const schema = [
    { name: 'root', num_children: 5 },
    text('path'),
    text('label'),
    ...listOf('embedding', 1),
    ...listOf('patterns', 2),
    text('split'),
  ];
  const columnData: ColumnSource[] = (['path', 'label', 'embedding', 'patterns', 'split'] as const).map((name) => ({
    name,
    data: rows.map((row) => row[name]),
  }));
  writeFileSync(file, Buffer.from(parquetWriteBuffer({ columnData, schema: schema as never })));
}

for (const [kind, write] of [
  ['Arrow', writeArrow],
  ['Parquet', writeParquet],
] as const) {
  test(`${kind}: what is written comes back, in the order of paths`, async () => {
    const file = inFolder(`features.${kind.toLowerCase()}`);
    write(file);
    const pool = await readFeatures(file);
    assert.equal(pool.name, 'features');
    assert.deepEqual(pool.labels, ['a', 'b', 'b']);
    assert.deepEqual([...pool.features.embeddings], [1, 0, 0.25, 0.5, -1, 2, 0, 1, 0]);
    assert.deepEqual([...pool.features.patterns], [0, 1, 0.5, 0.5, 1, 0, 2, 1]);
    assert.deepEqual([...pool.features.firstPattern], [0, 2, 3, 4]);
    assert.deepEqual([pool.features.images, pool.features.width, pool.features.embeddingWidth], [3, 2, 3]);
    assert.deepEqual(pool.isHeldOut, [false, true, false]);
    assert.equal(pool.other, undefined);
  });
}

const refused = (file: string, words: RegExp) =>
  assert.rejects(readFeatures(file), (error: unknown) => {
    assert.ok(error instanceof FeaturesRefused);
    assert.match(error.message, words);
    return true;
  });

test('files that cannot be used are refused with a sentence', async () => {
  await refused(inFolder('absent.arrow'), /absent\.arrow cannot be read/);
  writeFileSync(inFolder('text.arrow'), 'path,label\n');
  await refused(inFolder('text.arrow'), /text\.arrow (is damaged, or neither Arrow nor Parquet|has no rows)/);
  writeParquet(inFolder('whole.parquet'));
  const bytes = readFileSync(inFolder('whole.parquet'));
  writeFileSync(inFolder('cut.parquet'), bytes.subarray(0, bytes.length - 40));
  await refused(inFolder('cut.parquet'), /cut\.parquet is damaged/);
  const json = async (name: string, content: Record<string, unknown>[], words: RegExp) => {
    writeFileSync(inFolder(name), tableToIPC(tableFromJSON(content), 'file'));
    await refused(inFolder(name), words);
  };
  const [first] = rows;
  const without = { path: first?.path, label: first?.label, embedding: first?.embedding };
  await json('lacks.arrow', [without], /has no column patterns/);
  await json('twice.arrow', [{ ...first }, { ...first }], /names b\/2\.png twice/);
  await json('words.arrow', [{ ...first, embedding: 'words' }], /column embedding, row 1: this is not a list of numbers/);
  await json(
    'widths.arrow',
    [{ ...first }, { ...rows[1], embedding: [1, 2] }],
    /column embedding: lists of 2 and of 3 numbers|lists of 3 and of 2 numbers/,
  );
  await json('infinite.arrow', [{ ...first, embedding: [1, Infinity, 0] }], /row 1: this is not a list of numbers/);
});
