import * as vscode from 'vscode';
import type { Context } from './context.js';
import type { ContextKeys } from './context-keys.js';
import { debugInformation } from './debug-information.js';
import { registerCommand } from './register-command.js';

/** Commands about the background process and about what to say when something is wrong. */
export function registerHostCommands(context: Context, keys: ContextKeys, lines: readonly string[]): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(context, 'freesel.showLog', () => context.log.show()),
    registerCommand(context, 'freesel.restartHost', async () => {
      await context.host.restart();
      vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('FreeSel: the background process was restarted')}`, 5000);
    }),
    registerCommand(context, 'freesel.copyDebugInformation', async () => {
      await vscode.env.clipboard.writeText(await debugInformation(context, keys, lines));
      vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('FreeSel: debug information copied')}`, 5000);
    }),
  );
}
