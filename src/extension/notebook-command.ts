import * as vscode from 'vscode';
import type { Context } from './context.js';
import { inspectInNotebook } from './notebook.js';
import { registerCommand } from './register-command.js';
import { selectionFor } from './selection-choice.js';
import type { SelectionFiles } from './selection-files.js';

/** Opens a notebook that inspects a selection. */
export function registerNotebookCommand(context: Context, files: SelectionFiles): vscode.Disposable {
  return registerCommand(context, 'freesel.inspectInNotebook', async (given) => {
    const uri = await selectionFor(context, files, given, vscode.l10n.t('Which selection do you want to inspect?'));
    if (uri) await inspectInNotebook(context, uri);
  });
}
