import * as vscode from 'vscode';
import type { Context } from './context.js';
import { selectionWorkspace } from './data-root.js';
import { language } from './language.js';

const selectionEnding = /\.freesel\.json$/i;

/**
 * Writes a notebook that inspects a selection where the user wants it, and opens it: its outputs are there already, no kernel is asked for.
 * Rejects with the host's problem, or where the notebook cannot be written.
 */
export async function inspectInNotebook({ host }: Context, selection: vscode.Uri): Promise<void> {
  const name = selection.path.slice(selection.path.lastIndexOf('/') + 1).replace(selectionEnding, '');
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Notebook of {0}', name),
    saveLabel: vscode.l10n.t('Save Notebook'),
    defaultUri: vscode.Uri.joinPath(selectionWorkspace(selection), `${name}.ipynb`),
    filters: { [vscode.l10n.t('Notebooks')]: ['ipynb'] },
  });
  if (!target) return;
  const folder = vscode.Uri.joinPath(target, '..').fsPath;
  const making = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Making the notebook') };
  const { text } = await vscode.window.withProgress(making, () =>
    host.request('freesel/notebook', { file: selection.fsPath, language: language(), folder }),
  );
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  await vscode.commands.executeCommand('vscode.openWith', target, 'jupyter-notebook');
}
