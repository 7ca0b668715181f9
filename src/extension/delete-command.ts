import * as vscode from 'vscode';
import type { Context } from './context.js';
import { registerCommand } from './register-command.js';
import { selectionFor } from './selection-choice.js';
import type { SelectionFiles } from './selection-files.js';
import { selectionName } from './selection-source.js';

/** Deletes a selection file, never an image or a feature. */
export function registerDeleteCommand(context: Context, files: SelectionFiles): vscode.Disposable {
  return registerCommand(context, 'freesel.deleteSelection', async (given) => {
    const uri = await selectionFor(context, files, given, vscode.l10n.t('Which selection do you want to delete?'));
    if (!uri) return;
    const name = selectionName(uri);
    const toTrash = vscode.l10n.t('Move to Trash');
    const wanted = await vscode.window.showWarningMessage(
      vscode.l10n.t('Delete the selection {0}?', name),
      { modal: true, detail: vscode.l10n.t('Only the selection file is moved to the trash. The images and their features stay.') },
      toTrash,
    );
    if (wanted !== toTrash || !(await remove(uri, name))) return;
    await vscode.window.tabGroups.close(openTabs(uri));
    if (context.active.is(uri)) context.active.clear();
    files.refresh();
  });
}

/** Tabs that show a file, save those with changes that are not saved. */
function openTabs(uri: vscode.Uri): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) =>
    tabs.filter(({ input, isDirty }) => {
      const shown = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText ? input.uri : undefined;
      return !isDirty && shown?.toString() === uri.toString();
    }),
  );
}

/** Whether the file is gone. Machines that have no trash, such as servers, delete for good: that is asked once more. */
async function remove(uri: vscode.Uri, name: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.delete(uri, { useTrash: true });
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return true;
  }
  const forGood = vscode.l10n.t('Delete Permanently');
  const wanted = await vscode.window.showWarningMessage(
    vscode.l10n.t('There is no trash here. Delete {0} permanently?', name),
    { modal: true, detail: vscode.l10n.t('The images and their features stay.') },
    forGood,
  );
  if (wanted !== forGood) return false;
  await vscode.workspace.fs.delete(uri);
  return true;
}
