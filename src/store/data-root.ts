import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { foldersAbove, isInnerPath, isRelativeRoot } from '../core/selection-paths.js';

export { isInnerPath };

/** Folder that a selection's `root` is relative to: the one that holds `.freesel` for a file in `.freesel/selections/`, else the file's own. */
export function selectionWorkspace(file: string): string {
  const folder = path.dirname(path.resolve(file));
  const isInStore = foldersAbove(path.basename(folder), path.basename(path.dirname(folder))) === 2;
  return isInStore ? path.dirname(path.dirname(folder)) : folder;
}

/** Data folder of a selection, absolute; undefined where `root` is absolute or no plain path. It may begin with `..`, where the file lies beside the data. */
export function selectionRoot(file: string, root: string): string | undefined {
  return isRelativeRoot(root) ? path.resolve(selectionWorkspace(file), root) : undefined;
}

/**
 * Absolute path of a file that a selection names below its data folder. Undefined where the text leads out of it: by `..`, as an absolute path, by a
 * backslash, or through a link to the folder itself or one above.
 */
export async function innerFile(root: string, relative: string): Promise<string | undefined> {
  if (!isInnerPath(relative)) return undefined;
  const realRoot = await realpath(root).catch(() => root);
  const parts = relative.split('/');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const folder = await realpath(path.join(root, ...parts.slice(0, depth))).catch(() => undefined);
    if (folder === undefined) break;
    if (realRoot === folder || realRoot.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)) return undefined;
  }
  return path.join(root, ...parts);
}

/** Whether a path is a folder. */
export async function isFolder(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isDirectory() ?? false;
}
