import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { tableFromIPC } from 'apache-arrow';
import { FeatureStore, keyFolder, writePoolFile } from '../../../src/store/index.js';
import { hash, key, placeIn, program, range, row, scratch } from './made-up.js';

const python = process.env['PYTHON'] ?? 'python3';
const hasPyarrow = spawnSync(python, ['-c', 'import pyarrow.dataset']).status === 0;
const paths = (count: number): string[] => range(0, count).map((i) => `ordner/${String(i).padStart(6, '0')} é.png`);

async function filled(folder: string, count: number): Promise<FeatureStore> {
  const store = await FeatureStore.open(await placeIn(folder), key, program);
  const writer = await store.writer();
  for (const i of range(0, count)) await writer.append(row(i));
  await writer.flush();
  return store;
}

test('pyarrow opens a store in the two lines of its README', { skip: hasPyarrow ? false : `no pyarrow for ${python}` }, async (context) => {
  const folder = scratch(context);
  const store = await filled(folder, 150);
  fs.writeFileSync(path.join(store.folder, '.tmp-0123456789abcdef'), 'half written');
  fs.writeFileSync(path.join(store.folder, '.lock'), '{}');
  const lines = /```python\n(.*?)```/s.exec(fs.readFileSync(path.join(store.place.store, 'README.md'), 'utf8'))?.[1] ?? '';
  assert.equal(lines.trim().split('\n').length, 2);
  const script = `${lines.replace('KEY', keyFolder(key))}
import json
rows = sorted(table.to_pylist(), key=lambda row: row["width"])
print(json.dumps([table.num_rows, [str(field) for field in table.schema], rows[3]]))`;
  const ran = spawnSync(python, ['-c', script], { cwd: folder, encoding: 'utf8' });
  assert.equal(ran.status, 0, ran.stderr);
  const [count, schema, third] = JSON.parse(ran.stdout) as [number, string[], Record<string, unknown>];
  const expected = row(3);
  assert.equal(count, 150);
  assert.match(schema.join('; '), /patterns: list<item: fixed_size_list<item: float not null>\[8\]/);
  assert.deepEqual(third, {
    ...expected,
    patterns: range(0, 4).map((p) => [...expected.patterns.subarray(p * 8, p * 8 + 8)]),
    attention: [...expected.attention],
    embedding: [...expected.embedding],
  });
});

test('the exported pool has a row for each image, in any size', async (context) => {
  const folder = scratch(context);
  const store = await filled(folder, 5000);
  for (const count of [0, 1, 4096, 5000]) {
    const file = path.join(folder, 'out', `${count}.arrow`);
    await writePoolFile(file, paths(count), await store.rows(range(0, count).map(hash)));
    const table = tableFromIPC(fs.readFileSync(file));
    assert.equal(table.numRows, count);
    for (const i of range(0, count).filter((at) => at % 997 === 0 || at === 4096)) {
      const found = table.get(i)?.toJSON() as unknown as {
        path: string;
        sha256: string;
        patterns: Iterable<Iterable<number>>;
        patches: Iterable<string>;
        embedding: Iterable<number>;
      };
      const expected = row(i);
      assert.deepEqual([found.path, found.sha256, [...found.patches]], [paths(count)[i], hash(i), expected.patches]);
      assert.deepEqual(
        [...found.patterns].flatMap((pattern) => [...pattern]),
        [...expected.patterns],
      );
      assert.deepEqual([...found.embedding], [...expected.embedding]);
    }
    if (!hasPyarrow) continue;
    const script =
      'import sys, pyarrow as pa\nt = pa.ipc.open_file(sys.argv[1]).read_all()\nt.validate(full=True)\nprint(t.num_rows, t.column_names)';
    const ran = spawnSync(python, ['-c', script, file], { encoding: 'utf8' });
    assert.equal(ran.stdout.trim(), `${count} ['path', 'sha256', 'patterns', 'patches', 'embedding']`, ran.stderr);
  }
  assert.equal(fs.readFileSync(path.join(folder, 'out', '1.arrow')).toString('latin1', 0, 6), 'ARROW1');
});

test('an output that cannot be written is said, by the name that was given', async (context) => {
  const folder = scratch(context);
  fs.writeFileSync(path.join(folder, 'file'), '');
  fs.mkdirSync(path.join(folder, 'folder'));
  const rows = await (await FeatureStore.open(await placeIn(folder), key, program)).rows([]);
  for (const file of ['file/pool.arrow', 'folder'])
    await assert.rejects(
      writePoolFile(file, [], rows, folder),
      (error: Error & { code?: string }) => error.code === 'output-not-writable' && error.message.includes(file),
    );
  assert.deepEqual(fs.readdirSync(folder).sort(), ['file', 'folder']);
});
