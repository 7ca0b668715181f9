import os from 'node:os';
import * as vscode from 'vscode';
import { settings } from '../core/settings.js';
import type { Context } from './context.js';
import type { ContextKeys } from './context-keys.js';
import { scrubbedLines } from './scrubbed-lines.js';

/** The background process may be the very thing that does not answer. */
const patienceMs = 5000;

/** What helps to understand a fault, as text: versions, settings, state, the last lines of the log. No image is named in it, and no folder. */
export async function debugInformation(context: Context, keys: ContextKeys, lines: readonly string[]): Promise<string> {
  const { version } = context.extension.extension.packageJSON as { readonly version?: unknown };
  const given = vscode.workspace.getConfiguration('freesel', vscode.workspace.workspaceFolders?.[0]?.uri ?? null);
  const names = [...Object.keys(settings).filter((name) => given.has(name)), 'showBadges', 'threads'];
  const { selection } = context.active;
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const parts: readonly (readonly [title: string, value: unknown])[] = [
    ['FreeSel', version],
    ['VS Code', `${vscode.version}, ${vscode.env.appName}, ${remoteKind()}, ${vscode.env.language}`],
    [
      'System',
      `${process.platform} ${process.arch} ${os.release()}, Node ${process.versions.node}, ${os.cpus().length} × ${os.cpus()[0]?.model ?? '?'}, ${gibibytes(os.totalmem())}`,
    ],
    ['Workspace', `folders: ${folders.length}, ${vscode.workspace.isTrusted ? 'trusted' : 'not trusted'}`],
    ['Settings', Object.fromEntries(names.map((name) => [name, given.get<unknown>(name)]))],
    ['Own model', given.get<unknown>('model') ? 'yes' : 'no'],
    ['State', keys.all],
    [
      'Active selection',
      selection
        ? {
            pool: selection.pool.images,
            picks: selection.picks.length,
            skipped: selection.skipped.length,
            model: selection.model.id,
            sampler: selection.settings.sampler,
          }
        : 'none',
    ],
    ['Background process', await aboutHost(context)],
  ];
  const written = parts.map(([title, value]) => `${title}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [...written, '', 'Log:', ...scrubbedLines(lines, { folders, home: os.homedir() }), ''].join('\n');
}

/** Which kind of remote machine this is, never which one. */
function remoteKind(): string {
  const { remoteName } = vscode.env;
  if (remoteName === undefined) return 'local';
  return /^[a-z]+(?:-[a-z]+)*$/.test(remoteName) ? remoteName : 'remote';
}

async function aboutHost({ host }: Context): Promise<unknown> {
  const cancellation = new vscode.CancellationTokenSource();
  const timer = setTimeout(() => cancellation.cancel(), patienceMs);
  try {
    return await Promise.race([
      host.request('freesel/about', null, cancellation.token),
      new Promise((done) => cancellation.token.onCancellationRequested(() => done(`no answer, ${JSON.stringify(host.state)}`))),
    ]);
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    clearTimeout(timer);
    cancellation.dispose();
  }
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
