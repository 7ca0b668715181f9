import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { EngineEvent } from '../../../src/engine/events.js';
import { arrived, fetched, impatient, repository, scratch, someCard } from './fetching.js';
import { hubServer, made, serve, sha256, type Answering } from './hub-server.js';

const content = made(200_000);
const names = async (models: string): Promise<string[]> => (await readdir(path.join(models, 'some-model'))).sort();

test('a model arrives whole, with progress, its hash and where it came from', async (t) => {
  const models = await scratch(t);
  const hub = await hubServer(t, (asked, response) => serve(asked, response, { content, headers: { 'x-repo-commit': 'a'.repeat(40) } }));
  const events: EngineEvent[] = [];
  const { file, record, wasThere } = await fetched({
    card: await someCard(content.length),
    models,
    hub: hub.address,
    hear: (own) => events.push(own),
  });
  assert.equal(wasThere, false);
  assert.equal(file, path.join(models, 'some-model', 'model.onnx'));
  assert.deepEqual(await readFile(file), content);
  assert.deepEqual(await names(models), ['fetched.json', 'model.onnx']);
  assert.equal(record.commit, 'a'.repeat(40));
  assert.deepEqual(record.files, { 'onnx/model.onnx': { bytes: content.length, sha256: sha256(content), by: 'hub' } });
  assert.equal(hub.asked[0]?.url, `/${repository}/resolve/main/onnx/model.onnx`);
  const transfers = events.filter((own) => own.kind === 'transfer');
  assert.deepEqual([transfers[0]?.done, transfers.at(-1)?.done, transfers.at(-1)?.total], [0, content.length, content.length]);

  const again = await fetched({ card: await someCard(content.length), models, hub: hub.address });
  assert.equal(again.wasThere, true);
  assert.equal(hub.asked.length, 1, 'what is there is not asked for');
});

test('an interrupted download goes on where it was, in a later run as well', async (t) => {
  const models = await scratch(t);
  const half = 80_000;
  const abort = new AbortController();
  const hub = await hubServer(t, (asked, response) =>
    serve(asked, response, { content, ...(asked.before === 0 && { only: half, then: 'silence' as const }) }),
  );
  const card = await someCard(content.length);
  let cancelledAt = 0;
  const hear = (own: EngineEvent): void => {
    if (own.kind !== 'transfer' || own.done < 1000 || cancelledAt > 0) return;
    setTimeout(() => {
      cancelledAt = performance.now();
      abort.abort(new Error('cancelled'));
    }, 50);
    cancelledAt = Infinity;
  };
  await assert.rejects(fetched({ card, models, hub: hub.address, signal: abort.signal, hear, patience: { ...impatient, stallMs: 5000 } }), {
    message: 'cancelled',
  });
  const ms = performance.now() - cancelledAt;
  t.diagnostic(`cancelled in ${Math.round(ms)} ms`);
  assert.ok(ms < 2000, `${ms} ms`);
  assert.deepEqual(await names(models), ['model.onnx.partial', 'model.onnx.partial.json']);
  const { size } = await stat(path.join(models, 'some-model', 'model.onnx.partial'));
  assert.equal(size, half);

  const { file } = await fetched({ card, models, hub: hub.address });
  assert.equal(hub.asked[1]?.headers.range, `bytes=${half}-`);
  assert.deepEqual(await readFile(file), content);
  assert.deepEqual(await names(models), ['fetched.json', 'model.onnx']);
});

test('a connection that breaks, stalls or is busy is tried again, from where it was', async (t) => {
  const models = await scratch(t);
  const remarks: string[] = [];
  const answers: readonly Answering[] = [
    (_, response) => response.writeHead(503, { 'retry-after': '0' }).end(),
    (_, response) => response.writeHead(429, { 'retry-after': new Date().toUTCString() }).end(),
    (asked, response) => serve(asked, response, { content, only: 50_000, read: arrived(models, 50_000) }),
    (asked, response) => serve(asked, response, { content, only: 50_000, then: 'silence' }),
    (_, response) => response.destroy(),
    (asked, response) => serve(asked, response, { content }),
  ];
  const hub = await hubServer(t, (asked, response) => answers[asked.before]?.(asked, response));
  const { file } = await fetched({
    card: await someCard(content.length),
    models,
    hub: hub.address,
    hear: (own) => own.kind === 'remark' && remarks.push(own.text.en),
  });
  assert.deepEqual(await readFile(file), content);
  assert.deepEqual(
    hub.asked.map(({ headers }) => headers.range),
    [undefined, undefined, undefined, 'bytes=50000-', 'bytes=100000-', 'bytes=100000-'],
  );
  assert.equal(remarks.length, 5);
  for (const [i, part] of ['status 503', 'status 429', 'broke', 'silent', 'broke'].entries())
    assert.ok(remarks[i]?.includes(part), remarks[i]);
});

test('a file without a stated length arrives as well', async (t) => {
  const models = await scratch(t);
  const hub = await hubServer(t, (asked, response) => serve(asked, response, { content, hasLength: false }));
  const events: EngineEvent[] = [];
  const { file } = await fetched({ card: await someCard(content.length), models, hub: hub.address, hear: (own) => events.push(own) });
  assert.deepEqual(await readFile(file), content);
  const [first] = events;
  assert.ok(first?.kind === 'transfer' && first.total === undefined);
});

test('a file that changes between two requests is fetched anew', async (t) => {
  const newer = made(210_000, 2);
  for (const knowsCondition of [true, false]) {
    const models = await scratch(t);
    const hub = await hubServer(t, (asked, response) => {
      if (asked.before === 0) {
        serve(asked, response, { content, only: 90_000, read: arrived(models, 90_000) });
        return;
      }
      // A server that does not know the condition sends the end of the newer file after the beginning of the older one.
      const { 'if-range': condition, ...others } = asked.headers;
      assert.ok(asked.before > 1 || condition !== undefined);
      serve({ ...asked, headers: knowsCondition ? asked.headers : others }, response, { content: newer, stated: null });
    });
    const { file, record } = await fetched({ card: await someCard(200_000), models, hub: hub.address });
    assert.deepEqual(await readFile(file), newer, String(knowsCondition));
    assert.equal(record.files['onnx/model.onnx']?.by, 'nobody');
    assert.equal(hub.asked.length, knowsCondition ? 2 : 3);
  }
});

test('parts of two versions that the server does not tell apart are thrown away, and it begins again', async (t) => {
  const models = await scratch(t);
  const newer = made(200_000, 3);
  const hub = await hubServer(t, (asked, response) =>
    asked.before === 0
      ? serve(asked, response, { content, stated: null, etag: '"same"', only: 90_000, read: arrived(models, 90_000) })
      : serve(asked, response, { content: newer, etag: '"same"' }),
  );
  const { file } = await fetched({ card: await someCard(200_000), models, hub: hub.address });
  assert.deepEqual(await readFile(file), newer);
  assert.deepEqual(
    hub.asked.map(({ headers }) => headers.range),
    [undefined, 'bytes=90000-', undefined],
  );
});

test('what an earlier run left is used only if it is known what it is the beginning of', async (t) => {
  const models = await scratch(t);
  const hub = await hubServer(t, (asked, response) =>
    serve(asked, response, { content, etag: null, ...(asked.before === 0 && { only: 9000 }) }),
  );
  const { file } = await fetched({ card: await someCard(content.length), models, hub: hub.address });
  assert.deepEqual(await readFile(file), content);
  assert.ok(hub.asked.every(({ headers }) => headers.range === undefined));

  const other = await scratch(t);
  await fetched({ card: await someCard(content.length), models: other, hub: hub.address, signal: AbortSignal.abort(new Error('x')) }).catch(
    () => undefined,
  );
  await writeFile(path.join(other, 'some-model', 'model.onnx.partial'), content.subarray(0, 100));
  await writeFile(path.join(other, 'some-model', 'model.onnx.partial.json'), '{"mark":');
  assert.deepEqual(
    await readFile((await fetched({ card: await someCard(content.length), models: other, hub: hub.address })).file),
    content,
  );
});

test('two at once do not harm each other', async (t) => {
  const models = await scratch(t);
  const hub = await hubServer(t, (asked, response) => {
    setTimeout(() => serve(asked, response, { content }), 50);
  });
  const card = await someCard(content.length);
  const both = await Promise.all([1, 2, 3].map(() => fetched({ card, models, hub: hub.address })));
  for (const { file } of both) assert.deepEqual(await readFile(file), content);
  assert.deepEqual(await names(models), ['fetched.json', 'model.onnx']);
});
