import * as vscode from 'vscode';
import { foldersAbove, isInnerPath, isRelativeRoot } from '../core/selection-paths.js';

/** Folder that the `root` of a selection file is relative to. */
export function selectionWorkspace(file: vscode.Uri): vscode.Uri {
  const folders = file.path.split('/');
  const above = foldersAbove(folders.at(-2) ?? '', folders.at(-3) ?? '');
  return vscode.Uri.joinPath(file, ...Array.from({ length: above + 1 }, () => '..'));
}

/** Data folder of a selection; undefined where its `root` is absolute or no plain path. */
export function dataRootOf(file: vscode.Uri, root: string): vscode.Uri | undefined {
  return isRelativeRoot(root) ? vscode.Uri.joinPath(selectionWorkspace(file), root) : undefined;
}

/** An image of a data folder; undefined where its path leads out of it. */
export function imageUri(root: vscode.Uri, path: string): vscode.Uri | undefined {
  return isInnerPath(path) ? vscode.Uri.joinPath(root, path) : undefined;
}

/** Path of an address relative to a folder, with `/`: the empty text for the folder itself, undefined outside of it. */
export function pathBelow(folder: vscode.Uri, uri: vscode.Uri): string | undefined {
  if (uri.scheme !== folder.scheme || uri.authority !== folder.authority) return undefined;
  const base = folder.path.replace(/\/$/, '');
  if (uri.path === base || uri.path === folder.path) return '';
  return uri.path.startsWith(`${base}/`) ? uri.path.slice(base.length + 1) : undefined;
}

/** Whether a folder is one of the workspace's folders, or lies in one. */
export function isInWorkspace(uri: vscode.Uri): boolean {
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}
