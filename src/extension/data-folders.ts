import * as vscode from 'vscode';
import { pathBelow } from './data-root.js';

/** Folders that a selection can be made of, and the folder that its file is written below. */
export type DataFolders =
  | { readonly kind: 'ready'; readonly folders: readonly vscode.Uri[]; readonly workspace: vscode.Uri }
  | { readonly kind: 'not-on-disk' }
  /** They lie in different folders of the workspace, so no selection file could name them all. */
  | { readonly kind: 'apart' };

/** Makes one pool of folders: those within others are left out. A folder outside of the workspace keeps its selections itself. */
export function dataFolders(given: readonly vscode.Uri[]): DataFolders {
  if (given.length === 0 || given.some(({ scheme }) => scheme !== 'file')) return { kind: 'not-on-disk' };
  const folders = given.filter(
    (own, at) =>
      !given.some((other, i) => {
        const below = i === at ? undefined : pathBelow(other, own);
        return below !== undefined && (below !== '' || i < at);
      }),
  );
  const homes = new Map(folders.map((folder) => homeOf(folder)).map((home) => [home.toString(), home]));
  const [workspace] = homes.values();
  return workspace && homes.size === 1 ? { kind: 'ready', folders, workspace } : { kind: 'apart' };
}

const homeOf = (folder: vscode.Uri): vscode.Uri => vscode.workspace.getWorkspaceFolder(folder)?.uri ?? folder;

/** Folders that the Explorer hands to a command: those that are marked where the clicked one is among them, else the clicked one. */
export function foldersFromMenu(given: readonly unknown[]): readonly vscode.Uri[] | undefined {
  const [clicked, marked] = given;
  if (!(clicked instanceof vscode.Uri)) return undefined;
  const all: readonly unknown[] = Array.isArray(marked) ? marked : [];
  const uris = all.filter((own) => own instanceof vscode.Uri);
  return uris.some((own) => own.toString() === clicked.toString()) ? uris : [clicked];
}
