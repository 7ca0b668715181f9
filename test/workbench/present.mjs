// Whether a workbench can be started on this machine.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { hostFolder, releaseWanted } from './release.mjs';

/**
 * Why no workbench can be started here, for the `skip` of a test; false where one can. With CI=true nothing is skipped: what is missing then fails.
 */
export function workbenchMissing() {
  if (process.env.CI === 'true') return false;
  const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(chromium)) return `there is no ${chromium}: apt-get install -y chromium, or name another one in CHROMIUM`;
  const host = hostFolder();
  if (existsSync(path.join(host, 'installed.json'))) return false;
  return `there is no workbench in ${host}: node test/workbench/install.mjs --version ${releaseWanted()}`;
}
