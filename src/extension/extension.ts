import * as vscode from 'vscode';
import { ActiveSelection } from './active-selection.js';
import { registerChooseModelCommand } from './choose-model.js';
import { registerCompareCommand } from './compare-command.js';
import type { Context } from './context.js';
import { ContextKeys } from './context-keys.js';
import { Decorations } from './decorations.js';
import { registerDeleteCommand } from './delete-command.js';
import { registerExportCommand } from './export-command.js';
import { HostClient } from './host-client.js';
import { registerHostCommands } from './host-commands.js';
import { registerNotebookCommand } from './notebook-command.js';
import { registerOpenCommands } from './open-commands.js';
import { recentLog } from './recent-log.js';
import { registerCommand } from './register-command.js';
import { RunningWork } from './running-work.js';
import { registerSelectCommand } from './select-command.js';
import { registerSelectionEditor } from './selection-editor.js';
import { SelectionFiles } from './selection-files.js';
import { SelectionsView } from './selections-view.js';
import { registerStatus } from './status.js';
import { registerVerifyCommand } from './verify-command.js';

/** Registers everything and does nothing yet: the background process starts with the first request. */
export function activate(extension: vscode.ExtensionContext): void {
  try {
    register(extension);
  } catch (error) {
    // The workbench says nothing of an activation that fails.
    const what = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('FreeSel could not start: {0}', what));
    throw error;
  }
}

function register(extension: vscode.ExtensionContext): void {
  const { log, lines } = recentLog();
  const keys = new ContextKeys();
  const active = new ActiveSelection(extension.workspaceState);
  const host = new HostClient(extension, log);
  const context: Context = { extension, log, host, active };
  const files = new SelectionFiles(active);
  const work = new RunningWork(host);
  const view = new SelectionsView(context, files, keys);
  extension.subscriptions.push(
    log,
    active,
    host,
    files,
    work,
    view,
    new Decorations(context, keys),
    registerStatus(work, keys),
    registerSelectCommand(context, work, view),
    registerOpenCommands(context, files),
    registerCompareCommand(context, files),
    registerVerifyCommand(context, files, work),
    registerExportCommand(context, files, work),
    registerDeleteCommand(context, files),
    registerNotebookCommand(context, files),
    registerChooseModelCommand(context, work),
    registerHostCommands(context, keys, lines),
    registerSelectionEditor(context),
    registerCommand(context, 'freesel.clearDecorations', () => active.clear()),
    registerCommand(context, 'freesel.refreshSelections', async () => {
      if (active.uri) await active.open(active.uri);
      files.refresh();
    }),
  );
  // After the activation, from one small file: the badges of the last session.
  setImmediate(() => void Promise.all([active.restore(), view.updateKeys()]));
}
