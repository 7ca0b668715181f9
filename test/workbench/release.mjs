// Which builds of VS Code the tests run in, and where they are installed.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Root of the project. */
export const project = path.resolve(import.meta.dirname, '../..');

/** code-server release: the Node it runs on. 4.100.3 is VS Code 1.100.3, the oldest that the extension takes; 4.139.1 is VS Code 1.139.1. */
export const releases = { '4.100.3': '20.20.2', '4.139.1': '24.21.0' };

/** The release asked for by `WORKBENCH_VERSION`, or else the oldest one. */
export function releaseWanted() {
  const release = process.env.WORKBENCH_VERSION ?? Object.keys(releases)[0];
  if (!(release in releases)) throw new Error(`prepared here: ${Object.keys(releases).join(', ')}; not ${release}`);
  return release;
}

/** The folder with the installed workbench: `WORKBENCH_HOST`, or a git-ignored one in the project. */
export function hostFolder(release = releaseWanted()) {
  return path.resolve(process.env.WORKBENCH_HOST ?? path.join(project, '.cache', `workbench-${release}`));
}

/** The release that is installed in a folder. */
export function releaseIn(host) {
  return JSON.parse(readFileSync(path.join(host, 'installed.json'), 'utf8')).dependencies['code-server'];
}
