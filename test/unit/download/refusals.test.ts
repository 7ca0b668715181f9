import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { arrived, fetched, impatient, problemOf, scratch, someCard, type Fetching } from './fetching.js';
import { hubServer, made, nobodysAddress, serve, sha256, type Answering } from './hub-server.js';

const content = made(100_000);

/** What is left of a model that was refused. */
const left = (models: string): Promise<string[]> => readdir(path.join(models, 'some-model'));

async function refused(
  t: TestContext,
  answer: Answering,
  own: Partial<Fetching> = {},
): Promise<{ code: string; en: string; asked: number; left: string[] }> {
  const models = own.models ?? (await scratch(t));
  const hub = await hubServer(t, answer);
  const problem = await problemOf(fetched({ card: await someCard(content.length), hub: hub.address, ...own, models }));
  for (const language of ['en', 'ja'] as const) {
    assert.ok(problem.what[language].length > 10);
    assert.doesNotMatch(problem.in(language), /undefined|Error|\bnull\b|UND_/);
  }
  assert.ok(problem.todo);
  return { code: problem.code, en: problem.in('en'), asked: hub.asked.length, left: await left(models) };
}

test('a hub that lies about the hash is found out, and nothing is kept', async (t) => {
  const lie = await refused(t, (asked, response) => serve(asked, response, { content, stated: 'f'.repeat(64) }));
  assert.deepEqual([lie.code, lie.left], ['hash-differs', []]);
  assert.match(lie.en, /states one SHA-256 .* sends a file with another/);
});

test('a file that is not the one of the catalogue is refused, before it is sent where the hub says so', async (t) => {
  const card = await someCard(content.length, 'e'.repeat(64));
  for (const stated of [undefined, null]) {
    const serving = stated === null ? { stated } : {};
    const other = await refused(t, (asked, response) => serve(asked, response, { content, ...serving }), { card });
    assert.deepEqual([other.code, other.left], ['hash-differs', []]);
    assert.match(other.en, /not the file that the catalogue names/);
  }
  let sent = 0;
  await refused(
    t,
    (_, response) => {
      response.writeHead(200, { 'x-linked-etag': `"${'d'.repeat(64)}"`, 'content-length': content.length });
      const timer = setInterval(() => response.write(content.subarray(0, 1000), () => (sent += 1000)), 20);
      response.on('close', () => clearInterval(timer));
    },
    { card },
  );
  assert.ok(sent < 10_000, `${sent} bytes were sent`);
});

test('a hub that has changed a file is refused, until the user says that it is right', async (t) => {
  const newer = made(100_000, 2);
  for (const stated of [undefined, null]) {
    const models = await scratch(t);
    const card = await someCard(content.length);
    const serving = stated === null ? { stated } : {};
    const first = await hubServer(t, (asked, response) => serve(asked, response, { content, ...serving }));
    const { file } = await fetched({ card, models, hub: first.address });
    await rm(file);
    const changed = await refused(t, (asked, response) => serve(asked, response, { content: newer, ...serving }), { models });
    assert.deepEqual([changed.code, changed.left], ['hash-changed', ['fetched.json']]);
    const hub = await hubServer(t, (asked, response) => serve(asked, response, { content: newer, ...serving }));
    const { record } = await fetched({ card, models, hub: hub.address, isRenewed: true });
    assert.equal(record.files['onnx/model.onnx']?.sha256, sha256(newer));
    assert.deepEqual(await readFile(file), newer);
  }
});

test('answers that are no file are refused in plain words', async (t) => {
  const status =
    (code: number, headers = {}): Answering =>
    (_, response) =>
      void response.writeHead(code, headers).end('what is said of it');
  for (const [answer, code, words, attempts] of [
    [status(404), 'not-at-hub', /has no someone\/some-model\/onnx\/model\.onnx/, 1],
    [status(401), 'not-for-all', /not give .* to everybody/, 1],
    [status(403), 'not-for-all', /403/, 1],
    [status(418), 'hub-answer', /status 418/, 1],
    [status(200, { 'content-type': 'text/html; charset=utf-8' }), 'hub-answer', /web page/, 1],
    [status(200, { 'content-encoding': 'gzip' }), 'hub-answer', /coding/, 1],
    [status(200), 'wrong-length', /about 100 kB/, 1],
    [status(302), 'hub-answer', /leads nowhere/, 1],
    [status(302, { location: '/again' }), 'hub-answer', /without end/, 11],
    [status(302, { location: 'ftp://127.0.0.1/x' }), 'hub-downgrade', /ftp/, 1],
    [status(302, { location: 'file:///etc/passwd' }), 'hub-downgrade', /file/, 1],
    [status(429, { 'retry-after': '600' }), 'hub-busy', /wait 10 minutes/, 1],
    [status(503), 'nothing-arrives', /5 attempts \(status 503\)/, 5],
    [status(429), 'nothing-arrives', /429/, 5],
  ] as const) {
    const own = await refused(t, answer);
    assert.deepEqual([own.code, own.asked, own.left], [code, attempts, []], String(words));
    assert.match(own.en, words);
  }
});

test('a file much longer than it should be is not taken, however it comes', async (t) => {
  const long = made(400_000);
  for (const hasLength of [true, false]) {
    const own = await refused(t, (asked, response) => serve(asked, response, { content: long, hasLength, stated: null }));
    assert.deepEqual([own.code, own.left], ['wrong-length', []]);
  }
  const short = await refused(t, (asked, response) =>
    serve(asked, response, { content: content.subarray(0, 3000), hasLength: false, stated: null }),
  );
  assert.deepEqual([short.code, short.left], ['wrong-length', []]);
});

test('a connection that always breaks at the same place ends in a sentence, and what has arrived is kept', async (t) => {
  const models = await scratch(t);
  const own = await refused(
    t,
    (asked, response) => {
      if (asked.before === 0) serve(asked, response, { content, only: 30_000, read: arrived(models, 30_000) });
      else response.destroy();
    },
    { models },
  );
  assert.deepEqual([own.code, own.left.sort()], ['nothing-arrives', ['model.onnx.partial', 'model.onnx.partial.json']]);
  assert.match(own.en, /kept/);
});

test('offline is said at once, with what works all the same', async (t) => {
  const models = await scratch(t);
  const card = await someCard(content.length);
  const start = performance.now();
  for (const hub of [await nobodysAddress(t), 'http://no-such-host.invalid']) {
    const problem = await problemOf(fetched({ card, models, hub }));
    assert.equal(problem.code, 'offline');
    assert.match(problem.in('en'), /cannot be reached .*embedded model works without a network/);
  }
  assert.ok(performance.now() - start < 3000);
});

test('what is no hub is no hub', async (t) => {
  const models = await scratch(t);
  for (const hub of ['', '   ', 'ftp://somewhere', 'https://', 'http://%', 'gopher:x']) {
    const problem = await problemOf(Promise.resolve().then(async () => fetched({ card: await someCard(1), models, hub })));
    assert.equal(problem.code, 'hub-invalid', hub);
  }
  const secret = await problemOf(
    Promise.resolve().then(async () => fetched({ card: await someCard(1), models, hub: 'https://me:secret@%' })),
  );
  assert.doesNotMatch(secret.in('en'), /secret/);
});

test('a place that cannot be written, and a full disk, are said', async (t) => {
  const models = await scratch(t);
  const hub = await hubServer(t, (asked, response) => serve(asked, response, { content }));
  await writeFile(path.join(models, 'file'), '');
  assert.equal(
    (await problemOf(fetched({ card: await someCard(content.length), models: path.join(models, 'file'), hub: hub.address }))).code,
    'output-not-writable',
  );
  assert.equal((await problemOf(fetched({ card: await someCard(2 ** 52), models, hub: hub.address }))).code, 'disk-full');
  assert.equal(hub.asked.length, 0, 'nothing is asked for where there is no room for it');

  const small = path.join(models, 'small');
  await mkdir(small);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', small]).status !== 0) {
    t.diagnostic('mounting is not permitted here');
    return;
  }
  try {
    const long = made(190_000);
    const server = await hubServer(t, (asked, response) => serve(asked, response, { content: long }));
    const problem = await problemOf(fetched({ card: await someCard(100_000), models: small, hub: server.address, patience: impatient }));
    assert.equal(problem.code, 'disk-full');
    assert.match(problem.in('en'), /small\/some-model is full/);
  } finally {
    spawnSync('umount', [small]);
  }
});
