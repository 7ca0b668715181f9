import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { CancellationTokenSource, type ResponseError } from 'vscode-languageserver/node';
import type { HostNotifications } from '../../src/protocol/host-messages.js';
import { hubServer, serve, sha256 } from '../unit/download/hub-server.js';
import { Host, scratchWorkspace, selectParams } from './host.js';

const workspace = scratchWorkspace();
const models = path.join(workspace, '..', 'global storage', 'models');
const network = { proxy: { kind: 'none' }, checksCertificates: true } as const;
let host: Host;
let untrusted: Host;
const transfers: HostNotifications['freesel/transfer'][] = [];

before(async () => {
  host = await Host.start(workspace, { models });
  untrusted = await Host.start(workspace, { models, isTrusted: false });
  host.connection.onNotification('freesel/transfer', (message: HostNotifications['freesel/transfer']) => void transfers.push(message));
});

test('the models are told with their cards and whether they are here', async () => {
  for (const own of [host, untrusted]) {
    const { models: all } = await own.ask('freesel/models', null);
    assert.deepEqual(
      all.map(({ card, state }) => `${card.id} ${state.kind}`),
      [
        'freesel-lite embedded',
        'dino-vits16 absent',
        'dino-vitb16 absent',
        'dinov2-small absent',
        'dinov2-small-registers absent',
        'dinov3-small by-hand',
        'freesel-lite1 by-hand',
        'freesel-lite2 by-hand',
      ],
    );
  }
});

test('a model is fetched with its progress told, cancelled within half a second, and gone on with', async (t) => {
  const content = Buffer.alloc(44_500_000, 3);
  const hub = await hubServer(t, (asked, response) => {
    if (asked.url.endsWith('.json')) serve(asked, response, { content: Buffer.from('{}') });
    else serve(asked, response, { content, ...(asked.before <= 1 && { only: 10_000_000, then: 'silence' }) });
  });
  const params = { token: 'first', id: 'dino-vits16', hub: hub.address, network };
  const source = new CancellationTokenSource();
  const asked = host.connection.sendRequest('freesel/fetchModel', params, source.token);
  const until = Date.now() + 20_000;
  while (!transfers.some(({ file, done }) => file === 'model.onnx' && done > 0) && Date.now() < until)
    await new Promise((soon) => setTimeout(soon, 10));
  const at = performance.now();
  source.cancel();
  await assert.rejects(asked, (error: ResponseError) => error.code === -32800);
  const ms = performance.now() - at;
  t.diagnostic(`cancelled in ${Math.round(ms)} ms`);
  assert.ok(ms < 2000, `${ms} ms`);
  assert.ok(transfers.every(({ token }) => token === 'first'));

  transfers.length = 0;
  const { file } = await host.ask('freesel/fetchModel', { ...params, token: 'second' });
  assert.equal(file, path.join(models, 'dino-vits16', 'model.onnx'));
  assert.equal(sha256(await readFile(file)), sha256(content));
  assert.match(hub.asked.at(-1)?.headers.range ?? '', /^bytes=\d+-$/);
  const last = transfers.at(-1);
  assert.deepEqual([last?.token, last?.file, last?.done, last?.total], ['second', 'model.onnx', content.length, content.length]);
  assert.equal((await host.ask('freesel/models', null)).models[1]?.state.kind, 'here');
  assert.deepEqual((await readdir(path.dirname(file))).sort(), ['fetched.json', 'model.onnx', 'preprocessor_config.json']);
});

test('what cannot be fetched or used is a problem with what to do', async (t) => {
  const hub = await hubServer(t, (_, response) => void response.writeHead(404).end());
  const ask = (id: string, own = host): Promise<{ readonly code: string }> =>
    own.problem('freesel/fetchModel', { token: 't', id, hub: hub.address, network });
  assert.equal((await ask('dinov2-small')).code, 'not-at-hub');
  assert.equal((await ask('dinov3-small')).code, 'model-by-hand');
  assert.equal((await ask('nothing')).code, 'model-unknown');
  const before = hub.asked.length;
  assert.equal((await ask('dinov2-small', untrusted)).code, 'untrusted-model');
  assert.equal(hub.asked.length, before, 'an untrusted workspace does not reach the network');
  const { code } = await host.problem('freesel/select', { ...selectParams(workspace, [workspace], 2), model: 'dino-vitb16' });
  assert.equal(code, 'model-not-fetched');
  assert.equal(
    (await untrusted.problem('freesel/select', { ...selectParams(workspace, [workspace], 2), model: 'dino-vits16' })).code,
    'untrusted-model',
  );
  for (const spoilt of [{ network: {} }, { network: { ...network, proxy: { kind: 'given' } } }, { hub: 3 }, { id: 'x'.repeat(200) }])
    assert.equal(
      (await host.problem('freesel/fetchModel', { token: 't', id: 'dinov2-small', hub: null, network, ...spoilt })).code,
      'params-invalid',
    );
});
