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
  const run = (file) => {
    const args = ['--import', 'tsx', '--test', '--test-reporter=spec', file];
    return spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, FREESEL_VSIX: vsix } }).status === 0;
  };
  for (const file of files) {
    if (run(file)) continue;
    // A browser, an editor and a server on a busy machine: once more, and said; what fails twice has failed.
    console.log(`\nAGAIN: ${path.basename(file)} failed once\n`);
    if (!run(file)) process.exitCode = 1;
  }
}
