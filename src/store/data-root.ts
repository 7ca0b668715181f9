import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** Folder that a selection's `root` is relative to: the one that holds `.freesel` for a file in `.freesel/selections/`, else the file's own. */
export function selectionWorkspace(file: string): string {
  const folder = path.dirname(path.resolve(file));
  const isInStore = path.basename(folder) === 'selections' && path.basename(path.dirname(folder)) === '.freesel';
  return isInStore ? path.dirname(path.dirname(folder)) : folder;
}

/** Whether a text from a file is a relative path with `/` that does not climb: what a pick's path has to be. */
export function isInnerPath(text: string): boolean {
  if (text === '' || text.includes('\\') || text.includes('\0') || text.startsWith('/') || /^[A-Za-z]:/.test(text)) return false;
  return text.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Data folder of a selection, absolute; undefined where `root` is absolute or no plain path. It may begin with `..`, where the file lies beside the data. */
export function selectionRoot(file: string, root: string): string | undefined {
  if (root === '.') return selectionWorkspace(file);
  const climbs = /^(\.\.\/)*(\.\.$)?/.exec(root)?.[0] ?? '';
  const rest = root.slice(climbs.length);
  if (rest !== '' && !isInnerPath(rest)) return undefined;
  return root === '' ? undefined : path.resolve(selectionWorkspace(file), root);
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
