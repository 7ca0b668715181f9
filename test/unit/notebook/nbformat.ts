import assert from 'node:assert/strict';

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields => {
  assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), 'an object');
  return value as Fields;
};

const list = (value: unknown): readonly unknown[] => {
  assert.ok(Array.isArray(value), 'a list');
  return value as unknown[];
};

/** A text in the form of lines: all but the last end in a line feed. */
function lines(value: unknown): string {
  const all = list(value).map((own) => {
    assert.ok(typeof own === 'string');
    return own;
  });
  for (const [i, own] of all.entries())
    assert.equal(own.indexOf('\n'), i < all.length - 1 ? own.length - 1 : own.endsWith('\n') ? own.length - 1 : -1);
  return all.join('');
}

const keys = (value: Fields, ...expected: string[]): void => assert.deepEqual(Object.keys(value).sort(), [...expected].sort());

export interface ReadOutput {
  readonly kind: string;
  /** Texts, and JSON as it is, by mime type. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Of a stream. */
  readonly text: string;
}

export interface ReadCell {
  readonly kind: 'markdown' | 'code';
  readonly source: string;
  readonly outputs: readonly ReadOutput[];
}

function readOutput(value: unknown, executionCount: number): ReadOutput {
  const output = fields(value);
  const kind = output['output_type'];
  if (kind === 'stream') {
    keys(output, 'output_type', 'name', 'text');
    assert.equal(output['name'], 'stdout');
    return { kind, data: {}, text: lines(output['text']) };
  }
  assert.ok(kind === 'execute_result' || kind === 'display_data');
  keys(output, 'output_type', 'data', 'metadata', ...(kind === 'execute_result' ? ['execution_count'] : []));
  if (kind === 'execute_result') assert.equal(output['execution_count'], executionCount);
  keys(fields(output['metadata']));
  const data = Object.entries(fields(output['data'])).map(([mime, own]): [string, unknown] => {
    assert.match(mime, /^[a-z]+\/[a-z.+]+$/);
    return [mime, mime.endsWith('+json') ? fields(own) : lines(own)];
  });
  return { kind, data: Object.fromEntries(data), text: '' };
}

/** Reads a notebook by the rules of nbformat 4.5, strictly: what is not named there fails. */
export function readNotebook(text: string): readonly ReadCell[] {
  const book = fields(JSON.parse(text));
  keys(book, 'cells', 'metadata', 'nbformat', 'nbformat_minor');
  assert.deepEqual([book['nbformat'], book['nbformat_minor']], [4, 5]);
  const metadata = fields(book['metadata']);
  keys(metadata, 'kernelspec', 'language_info');
  assert.deepEqual([fields(metadata['kernelspec'])['name'], fields(metadata['language_info'])['name']], ['python3', 'python']);
  const ids = new Set<unknown>();
  let executed = 0;
  return list(book['cells']).map((value) => {
    const cell = fields(value);
    const kind = cell['cell_type'];
    assert.ok(
      typeof cell['id'] === 'string' && /^[a-zA-Z0-9_-]{1,64}$/.test(cell['id']) && !ids.has(cell['id']),
      'an identifier of its own',
    );
    ids.add(cell['id']);
    keys(fields(cell['metadata']));
    const source = lines(cell['source']);
    if (kind === 'markdown') {
      keys(cell, 'cell_type', 'id', 'metadata', 'source');
      return { kind, source, outputs: [] };
    }
    assert.equal(kind, 'code');
    keys(cell, 'cell_type', 'id', 'metadata', 'source', 'execution_count', 'outputs');
    executed += 1;
    assert.equal(cell['execution_count'], executed);
    return { kind: 'code' as const, source, outputs: list(cell['outputs']).map((own) => readOutput(own, executed)) };
  });
}
