import * as vscode from 'vscode';
import type { Context } from './context.js';
import { dataRootOf, imageUri, isInWorkspace } from './data-root.js';
import { showHint } from './problems.js';
import { registerCommand } from './register-command.js';
import { selectionFor } from './selection-choice.js';
import type { SelectionFiles } from './selection-files.js';

/** Commands that open a selection, as panel or as text, and its images. */
export function registerOpenCommands(context: Context, files: SelectionFiles): vscode.Disposable {
  const open = async (given: unknown, as: 'freesel.selection' | 'default'): Promise<void> => {
    const uri = await selectionFor(context, files, given, vscode.l10n.t('Which selection do you want to open?'));
    if (!uri) return;
    await context.active.open(uri);
    await vscode.commands.executeCommand('vscode.openWith', uri, as);
  };
  const withImage =
    (run: (image: vscode.Uri) => unknown) =>
    async (given: unknown): Promise<void> => {
      const image = await imageFromMenu(files, given);
      if (image) await run(image);
    };
  return vscode.Disposable.from(
    registerCommand(context, 'freesel.openSelection', (given) => open(given, 'freesel.selection')),
    registerCommand(context, 'freesel.openSelectionText', (given) => open(given, 'default')),
    registerCommand(
      context,
      'freesel.openImage',
      withImage((image) => vscode.commands.executeCommand('vscode.open', image, { preview: true })),
    ),
    registerCommand(
      context,
      'freesel.revealImage',
      withImage((image) => vscode.commands.executeCommand(isInWorkspace(image) ? 'revealInExplorer' : 'revealFileInOS', image)),
    ),
    registerCommand(
      context,
      'freesel.copyImagePath',
      withImage((image) => vscode.env.clipboard.writeText(image.fsPath)),
    ),
  );
}

/** The image of a row of the view, or an image's own address. Undefined, and said, where it is not to be opened. */
async function imageFromMenu(files: SelectionFiles, given: unknown): Promise<vscode.Uri | undefined> {
  if (given instanceof vscode.Uri) return given;
  const row = rowOf(given);
  if (!row) return undefined;
  const file = vscode.Uri.parse(row.file);
  const selection = await files.selection(file);
  const path = (row.kind === 'image' ? selection?.picks : selection?.skipped)?.[row.index]?.path;
  if (!selection || path === undefined) return undefined;
  const root = dataRootOf(file, selection.root);
  const image = root && imageUri(root, path);
  if (!root || !image) {
    await showHint(vscode.l10n.t('{0} leads out of the data folder and is not opened. Do not trust this selection file.', path));
    return undefined;
  }
  if (!vscode.workspace.isTrusted && !isInWorkspace(root)) {
    await showHint(
      vscode.l10n.t('This selection is about images outside of the workspace. They are not opened while the workspace is not trusted.'),
      {
        title: vscode.l10n.t('Manage Workspace Trust'),
        run: () => vscode.commands.executeCommand('workbench.trust.manage'),
      },
    );
    return undefined;
  }
  if (await isThere(image)) return image;
  await showHint(vscode.l10n.t('{0} is not there any more. Verify the selection to see what has changed.', path), {
    title: vscode.l10n.t('Verify'),
    run: () => vscode.commands.executeCommand('freesel.verifySelection', file),
  });
  return undefined;
}

function rowOf(given: unknown): { readonly kind: 'image' | 'skipped'; readonly file: string; readonly index: number } | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { kind, file, index } = given as Partial<Record<string, unknown>>;
  if ((kind !== 'image' && kind !== 'skipped') || typeof file !== 'string' || typeof index !== 'number') return undefined;
  return { kind, file, index };
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
