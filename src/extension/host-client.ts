import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { HostNotifications, HostOptions, HostRequest, HostRequests } from '../protocol/host-messages.js';
import { editorLanguage, hostDied, HostProblem, hostRestarted, requestFailure } from './host-problem.js';
import { HostSession } from './host-session.js';

/** How the background process stands. */
export type HostState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly processId: number | undefined }
  | { readonly kind: 'restarting'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** It starts again by itself this often in this time, each time after a longer wait. */
const mostDeaths = 3;
const deathsWithinMs = 5 * 60_000;
const waitsMs = [300, 2000, 8000];

/** The background process of this window, as the extension sees it: it starts with the first request or the first selection that is shown as text. */
export class HostClient implements vscode.Disposable {
  private current: HostState = { kind: 'idle' };
  private readonly changed = new vscode.EventEmitter<HostState>();
  private readonly progress = new Told<HostNotifications['freesel/progress']>();
  private readonly transfers = new Told<HostNotifications['freesel/transfer']>();
  private readonly remarks = new Told<HostNotifications['freesel/remark']>();
  private readonly disposables: vscode.Disposable[] = [new vscode.Disposable(() => this.changed.dispose())];
  private starting: Promise<HostSession> | undefined;
  private session: HostSession | undefined;
  /** Sessions that end because this object ended them. */
  private readonly endings = new WeakSet<HostSession>();
  private deaths: number[] = [];
  private restarts: Promise<void> | undefined;
  private isRestartQueued = false;
  private isRestartDue = false;
  private isDisposed = false;

  readonly onDidChangeState = this.changed.event;
  /** Folder of the thumbnails that the host makes. */
  readonly thumbnails: vscode.Uri;

  constructor(
    private readonly extension: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.thumbnails = vscode.Uri.joinPath(extension.globalStorageUri, 'thumbnails');
    this.disposables.push(
      vscode.window.onDidChangeVisibleTextEditors((editors) => this.startForText(editors)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.restartWhenFree()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('freesel.threads')) this.restartWhenFree();
      }),
    );
    this.startForText(vscode.window.visibleTextEditors);
  }

  get state(): HostState {
    return this.current;
  }

  /**
   * Asks the host, starting it if need be.
   *
   * @throws HostProblem, or vscode.CancellationError where it was cancelled
   */
  async request<K extends HostRequest>(
    name: K,
    params: HostRequests[K]['params'],
    token?: vscode.CancellationToken,
  ): Promise<HostRequests[K]['result']> {
    try {
      const session = await this.started();
      if (token?.isCancellationRequested) throw new vscode.CancellationError();
      return await session.request(name, params, token);
    } catch (error) {
      throw requestFailure(error);
    } finally {
      if (this.isRestartDue) this.restartWhenFree();
    }
  }

  /** A token for a request whose progress is to be heard. */
  newToken(): string {
    return randomUUID();
  }

  onProgress(token: string, listener: (message: HostNotifications['freesel/progress']) => void): vscode.Disposable {
    return this.progress.on(token, listener);
  }

  onTransfer(token: string, listener: (message: HostNotifications['freesel/transfer']) => void): vscode.Disposable {
    return this.transfers.on(token, listener);
  }

  onRemark(token: string, listener: (message: HostNotifications['freesel/remark']) => void): vscode.Disposable {
    return this.remarks.on(token, listener);
  }

  /** Ends the process and starts it again. Asked for during a restart it happens once more after it. */
  restart(): Promise<void> {
    this.isRestartQueued = true;
    this.restarts ??= (async () => {
      while (this.isRestartQueued && !this.isDisposed) {
        this.isRestartQueued = false;
        await this.restartOnce();
      }
    })().finally(() => (this.restarts = undefined));
    return this.restarts;
  }

  /** Ends the process at once, whatever it does: what was asked counts as cancelled. It starts again when it is needed. */
  async cancelHard(): Promise<void> {
    const { session } = this;
    if (!session) return;
    this.log.info('The background process is ended because a second cancel was asked for.');
    this.letGo(session);
    session.rejectWaiting(new vscode.CancellationError());
    await session.kill();
    if (this.current.kind === 'running') this.setState({ kind: 'idle' });
    this.startForText(vscode.window.visibleTextEditors);
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    const { session } = this;
    if (session) {
      this.letGo(session);
      session.rejectWaiting(new vscode.CancellationError());
      void session.stop();
    }
    for (const own of this.disposables) own.dispose();
  }

  private isOver(): boolean {
    return this.isDisposed;
  }

  private setState(state: HostState): void {
    this.current = state;
    if (!this.isDisposed) this.changed.fire(state);
  }

  private letGo(session: HostSession): void {
    this.endings.add(session);
    if (this.session === session) this.session = undefined;
  }

  /** The running session; starts one if there is none. */
  private async started(): Promise<HostSession> {
    await this.restarts;
    if (this.session) return this.session;
    this.starting ??= this.start().finally(() => (this.starting = undefined));
    return this.starting;
  }

  private async start(): Promise<HostSession> {
    if (this.isDisposed) throw new vscode.CancellationError();
    if (this.current.kind !== 'restarting') this.setState({ kind: 'starting' });
    const start = performance.now();
    const program = vscode.Uri.joinPath(this.extension.extensionUri, 'dist', 'host.js').fsPath;
    let session: HostSession;
    try {
      session = await HostSession.start(program, this.options(), this.log, {
        'freesel/progress': (message) => this.progress.tell(message),
        'freesel/transfer': (message) => this.transfers.tell(message),
        'freesel/remark': (message) => this.remarks.tell(message),
        'freesel/dying': ({ reason }) => this.log.error(`The background process ends by a fault of its own: ${reason}`),
      });
    } catch (error) {
      const problem = requestFailure(error);
      this.log.error(problem.message);
      this.setState({ kind: 'failed', reason: problem.message });
      throw problem;
    }
    this.log.info(`The background process ${session.processId ?? ''} runs (${Math.round(performance.now() - start)} ms).`);
    this.session = session;
    void session.ended.then((reason) => this.hasEnded(session, reason));
    // While it started.
    if (this.isOver()) {
      this.letGo(session);
      await session.stop();
      throw new vscode.CancellationError();
    }
    this.setState({ kind: 'running', processId: session.processId });
    return session;
  }

  private options(): HostOptions {
    return {
      thumbnails: this.thumbnails.fsPath,
      models: vscode.Uri.joinPath(this.extension.globalStorageUri, 'models').fsPath,
      isTrusted: vscode.workspace.isTrusted,
      language: editorLanguage(),
      threads: vscode.workspace.getConfiguration('freesel').get<number>('threads', 0),
    };
  }

  /** A process that nobody ended died: it is said once, and it starts again unless that has not helped before. */
  private async hasEnded(session: HostSession, reason: string): Promise<void> {
    if (this.endings.has(session) || this.isDisposed) return;
    this.letGo(session);
    this.log.error(`The background process died: ${reason}.`);
    session.rejectWaiting(hostDied(reason));
    await session.close();
    const now = Date.now();
    this.deaths = [...this.deaths.filter((at) => now - at < deathsWithinMs), now];
    if (this.deaths.length > mostDeaths) {
      this.setState({ kind: 'failed', reason });
      void this.sayDead(reason);
      return;
    }
    this.setState({ kind: 'restarting', reason });
    void this.sayDied(reason);
    await new Promise((waited) => setTimeout(waited, waitsMs[this.deaths.length - 1] ?? 0));
    if (this.current.kind === 'restarting' && !this.session) await this.started().catch(() => undefined);
  }

  private async sayDied(reason: string): Promise<void> {
    const showLog = vscode.l10n.t('Show Log');
    const restart = vscode.l10n.t('Restart');
    const text = vscode.l10n.t(
      'FreeSel: the background process stopped ({0}) and is started again. What was computed is kept; run the command again if one was running.',
      reason,
    );
    await this.act(await vscode.window.showWarningMessage(text, showLog, restart), showLog, restart);
  }

  private async sayDead(reason: string): Promise<void> {
    const showLog = vscode.l10n.t('Show Log');
    const restart = vscode.l10n.t('Restart');
    const text = vscode.l10n.t(
      'FreeSel: the background process stopped again ({0}), {1} times in 5 minutes, and is not started by itself any more. What was computed is kept.',
      reason,
      this.deaths.length,
    );
    await this.act(await vscode.window.showErrorMessage(text, restart, showLog), showLog, restart);
  }

  private async act(chosen: string | undefined, showLog: string, restart: string): Promise<void> {
    if (chosen === showLog) this.log.show();
    if (chosen === restart) await this.restart();
  }

  private async restartOnce(): Promise<void> {
    this.isRestartDue = false;
    this.deaths = [];
    await this.starting?.catch(() => undefined);
    const { session } = this;
    this.setState({ kind: 'restarting', reason: vscode.l10n.t('it was asked for') });
    if (session) {
      this.letGo(session);
      session.rejectWaiting(hostRestarted());
      await session.stop();
    }
    this.starting ??= this.start().finally(() => (this.starting = undefined));
    await this.starting.catch(() => undefined);
  }

  /** What the host was told at its start has changed: it starts again once nothing waits for it. */
  private restartWhenFree(): void {
    this.isRestartDue = false;
    if (!this.session && !this.starting) return;
    if (this.starting || this.session?.isBusy) this.isRestartDue = true;
    else void this.restart();
  }

  private startForText(editors: readonly vscode.TextEditor[]): void {
    if (this.current.kind !== 'idle' || this.isDisposed) return;
    const isShown = editors.some(({ document }) => document.uri.scheme === 'file' && document.uri.path.endsWith('.freesel.json'));
    // Why it does not start is in the log, and said to whoever asks next.
    if (isShown) this.started().catch(() => undefined);
  }
}

/** Listeners to what is told under a token. */
class Told<M extends { readonly token: string }> {
  private readonly listeners = new Map<string, Set<(message: M) => void>>();

  on(token: string, listener: (message: M) => void): vscode.Disposable {
    const own = this.listeners.get(token) ?? new Set();
    own.add(listener);
    this.listeners.set(token, own);
    return new vscode.Disposable(() => {
      own.delete(listener);
      if (own.size === 0) this.listeners.delete(token);
    });
  }

  tell(message: M): void {
    for (const listener of this.listeners.get(message.token) ?? []) listener(message);
  }
}

export { HostProblem };
