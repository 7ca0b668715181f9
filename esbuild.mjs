// Builds everything that runs into dist/ (or --outdir), with the licences of what was bundled. --watch rebuilds on change, --minify is for packages.
import * as esbuild from 'esbuild';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const watch = process.argv.includes('--watch');
const minify = process.argv.includes('--minify');
const outAt = process.argv.indexOf('--outdir');
const outdir = outAt < 0 ? 'dist' : (process.argv[outAt + 1] ?? 'dist');

/** Native packages are loaded from node_modules at run time; all else is bundled. */
const native = ['onnxruntime-node', 'sharp'];

const shared = {
  bundle: true,
  minify,
  sourcemap: minify ? false : 'linked',
  logLevel: watch ? 'info' : 'warning',
  legalComments: 'none',
  metafile: true,
  outdir,
};
const node = { ...shared, platform: 'node', target: 'node20' };
const page = { ...shared, platform: 'browser', target: 'es2022', jsx: 'automatic', jsxImportSource: 'preact' };

const requireInModule = "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** The language client is four fifths of the extension's code: a file of its own, loaded when the background process starts. */
const languageClientApart = {
  name: 'language-client-apart',
  setup(build) {
    build.onResolve({ filter: /^\.\/language-client\.js$/ }, () => ({ path: './language-client.cjs', external: true }));
  },
};

const builds = [
  // Command line and background process share their parts; each command loads only its own.
  {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts', host: 'src/host/main.ts' },
    external: native,
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: `#!/usr/bin/env node\n${requireInModule}` },
  },
  {
    ...node,
    entryPoints: { extension: 'src/extension/extension.ts', 'language-client': 'src/extension/language-client.ts' },
    external: ['vscode'],
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    plugins: [languageClientApart],
    // Only what is required, and not imported, is given the editor's API.
    supported: { 'dynamic-import': false },
  },
  { ...page, entryPoints: { panel: 'src/panel/main.tsx', compare: 'src/panel/compare.tsx' }, format: 'iife' },
  { ...page, entryPoints: { renderer: 'src/renderer/renderer.ts' }, format: 'esm' },
];

/** Packages whose code is in the bundles, and the native ones that ship beside them. */
function shippedPackages(metafiles) {
  const folders = new Set();
  for (const { inputs } of metafiles) {
    for (const input of Object.keys(inputs)) {
      const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (found) folders.add(found[1]);
    }
  }
  const wanted = [...native];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const folder = `node_modules/${name}`;
    if (folders.has(folder) || !existsSync(`${folder}/package.json`)) continue;
    folders.add(folder);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    wanted.push(...Object.keys(dependencies), ...Object.keys(optionalDependencies));
  }
  return [...folders].sort();
}

/** The licences of everything that ships, as one text. */
function notices(folders) {
  const parts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find((own) => /^licen[cs]e/i.test(own));
    const text = file ? readFileSync(path.join(folder, file), 'utf8').trim() : 'The package has no licence file of its own.';
    return `${name} ${version}\nLicence: ${license}\n\n${text}\n`;
  });
  return `FreeSel contains or ships with these packages.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** The Japanese texts of the extension, written part by part, as the one file that the editor reads. */
function mergeTexts() {
  const folder = 'src/extension/l10n';
  const texts = Object.assign(
    {},
    ...readdirSync(folder)
      .filter((name) => name.endsWith('.ja.json'))
      .sort()
      .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'))),
  );
  mkdirSync(`${outdir}/l10n`, { recursive: true });
  writeFileSync(`${outdir}/l10n/bundle.l10n.ja.json`, `${JSON.stringify(texts, null, 2)}\n`);
}

/** Takes away what an earlier build left, after the new files are there: who is running the old ones is not disturbed. */
function removeStale(metafiles) {
  const fresh = new Set(metafiles.flatMap(({ outputs }) => Object.keys(outputs)).map((file) => path.resolve(file)));
  for (const folder of [outdir, `${outdir}/chunks`]) {
    if (!existsSync(folder)) continue;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = path.resolve(folder, entry.name);
      if (entry.isFile() && /\.c?js(\.map)?$/.test(entry.name) && !fresh.has(file)) rmSync(file);
    }
  }
}

const metafiles = [];
for (const options of builds) {
  const entryPoints = Object.fromEntries(Object.entries(options.entryPoints).filter(([, file]) => existsSync(file)));
  if (Object.keys(entryPoints).length === 0) continue;
  if (watch) await (await esbuild.context({ ...options, entryPoints })).watch();
  else metafiles.push((await esbuild.build({ ...options, entryPoints })).metafile);
}
mergeTexts();
if (!watch) {
  writeFileSync(`${outdir}/third-party-notices.txt`, notices(shippedPackages(metafiles)));
  removeStale(metafiles);
}
