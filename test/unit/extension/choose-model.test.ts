import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { beforeEach, test } from 'node:test';
import { compileFunction } from 'node:vm';
import { build } from 'esbuild';
import type * as ChooseModel from '../../../src/extension/choose-model.js';
import { readCatalogue } from '../../../src/model/catalogue.js';
import type { FetchModelParams, ListedModel } from '../../../src/protocol/host-messages.js';
import { editor, vscode } from './fake-editor.js';

/** The command as it runs in an editor, with a made-up editor in its place. */
async function command(): Promise<typeof ChooseModel> {
  const { outputFiles } = await build({
    entryPoints: [path.resolve(import.meta.dirname, '../../../src/extension/choose-model.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  const own = { exports: {} };
  const load = (name: string): unknown => (name === 'vscode' ? vscode : createRequire(import.meta.url)(name));
  const run = compileFunction(outputFiles[0]?.text ?? '', ['module', 'exports', 'require']) as (...given: unknown[]) => unknown;
  run(own, own.exports, load);
  return own.exports as typeof ChooseModel;
}

const { registerChooseModelCommand } = await command();
const cards = await readCatalogue();
const asked: { readonly name: string; readonly params: unknown }[] = [];
let here: readonly string[] = [];
let isBusy = false;

const stateOf = ({ id, origin }: ListedModel['card']): ListedModel['state'] =>
  origin.kind === 'hub' ? (here.includes(id) ? { kind: 'here', file: '/m' } : { kind: 'absent' }) : { kind: origin.kind };

const host = {
  request: (name: string, params: unknown) => {
    asked.push({ name, params });
    return Promise.resolve(
      name === 'freesel/models' ? { models: cards.map((card) => ({ card, state: stateOf(card) })) } : { file: '/models/model.onnx' },
    );
  },
  onRemark: () => ({ dispose: () => undefined }),
};
const log = { info: () => undefined, error: (text: string) => assert.fail(text) };
const work = {
  run: (_: string, task: (token: string, cancellation: unknown) => unknown) => Promise.resolve(isBusy ? undefined : task('token', {})),
};
registerChooseModelCommand({ host, log } as never, work as never);

const choose = async (pick: string | undefined, ...press: (string | undefined)[]): Promise<void> => {
  Object.assign(editor, { pick, press });
  await editor.commands.get('freesel.chooseModel')?.();
};
const fetches = (): FetchModelParams[] =>
  asked.filter(({ name }) => name === 'freesel/fetchModel').map(({ params }) => params as FetchModelParams);

beforeEach(() => {
  Object.assign(editor, { settings: {}, isTrusted: true, file: undefined, shown: { items: [], messages: [], opened: [] } });
  asked.length = 0;
  here = [];
  isBusy = false;
});

test('the cards say size, licence, which is of the paper and what is here; looking at them fetches nothing', async () => {
  here = ['dinov2-small'];
  await choose(undefined);
  const lines = editor.shown.items.map(({ label, description = '' }) => `${label}: ${description}`);
  assert.deepEqual(lines, [
    'FreeSel Lite (embedded): 7.8 MB, Apache-2.0, in use',
    "DINO ViT-S/16: the paper's model, 86.9 MB, Apache-2.0, not here yet",
    'DINO ViT-B/16: 343 MB, Apache-2.0, not here yet',
    'DINOv2 ViT-S/14: 88.5 MB, Apache-2.0, here already',
    'DINOv2 ViT-S/14 with registers: 88.5 MB, Apache-2.0, not here yet',
    'DINOv3 ViT-S/16: 86.5 MB, DINOv3 License, by hand',
    'EfficientNet-Lite1: 9.4 MB, Apache-2.0, by hand',
    'EfficientNet-Lite2: 10.7 MB, Apache-2.0, by hand',
    ': ',
    'Choose a File…: ',
  ]);
  assert.match(editor.shown.items[1]?.detail ?? '', /learned without labels.*Blind spots: text/);
  assert.deepEqual(fetches(), []);
});

test('one that is not here is fetched after a consent that shows size, licence and source, and then taken', async () => {
  editor.settings['freesel.hub'] = 'https://me:secret@mirror.example/hub';
  editor.settings['http.proxy'] = 'http://proxy:3128';
  editor.settings['http.noProxy'] = ['a', 'b'];
  editor.settings['http.proxyStrictSSL'] = false;
  await choose('DINO ViT-S/16', 'Download');
  const [message] = editor.shown.messages;
  assert.equal(message?.text, 'Download DINO ViT-S/16 (86.9 MB)?');
  for (const fact of ['Apache-2.0', 'https://mirror.example/hub, Xenova/dino-vits16', 'ImageNet-1k', 'images stay on this machine'])
    assert.ok(message.detail.includes(fact), fact);
  assert.doesNotMatch(message.detail, /secret/);
  assert.deepEqual(fetches(), [
    {
      token: 'token',
      id: 'dino-vits16',
      hub: 'https://me:secret@mirror.example/hub',
      network: { proxy: { kind: 'given', url: 'http://proxy:3128', noProxy: 'a,b' }, checksCertificates: false },
    },
  ]);
  assert.equal(editor.settings['freesel.model'], 'dino-vits16');
});

test('without consent, or while another work goes on, nothing is fetched and nothing changes', async () => {
  await choose('DINO ViT-S/16', undefined);
  assert.deepEqual([fetches(), 'freesel.model' in editor.settings], [[], false]);
  isBusy = true;
  await choose('DINO ViT-S/16', 'Download');
  assert.deepEqual([fetches(), 'freesel.model' in editor.settings], [[], false]);
});

test('what is here is taken at once; the setting is written where it stands', async () => {
  here = ['dino-vitb16'];
  await choose('DINO ViT-B/16');
  assert.deepEqual([editor.shown.messages, editor.settings['freesel.model']], [[], 'dino-vitb16']);
  await choose('FreeSel Lite (embedded)');
  assert.equal(editor.settings['freesel.model'], undefined);
  editor.settings['workspace:freesel.model'] = 'other.onnx';
  await choose('FreeSel Lite (embedded)');
  assert.equal(editor.settings['workspace:freesel.model'], '');
  assert.deepEqual(fetches(), []);
});

test('a file of one’s own, and a model that FreeSel does not fetch', async () => {
  editor.file = '/my/own.onnx';
  await choose('Choose a File…');
  assert.equal(editor.settings['freesel.model'], '/my/own.onnx');
  await choose('DINOv3 ViT-S/16', 'Read the Licence');
  assert.match(editor.shown.messages.at(-1)?.detail ?? '', /restricts some uses/);
  assert.deepEqual(editor.shown.opened, ['https://ai.meta.com/resources/models-and-libraries/dinov3-license/']);
  assert.deepEqual(fetches(), []);
});

test('in a workspace that is not trusted the embedded model is the only one', async () => {
  editor.isTrusted = false;
  await choose('DINO ViT-S/16', undefined);
  assert.deepEqual([asked, editor.shown.items], [[], []]);
  assert.match(editor.shown.messages[0]?.text ?? '', /only the embedded model/);
});

test('without a proxy of its own the editor leaves it to the environment, or to nobody where that is what it says', async () => {
  await choose('DINO ViT-S/16', 'Download');
  editor.settings['http.proxySupport'] = 'off';
  await choose('DINO ViT-S/16', 'Download');
  assert.deepEqual(
    fetches().map(({ network }) => network),
    [
      { proxy: { kind: 'environment' }, checksCertificates: true },
      { proxy: { kind: 'none' }, checksCertificates: true },
    ],
  );
});
