import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';

/** How a process ended. */
export interface Ending {
  /** In words that go into a sentence. */
  readonly reason: string;
}

/** The background process: one native process, spoken to over IPC. */
export class HostProcess {
  /** Settles when it has ended, for whatever reason. */
  readonly ended: Promise<Ending>;

  private constructor(readonly child: ChildProcess) {
    this.ended = new Promise((done) => {
      child.once('error', (error) => done({ reason: error.message }));
      child.once('exit', (code, signal) => done({ reason: reasonOf(code, signal) }));
    });
  }

  /**
   * Starts a program with the editor's own Node. What it writes goes to the log.
   *
   * @throws Error where it cannot be started
   */
  static async start(program: string, log: vscode.LogOutputChannel): Promise<HostProcess> {
    const child = fork(program, [], {
      // Nothing of how the extension host itself was started, such as a debugger's port.
      execArgv: [],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const own = new HostProcess(child);
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface({ input: stream }).on('line', (line) => log.warn(`[host] ${line}`));
    await new Promise<void>((spawned, failed) => {
      child.once('spawn', spawned);
      child.once('error', failed);
    });
    return own;
  }

  /** Ends it at once. */
  kill(): void {
    this.child.kill('SIGKILL');
  }
}

const nativeFaults: readonly string[] = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE'];

function reasonOf(code: number | null, signal: string | null): string {
  if (signal === null) return vscode.l10n.t('it ended with code {0}', code ?? 0);
  if (signal === 'SIGKILL') return vscode.l10n.t('the system ended it (SIGKILL), as it does when memory runs out');
  if (nativeFaults.includes(signal)) return vscode.l10n.t('a native library failed ({0})', signal);
  return vscode.l10n.t('it was ended by {0}', signal);
}
