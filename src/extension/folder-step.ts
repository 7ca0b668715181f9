import * as vscode from 'vscode';
import { imageFolders } from './image-folders.js';
import { showStep, type StepEnd, type StepPlace } from './input-step.js';

interface FolderItem extends vscode.QuickPickItem {
  readonly uri?: vscode.Uri;
}

/** Asks for the folder of the images: those of the workspace, the ones in them that hold images, or any other. */
export async function askForFolder(place: StepPlace, before: vscode.Uri | undefined): Promise<StepEnd<vscode.Uri>> {
  for (;;) {
    const end = await fromList(place, before);
    if (end.kind !== 'taken') return end;
    if (end.value) return { kind: 'taken', value: end.value };
    const chosen = await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      openLabel: vscode.l10n.t('Use This Folder'),
    });
    if (chosen?.[0]) return { kind: 'taken', value: chosen[0] };
  }
}

/** A folder that was chosen before, wherever it lies. */
const itemOf = (uri: vscode.Uri): FolderItem => ({
  label: uri.path.slice(uri.path.lastIndexOf('/') + 1),
  description: vscode.workspace.asRelativePath(vscode.Uri.joinPath(uri, '..')),
  iconPath: new vscode.ThemeIcon('folder'),
  uri,
});

/** Undefined where another folder is wanted. */
function fromList(place: StepPlace, before: vscode.Uri | undefined): Promise<StepEnd<vscode.Uri | undefined>> {
  const pick = vscode.window.createQuickPick<FolderItem>();
  pick.placeholder = vscode.l10n.t('Which folder holds your images?');
  pick.matchOnDescription = true;
  const workspaceFolders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const other: FolderItem = {
    label: workspaceFolders.length > 0 ? vscode.l10n.t('Choose another folder…') : vscode.l10n.t('Choose a folder…'),
    iconPath: new vscode.ThemeIcon('folder-opened'),
    alwaysShow: true,
  };
  const roots: FolderItem[] = workspaceFolders.map(({ name, uri }) => ({
    label: name,
    description: vscode.l10n.t('whole folder'),
    iconPath: new vscode.ThemeIcon('root-folder'),
    uri,
  }));
  const below: FolderItem[] = [];
  let isOver = false;

  // The folder of before is in the list from the beginning, so that Enter never takes another one.
  const show = (): void => {
    const [active = before && itemOf(before)] = pick.activeItems;
    const isSame = (one: FolderItem): boolean => one.uri?.toString() === active?.uri?.toString();
    const isListed = [...roots, ...below].some(({ uri }) => uri?.toString() === before?.toString());
    pick.items = [...roots, ...(before && !isListed ? [itemOf(before)] : []), ...below, other];
    const focused = active && pick.items.find(isSame);
    if (focused) pick.activeItems = [focused];
  };
  const search = async (): Promise<void> => {
    for (const { name, uri } of workspaceFolders) {
      const folders = await imageFolders(uri.fsPath, () => isOver);
      if (isOver) return;
      for (const folder of folders) {
        const slash = folder.lastIndexOf('/');
        const parents = [...(workspaceFolders.length > 1 ? [name] : []), ...(slash < 0 ? [] : [folder.slice(0, slash)])];
        below.push({
          label: folder.slice(slash + 1),
          ...(parents.length > 0 && { description: parents.join('/') }),
          iconPath: new vscode.ThemeIcon('folder'),
          uri: vscode.Uri.joinPath(uri, folder),
        });
      }
      show();
    }
    pick.busy = false;
  };

  show();
  pick.busy = true;
  void search();
  return showStep<vscode.Uri | undefined>(pick, place, pick.onDidTriggerButton, (take) => [
    pick.onDidAccept(() => {
      const item = pick.selectedItems[0];
      if (item) take(item.uri);
    }),
    new vscode.Disposable(() => (isOver = true)),
  ]);
}
