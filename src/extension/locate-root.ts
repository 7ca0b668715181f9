import path from 'node:path';
import * as vscode from 'vscode';
import { parseSelection } from '../core/selection.js';
import { isRelativeRoot } from '../core/selection-paths.js';
import { selectionWorkspace } from './data-root.js';
import { showHint } from './problems.js';

const rootLine = /("root"\s*:\s*)"(?:[^"\\]|\\.)*"/;

/** Asks for the data folder of a selection and gives its text with that folder as root; undefined where none was chosen. */
export async function locateRoot(document: vscode.TextDocument): Promise<string | undefined> {
  const workspace = selectionWorkspace(document.uri);
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    defaultUri: workspace,
    title: vscode.l10n.t('Choose the data folder of this selection'),
    openLabel: vscode.l10n.t('Use This Folder'),
  });
  const folder = chosen?.[0];
  if (!folder) return undefined;
  const root = path.relative(workspace.fsPath, folder.fsPath).split(path.sep).join('/') || '.';
  const text = document.getText().replace(rootLine, (_, key: string) => key + JSON.stringify(root));
  const parsed = parseSelection(text);
  if (isRelativeRoot(root) && parsed.kind === 'selection' && parsed.selection.root === root) return text;
  await showHint(vscode.l10n.t('A selection cannot name this folder. Choose one on the same disk.'));
  return undefined;
}
