import * as vscode from 'vscode';
import type { HostClient } from './host-client.js';
import { overallPercent } from './overall-progress.js';
import { showHint } from './problems.js';
import { progressText, transferPercent, transferText } from './progress-text.js';

/** What the background process is busy with, for the user. */
export type WorkState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'working'; readonly name: string; readonly text: string; readonly percent: number }
  /** The first cancel is under way; the next one ends the background process. */
  | { readonly kind: 'stopping'; readonly name: string };

/** The one long work that a user has asked for: its progress in a notification and, while it lasts, in the status bar; cancelled gently, then for good. */
export class RunningWork implements vscode.Disposable {
  private now: WorkState = { kind: 'idle' };
  private cancellation: vscode.CancellationTokenSource | undefined;
  private readonly changed = new vscode.EventEmitter<WorkState>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly host: HostClient) {}

  get state(): WorkState {
    return this.now;
  }

  /**
   * Runs a work with its progress shown. Undefined where another one is going on, which is said.
   *
   * @param name what is done, as a sentence's beginning: "Selecting samples from tiles"
   * @throws what the task throws; CancellationError where it was cancelled
   */
  async run<T>(name: string, task: (token: string, cancellation: vscode.CancellationToken) => Thenable<T>): Promise<T | undefined> {
    if (this.now.kind !== 'idle') {
      await showHint(vscode.l10n.t('FreeSel is still at work: {0}. Wait for it, or cancel it.', this.now.name), {
        title: vscode.l10n.t('Cancel It'),
        run: () => this.cancel(),
      });
      return undefined;
    }
    const cancellation = new vscode.CancellationTokenSource();
    this.cancellation = cancellation;
    this.become({ kind: 'working', name, text: name, percent: 0 });
    const token = this.host.newToken();
    try {
      return await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: name, cancellable: true },
        async (notification, notified) => {
          const byButton = notified.onCancellationRequested(() => this.cancel());
          const show = (text: string, reached: number): void => {
            if (this.now.kind !== 'working') return;
            const percent = Math.max(this.now.percent, reached);
            notification.report({ message: text, increment: percent - this.now.percent });
            this.become({ kind: 'working', name, text, percent });
          };
          const listener = vscode.Disposable.from(
            this.host.onProgress(token, (message) =>
              show(progressText(message), overallPercent(message.step, message.done, message.total)),
            ),
            this.host.onTransfer(token, (message) => show(transferText(message), transferPercent(message))),
          );
          try {
            return await task(token, cancellation.token);
          } finally {
            listener.dispose();
            byButton.dispose();
          }
        },
      );
    } catch (error) {
      // Cut off by the second cancel: that is what was asked for, however it ended.
      if (cancellation.token.isCancellationRequested) throw new vscode.CancellationError();
      throw error;
    } finally {
      cancellation.dispose();
      this.cancellation = undefined;
      this.become({ kind: 'idle' });
    }
  }

  /** Cancels the work; a second time ends the background process at once. */
  cancel(): void {
    switch (this.now.kind) {
      case 'idle':
        return;
      case 'working':
        this.become({ kind: 'stopping', name: this.now.name });
        this.cancellation?.cancel();
        return;
      case 'stopping':
        void this.host.cancelHard();
        return;
    }
  }

  dispose(): void {
    this.cancellation?.cancel();
    this.changed.dispose();
  }

  private become(state: WorkState): void {
    this.now = state;
    this.changed.fire(state);
  }
}
