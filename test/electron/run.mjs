// Runs the in-host tests in a desktop VS Code, which is downloaded: npm run test:electron. For people with a desktop; on a server, under xvfb-run.
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundleTests } from '../workbench/inside.mjs';
import { packedExtension } from '../workbench/packed.mjs';
import { project } from '../workbench/release.mjs';

/** The oldest release that the extension takes, and the newest. */
const releases = [/\d+\.\d+\.\d+/.exec(JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')).engines.vscode)[0], 'stable'];

const vsix = packedExtension(`${process.platform}-${process.arch}`);
for (const release of releases) {
  const place = mkdtempSync(path.join(os.tmpdir(), 'freesel-electron-'));
  try {
    const vscodeExecutablePath = await downloadAndUnzipVSCode(release);
    const [cli, ...given] = resolveCliArgsFromVSCodeExecutablePath(vscodeExecutablePath);
    const profile = [`--user-data-dir=${path.join(place, 'user')}`, `--extensions-dir=${path.join(place, 'extensions')}`];
    const own = given.filter((arg) => !/^--(user-data|extensions)-dir/.test(arg));
    const { status } = spawnSync(cli, [...own, ...profile, '--install-extension', vsix], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error(`the extension could not be installed in ${release}`);
    const code = path.join(place, 'tests.cjs');
    await bundleTests([path.join(project, 'test/extension/activation.test.ts')], code);
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: path.join(project, 'test/workbench/carrier'),
      extensionTestsPath: code,
      launchArgs: [place, ...profile, '--disable-workspace-trust'],
    });
    console.log(`passed in ${release}`);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
