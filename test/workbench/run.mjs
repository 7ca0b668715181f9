// Runs the workbench tests one after the other: node test/workbench/run.mjs [long]. With `long` those of test/workbench/long.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { packedExtension } from './packed.mjs';
import { workbenchMissing } from './present.mjs';
import { releaseWanted } from './release.mjs';

const missing = workbenchMissing();
if (missing !== false) {
  console.log(`\nSKIPPED: the tests of the extension in a workbench. On this machine ${missing}\n`);
} else {
  const folder = process.argv[2] === 'long' ? path.join(import.meta.dirname, 'long') : import.meta.dirname;
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.test.mjs'))
    .sort()
    .map((name) => path.join(folder, name));
  const vsix = packedExtension();
  console.log(`${vsix} in ${releaseWanted()}`);
  const args = ['--import', 'tsx', '--test', '--test-reporter=spec', '--test-concurrency=1', ...files];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, FREESEL_VSIX: vsix } });
  process.exitCode = status ?? 1;
}
