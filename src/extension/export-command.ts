import * as vscode from 'vscode';
import type { ExportParams } from '../protocol/host-messages.js';
import type { Context } from './context.js';
import { selectionWorkspace } from './data-root.js';
import { grouped } from './language.js';
import { registerCommand } from './register-command.js';
import type { RunningWork } from './running-work.js';
import { selectionFor } from './selection-choice.js';
import type { SelectionFiles } from './selection-files.js';
import { selectionName } from './selection-source.js';

interface FormatItem extends vscode.QuickPickItem {
  readonly format: ExportParams['format'];
  /** Ending of the file; undefined where a folder is written. */
  readonly ending?: string;
}

/** Writes the chosen images in the form that a labelling tool takes. */
export function registerExportCommand(context: Context, files: SelectionFiles, work: RunningWork): vscode.Disposable {
  return registerCommand(context, 'freesel.exportSelection', async (given) => {
    const uri = await selectionFor(context, files, given, vscode.l10n.t('Which selection do you want to export?'));
    if (!uri) return;
    const name = selectionName(uri);
    const format = await vscode.window.showQuickPick(formats(), {
      placeHolder: vscode.l10n.t('Export {0} in which form?', name),
      matchOnDetail: true,
    });
    if (!format) return;
    const base = vscode.workspace.getWorkspaceFolder(uri)?.uri ?? selectionWorkspace(uri);
    const out = await (format.ending === undefined ? folderToWrite(base, name) : fileToWrite(base, name, format.ending));
    if (!out) return;
    const written = await work.run(vscode.l10n.t('Exporting {0}', name), (_token, cancellation) =>
      context.host.request('freesel/export', { file: uri.fsPath, format: format.format, out: out.fsPath, base: base.fsPath }, cancellation),
    );
    if (!written) return;
    const place = vscode.Uri.file(written.place);
    if (format.ending !== undefined) await vscode.window.showTextDocument(place, { preview: true });
    else if (vscode.workspace.getWorkspaceFolder(place)) await vscode.commands.executeCommand('revealInExplorer', place);
    const said = written.images === 1 ? vscode.l10n.t('1 image exported') : vscode.l10n.t('{0} images exported', grouped(written.images));
    vscode.window.setStatusBarMessage(`$(export) ${said}`, 5000);
  });
}

function fileToWrite(base: vscode.Uri, name: string, ending: string): Thenable<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(base, `${name}${ending}`),
    saveLabel: vscode.l10n.t('Export'),
  });
}

/** A new folder below the one that is chosen: an existing one is never filled. */
async function folderToWrite(base: vscode.Uri, name: string): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    defaultUri: base,
    openLabel: vscode.l10n.t('Export Here'),
    title: vscode.l10n.t('The images go into a new folder below this one'),
  });
  const parent = chosen?.[0];
  if (!parent) return undefined;
  for (let copy = 1; ; copy += 1) {
    const folder = vscode.Uri.joinPath(parent, copy === 1 ? name : `${name}-${copy}`);
    const isFree = await vscode.workspace.fs.stat(folder).then(
      () => false,
      () => true,
    );
    if (isFree) return folder;
  }
}

function formats(): FormatItem[] {
  return [
    {
      format: 'list',
      ending: '.txt',
      label: vscode.l10n.t('List of paths'),
      detail: vscode.l10n.t('One path a line, in rank order'),
    },
    {
      format: 'csv',
      ending: '.csv',
      label: vscode.l10n.t('Table (CSV)'),
      detail: vscode.l10n.t('Rank, path, numbers and reason, for spreadsheets and pandas'),
    },
    {
      format: 'jsonl',
      ending: '.jsonl',
      label: vscode.l10n.t('JSON Lines'),
      detail: vscode.l10n.t('Rank, path, numbers and reason, one object a line'),
    },
    {
      format: 'label-studio',
      ending: '.label-studio.json',
      label: 'Label Studio',
      detail: vscode.l10n.t('Tasks for its local storage, with rank and reason'),
    },
    {
      format: 'cvat',
      ending: '.manifest.jsonl',
      label: 'CVAT',
      detail: vscode.l10n.t('Manifest of the images, for shared storage'),
    },
    {
      format: 'yolo',
      ending: '.yolo.txt',
      label: 'YOLO',
      detail: vscode.l10n.t('List of absolute paths for training'),
    },
    {
      format: 'copy',
      label: vscode.l10n.t('Folder of copies'),
      detail: vscode.l10n.t('The images themselves, named by rank'),
    },
    {
      format: 'link',
      label: vscode.l10n.t('Folder of links'),
      detail: vscode.l10n.t('Named by rank, and takes no space'),
    },
  ];
}
