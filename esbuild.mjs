// Builds everything that runs into dist/. --watch rebuilds on change, --minify for packages.
import * as esbuild from 'esbuild';
import { rmSync } from 'node:fs';

const watch = process.argv.includes('--watch');
const minify = process.argv.includes('--minify');

/** Native packages are loaded from node_modules at run time; all else is bundled. */
const native = ['onnxruntime-node', 'sharp'];

const shared = { bundle: true, minify, sourcemap: minify ? false : 'linked', logLevel: 'warning', legalComments: 'none', metafile: true };
const node = { ...shared, platform: 'node', target: 'node20', external: native };

const builds = [
  {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: 'dist',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  },
];

if (!watch) rmSync('dist', { recursive: true, force: true });
for (const options of builds) {
  if (watch) await (await esbuild.context(options)).watch();
  else await esbuild.build(options);
}
