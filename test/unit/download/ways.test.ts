import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, request as ask } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { fetched, problemOf, repository, scratch, someCard } from './fetching.js';
import { hubServer, made, serve, sha256 } from './hub-server.js';

const content = made(50_000);
const file = 'onnx/model.onnx';

test('a hub may lead to another server, which is never given the token', async (t) => {
  const store = await hubServer(t, (asked, response) => serve(asked, response, { content, stated: null, etag: `"${'c'.repeat(64)}"` }));
  const hub = await hubServer(t, (asked, response) => {
    if (asked.url === '/moved') {
      response
        .writeHead(307, {
          location: `${store.address.replace('127.0.0.1', 'me:secret@127.0.0.1')}/blob?signed=1`,
          'x-linked-etag': `"${sha256(content)}"`,
        })
        .end();
    } else response.writeHead(302, { location: '../../../../../moved' }).end('moved');
  });
  const { record } = await fetched({
    card: await someCard(content.length),
    models: await scratch(t),
    hub: `${hub.address}/`,
    token: 'secret',
  });
  assert.equal(record.files[file]?.by, 'hub');
  assert.deepEqual(
    hub.asked.map(({ headers }) => headers.authorization),
    ['Bearer secret', 'Bearer secret'],
  );
  assert.equal(store.asked[0]?.headers.authorization, undefined);
  assert.equal(store.asked[0]?.url, '/blob?signed=1');
  // What another server has for an ETag is no hash of the file, however long it is.
  assert.equal(record.files[file].sha256, sha256(content));
});

test('a login that stands in the address is sent, and never shown', async (t) => {
  const hub = await hubServer(t, (asked, response) =>
    asked.headers.authorization === undefined ? void response.writeHead(401).end() : serve(asked, response, { content }),
  );
  const models = await scratch(t);
  const { record } = await fetched({ card: await someCard(content.length), models, hub: hub.address.replace('//', '//me:p%40ss@') });
  assert.equal(hub.asked[0]?.headers.authorization, `Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  assert.equal(record.hub, hub.address);
  assert.doesNotMatch(await readFile(path.join(models, 'some-model', 'fetched.json'), 'utf8'), /p%40ss|p@ss/);
});

test('https leads nowhere without it, and certificates are checked unless the user says otherwise', async (t) => {
  const place = await scratch(t);
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(place, name));
  assert.ok(key && cert);
  const issued = spawnSync('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    key,
    '-out',
    cert,
    '-days',
    '1',
    '-subj',
    '/CN=localhost',
  ]);
  if (issued.status !== 0) {
    t.skip('there is no openssl on this machine');
    return;
  }
  const plain = await hubServer(t, (asked, response) => serve(asked, response, { content }));
  const tls = { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
  const hub = await hubServer(
    t,
    (asked, response) =>
      asked.before === 0 ? void response.writeHead(302, { location: `${plain.address}/x` }).end() : serve(asked, response, { content }),
    tls,
  );
  const [card, models] = [await someCard(content.length), await scratch(t)];
  const untrusted = await problemOf(fetched({ card, models, hub: hub.address }));
  assert.equal(untrusted.code, 'hub-certificate');
  assert.match(untrusted.in('en'), /NODE_EXTRA_CA_CERTS/);
  const network = { proxy: { kind: 'none' }, checksCertificates: false } as const;
  assert.equal((await problemOf(fetched({ card, models, hub: hub.address, network }))).code, 'hub-downgrade');
  assert.equal(plain.asked.length, 0);
  const proxy = await tinyProxy(t);
  const through = { proxy: { kind: 'given', url: proxy.address, noProxy: '' }, checksCertificates: false } as const;
  assert.deepEqual(await readFile((await fetched({ card, models, hub: hub.address, network: through })).file), content);
  assert.deepEqual(proxy.seen, [`CONNECT ${hub.address.replace('https://', '')}`]);
});

interface TinyProxy {
  readonly address: string;
  readonly seen: string[];
}

/** A proxy as companies have them: whole addresses for http, tunnels for https; with a password where one is wanted. */
async function tinyProxy(t: TestContext, login?: string): Promise<TinyProxy> {
  const seen: string[] = [];
  const isLetIn = (given: string | undefined): boolean => login === undefined || given === `Basic ${Buffer.from(login).toString('base64')}`;
  const server = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    if (!isLetIn(request.headers['proxy-authorization'])) return void response.writeHead(407).end();
    const passed = ask(request.url ?? '', { headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy()).end();
  });
  server.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url ?? ''}`);
    if (!isLetIn(request.headers['proxy-authorization'])) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const own of [onward, socket]) own.on('error', () => (onward.destroy(), socket.destroy()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

test('proxies are honoured: of the settings and of the environment, with a login, and not for hosts that are excepted', async (t) => {
  const hub = await hubServer(t, (asked, response) => serve(asked, response, { content }));
  const card = await someCard(content.length);
  const seenOf = async (
    proxy: TinyProxy,
    network: Parameters<typeof fetched>[0]['network'],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<string[]> => {
    const before = proxy.seen.length;
    for (const [name, value] of Object.entries(environment)) process.env[name] = value;
    try {
      await fetched({ card, models: await scratch(t), hub: hub.address, ...(network && { network }) });
    } finally {
      for (const name of Object.keys(environment)) Reflect.deleteProperty(process.env, name);
    }
    return proxy.seen.slice(before);
  };
  const proxy = await tinyProxy(t);
  const through = [`GET ${hub.address}/${repository}/resolve/main/${file}`];
  const given = { kind: 'given', url: proxy.address.replace('http://', ''), noProxy: '' } as const;
  const environment = { kind: 'environment' } as const;
  const variables = { http_proxy: proxy.address };
  assert.deepEqual(await seenOf(proxy, { proxy: given, checksCertificates: true }), through);
  assert.deepEqual(await seenOf(proxy, { proxy: { ...given, noProxy: 'example.com,127.0.0.1' }, checksCertificates: true }), []);
  assert.deepEqual(await seenOf(proxy, { proxy: environment, checksCertificates: true }, variables), through);
  assert.deepEqual(await seenOf(proxy, { proxy: environment, checksCertificates: true }, { ...variables, no_proxy: '127.0.0.1' }), []);
  assert.deepEqual(await seenOf(proxy, { proxy: { kind: 'none' }, checksCertificates: true }, variables), []);

  const guarded = await tinyProxy(t, 'me:secret');
  const closed = { kind: 'given', url: guarded.address, noProxy: '' } as const;
  const authorization = `Basic ${Buffer.from('me:secret').toString('base64')}`;
  assert.deepEqual(await seenOf(guarded, { proxy: { ...closed, authorization }, checksCertificates: true }), through);
  assert.deepEqual(
    await seenOf(guarded, { proxy: { ...closed, url: guarded.address.replace('//', '//me:secret@') }, checksCertificates: true }),
    through,
  );
  for (const address of [hub.address, 'https://127.0.0.1:9']) {
    const problem = await problemOf(
      fetched({ card, models: await scratch(t), hub: address, network: { proxy: closed, checksCertificates: true } }),
    );
    assert.equal(problem.code, 'proxy-refused', address);
    assert.match(problem.in('en'), /asks for a user name/);
  }
});

test('a folder is a hub too, in both layouts and with the same checks', async (t) => {
  const models = await scratch(t);
  const put = async (...parts: string[]): Promise<string> => {
    const folder = path.join(await scratch(t), 'mirror');
    const place = path.join(folder, ...parts);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, content);
    return folder;
  };
  const card = await someCard(content.length, sha256(content));
  for (const folder of [await put(repository, 'resolve', 'main', file), await put(repository, file)]) {
    const { file: fetchedFile, record } = await fetched({ card, models, hub: folder, isRenewed: true });
    assert.deepEqual(await readFile(fetchedFile), content);
    assert.deepEqual([record.hub, record.files[file]?.by], [folder, 'catalogue']);
    assert.deepEqual((await fetched({ card, models, hub: `file://${folder}`, isRenewed: true })).wasThere, false);
  }
  const folder = await put(repository, file);
  const other = await scratch(t);
  assert.equal(
    (await problemOf(fetched({ card: await someCard(content.length, 'a'.repeat(64)), models: other, hub: folder }))).code,
    'hash-differs',
  );
  assert.equal((await problemOf(fetched({ card: await someCard(9_000_000), models: other, hub: folder }))).code, 'wrong-length');
  assert.equal((await problemOf(fetched({ card, models: other, hub: path.join(folder, 'nothing') }))).code, 'not-at-hub');
  await assert.rejects(fetched({ card, models: other, hub: folder, signal: AbortSignal.abort(new Error('cancelled')) }), {
    message: 'cancelled',
  });
});
