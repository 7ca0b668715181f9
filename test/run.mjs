// Runs the tests of the folders that are named: node test/run.mjs test/unit test/cli. Builds first; the runner's summary comes last.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const run = (program, args) => {
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

/** Test files below a folder, in the order of their names. */
const below = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? below(path.join(folder, entry.name)) : entry.name.endsWith('.test.ts') ? [path.join(folder, entry.name)] : [],
    );

const files = process.argv.slice(2).flatMap(below);
run(process.execPath, ['esbuild.mjs']);
run(process.execPath, ['--enable-source-maps', '--import', 'tsx', '--test', '--test-reporter=spec', `--test-concurrency=2`, ...files]);
