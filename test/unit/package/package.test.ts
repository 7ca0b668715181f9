import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { binaries, mostBytes, openVsix, packed, root, strangers, unpackVsix, type Vsix } from './vsix.js';

interface Manifest {
  readonly main: string;
  readonly l10n: string;
  readonly icon: string;
  readonly version: string;
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly pricing: string;
  readonly preview: boolean;
  readonly extensionKind: readonly string[];
  readonly dependencies?: unknown;
  readonly scripts?: unknown;
  readonly contributes: {
    readonly jsonValidation: readonly { readonly url: string }[];
    readonly notebookRenderer: readonly { readonly entrypoint: string }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly svg: string } }[] }[];
  };
}

describe('the package for linux-x64', () => {
  let file: string;
  let vsix: Vsix;
  before(async () => {
    file = packed('linux-x64');
    vsix = await openVsix(file, (name) => /\.(json|txt|vsixmanifest)$/.test(name) || name === 'readme.md');
  });

  test('it is small enough', (t) => {
    const { size } = statSync(file);
    t.diagnostic(`${(size / 1e6).toFixed(1)} MB, ${vsix.files.size} files`);
    assert.ok(size <= mostBytes, `${size} bytes`);
  });

  test('exactly the wanted native code is inside', () => {
    const modules = 'dist/node_modules/';
    const found = binaries(vsix).map((name) => name.slice(modules.length).replace(/-?\d+(\.\d+)+(?=\.node)|(?<=\.so)\.[\d.]+/g, ''));
    assert.deepEqual(found, [
      '@img/sharp-libvips-linux-x64/lib/libvips-cpp.so',
      '@img/sharp-linux-x64/lib/sharp-linux-x64.node',
      'onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so',
      'onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
    ]);
  });

  test('nothing but what is on the list: no sources, no maps, no tests', () => assert.deepEqual(strangers(vsix), []));

  test('everything that the manifest names is inside', () => {
    const manifest = JSON.parse(vsix.text('package.json')) as Manifest;
    const { contributes } = manifest;
    const named = [
      manifest.main,
      manifest.icon,
      `${manifest.l10n}/bundle.l10n.ja.json`,
      'package.nls.json',
      'package.nls.ja.json',
      'models/freesel-lite.onnx',
      'models/catalogue.json',
      'dist/host.js',
      'dist/panel.js',
      'dist/compare.js',
      'media/panel.css',
      ...contributes.jsonValidation.map(({ url }) => url),
      ...contributes.notebookRenderer.map(({ entrypoint }) => entrypoint),
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)),
    ].map((name) => path.posix.normalize(name));
    assert.deepEqual(
      named.filter((name) => !vsix.files.has(name)),
      [],
    );
    assert.equal(manifest.dependencies, undefined);
    assert.equal(manifest.scripts, undefined);
    assert.equal(manifest.pricing, 'Free');
    assert.equal(manifest.preview, true);
    assert.deepEqual(manifest.extensionKind, ['workspace']);
    for (const category of ['Machine Learning', 'Data Science', 'Visualization', 'Notebooks'])
      assert.ok(manifest.categories.includes(category));
    assert.ok(manifest.keywords.length >= 5);
    assert.match(vsix.text('../extension.vsixmanifest'), /TargetPlatform="linux-x64"/);
  });

  test('both languages have the same words', () => {
    const [english, japanese] = ['package.nls.json', 'package.nls.ja.json'].map((name) =>
      Object.keys(JSON.parse(vsix.text(name)) as object).sort(),
    );
    assert.deepEqual(english, japanese);
    const bundle = JSON.parse(vsix.text('dist/l10n/bundle.l10n.ja.json')) as Record<string, string>;
    assert.ok(Object.keys(bundle).length > 100);
  });

  test('the notices name every package that is inside', () => {
    const notices = vsix.text('dist/third-party-notices.txt');
    const shipped = new Set([...vsix.files.keys()].flatMap((name) => /^dist\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1] ?? []));
    const bundled = [
      'vscode-languageclient',
      'vscode-languageserver',
      'vscode-jsonrpc',
      'apache-arrow',
      'flatbuffers',
      'preact',
      'ignore',
      'picomatch',
      'undici',
    ];
    const missing = [...shipped, ...bundled].filter(
      (name) => !new RegExp(`(^|[\\s(])${name.replaceAll('/', '\\/')}[@\\s,]`, 'm').test(notices),
    );
    assert.deepEqual(missing, []);
  });

  test('pictures of the first page are small, and of the package', () => {
    const links = [...vsix.text('readme.md').matchAll(/!\[[^\]]*\]\((?!https:)([^)]+)\)/g)].map(([, link]) => link ?? '');
    assert.deepEqual(
      links.filter((link) => !vsix.files.has(link)),
      [],
    );
    for (const [name, bytes] of vsix.files) if (/readme\/.*\.png$/.test(name)) assert.ok(bytes <= 250_000, `${name}: ${bytes} bytes`);
  });

  test('what is inside runs: the command line of the package tells its version', async () => {
    const place = mkdtempSync(path.join(tmpdir(), 'freesel-unpacked-'));
    try {
      await unpackVsix(file, place);
      const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
      const told = spawnSync(process.execPath, [path.join(place, 'dist/cli.js'), '--version'], { encoding: 'utf8', cwd: place });
      assert.equal(told.status, 0, told.stderr);
      assert.ok(told.stdout.includes(version), told.stdout);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });
});
