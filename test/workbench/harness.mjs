// One workbench for one test: the packed extension on a fresh copy of a folder, in a browser.
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { launch } from './browser.mjs';
import { packedExtension } from './packed.mjs';
import { Workbench } from './page.mjs';
import { hostFolder, project, releaseIn } from './release.mjs';
import { startWorkbench } from './start.mjs';
import { Traffic } from './traffic.mjs';

/** Makes a copy of a read-only folder writable for those who are not root. */
function makeWritable(entry) {
  const stat = lstatSync(entry);
  if (stat.isSymbolicLink()) return;
  chmodSync(entry, stat.mode | 0o200);
  if (stat.isDirectory()) for (const name of readdirSync(entry)) makeWritable(path.join(entry, name));
}

/** A started workbench and its page. */
export class Session {
  /**
   * Starts the server and the browser; open() shows the folder.
   *
   * data      folder to copy, or a list of them, which then lie side by side in the opened folder
   * vsix      the packed extension; that of packedExtension() when left out, [] for none
   * host      the installed workbench
   * prepare   given the session before the folder is shown
   * viewport, reducedMotion   of the browser
   * and all of startWorkbench(): settings, locale, translations, trust, env
   */
  static async start({ data, vsix = packedExtension(), host = hostFolder(), prepare, viewport, reducedMotion, ...options }) {
    const session = new Session();
    session.out = path.join(project, 'out/workbench', releaseIn(host));
    mkdirSync(session.out, { recursive: true });
    session.root = mkdtempSync(path.join(os.tmpdir(), 'freesel-workbench-'));
    session.folder = path.join(session.root, Array.isArray(data) ? 'folder' : path.basename(data));
    for (const from of [data].flat()) {
      cpSync(from, Array.isArray(data) ? path.join(session.folder, path.basename(from)) : session.folder, { recursive: true });
    }
    makeWritable(session.folder);

    session.options = { host, dataDir: path.join(session.root, 'data'), ...options };
    try {
      session.server = await startWorkbench({ ...session.options, vsix: [vsix].flat() });
      Object.assign(session, await launch({ locale: options.locale, viewport, reducedMotion }));
      await prepare?.(session);
      await session.newPage();
    } catch (e) {
      await session.dispose();
      throw e;
    }
    return session;
  }

  /** What the page asked of other hosts, and its console errors; of all pages of this session. */
  traffic = new Traffic();

  async newPage() {
    this.page = await this.context.newPage();
    this.traffic.watch(this.page);
    this.ui = new Workbench(this.page, { settingsFile: this.server.settingsFile, out: this.out });
  }

  /** Shows the folder, or what `shows` names instead ({ workspace } or {}); returns the milliseconds that took. */
  open() {
    return this.ui.open(this.server.url(this.shows ?? { folder: this.folder }));
  }

  /** Reloads the window as `Developer: Reload Window` does: a new extension host, the same server. */
  async reload() {
    await this.page.waitForTimeout(1000); // the workbench writes its state with such a delay
    await this.page.goto('about:blank');
    return this.open();
  }

  /** Ends the server and starts it again on the same user data, with other settings, locale, trust or env where given. `page` and `ui` are new. */
  async restart(changes = {}) {
    await this.page.waitForTimeout(1000);
    await this.page.close();
    await this.server.dispose();
    Object.assign(this.options, changes);
    // the browser keeps the state of a workbench by its address, so that has to stay
    this.server = await startWorkbench({ ...this.options, port: this.server.port });
    await this.newPage();
    return this.open();
  }

  /** Fails when the page asked an outside host for anything, or wrote errors to the console other than those `allowed`. */
  expectQuiet({ allowed = [] } = {}) {
    assert.deepEqual(this.traffic.outside, [], 'requests to outside hosts');
    assert.deepEqual(
      this.traffic.errors.filter((text) => !allowed.some((known) => known.test(text))),
      [],
      'errors on the console',
    );
  }

  /** The log files of the extension hosts, output channels of extensions among them: { path: text }. */
  logs() {
    const folder = path.join(this.options.dataDir, 'user/logs');
    const files = readdirSync(folder, { recursive: true }).filter((name) => /exthost.*\.log$/.test(name));
    return Object.fromEntries(files.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
  }

  /** Leaves a picture and the logs of a failed test in `out`. */
  async keepTraces(name) {
    await this.ui.screenshot(`${name}-failed`).catch(() => undefined);
    const logs = Object.entries(this.logs()).filter(([, text]) => text !== '');
    const parts = [['server', this.server.log()], ['console', this.traffic.errors.join('\n')], ...logs];
    writeFileSync(path.join(this.out, `${name}-failed.log`), parts.map(([title, text]) => `=== ${title}\n${text}`).join('\n'));
  }

  /** Ends browser and server, and removes the copy of the folder and the user data. */
  async dispose() {
    await this.browser?.close();
    await this.server?.dispose();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/**
 * Opens a workbench for `work` and ends it afterwards; `name` is that of the traces which a failure leaves. `work` is given the session and, where `t` is
 * the context of the test, `step(name, work)`: a subtest that leaves traces too. Steps build on one another: after a failed one the others are skipped.
 */
export async function withWorkbench({ name, t, ...options }, work) {
  const session = await Session.start(options);
  let failed;
  const step = (title, part) =>
    t.test(title, { skip: failed && `after the failure of: ${failed}` }, async (context) => {
      try {
        await part(context);
      } catch (e) {
        failed = title;
        await session.keepTraces(name);
        throw e;
      }
    });
  try {
    await session.open();
    return await work(session, step);
  } catch (e) {
    await session.keepTraces(name);
    throw e;
  } finally {
    await session.dispose();
  }
}
