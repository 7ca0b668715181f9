import path from 'node:path';
import { Problem } from '../core/problem.js';

/** A data folder and what of it is looked at. */
export interface DataFolder {
  readonly folder: string;
  /** Globs; none: everything. */
  readonly include: readonly string[];
}

/**
 * The data folder that several folders stand for: the lowest one that holds them all, with a glob for each. One folder stands for itself; a folder inside of
 * another one counts with it.
 *
 * @param bounds folders of which one has to hold the result where there are several: the way up must not end at the root of a disk
 * @throws Problem `folders-apart`
 */
export function dataFolderOf(folders: readonly string[], bounds: readonly string[]): DataFolder {
  const whole = [...new Set(folders.map((folder) => path.resolve(folder)))];
  const outer = whole.filter((own) => !whole.some((other) => other !== own && isWithin(other, own)));
  const [first = ''] = outer;
  if (outer.length === 1) return { folder: first, include: [] };
  let folder = path.dirname(first);
  while (!outer.every((own) => isWithin(folder, own))) folder = path.dirname(folder);
  if (!bounds.some((bound) => isWithin(bound, folder))) {
    throw new Problem(
      'folders-apart',
      { en: 'The folders do not lie in one workspace folder.', ja: 'フォルダーが 1 つのワークスペースフォルダーに収まっていません。' },
      { en: 'Select from each of them on its own.', ja: 'それぞれのフォルダーで個別に選択してください。' },
    );
  }
  return { folder, include: outer.map((own) => `${globOf(path.relative(folder, own))}/**`).sort() };
}

/** A relative path as a glob that stands for itself. In brackets rather than behind a backslash, which separates folders on Windows. */
function globOf(relative: string): string {
  return relative
    .split(path.sep)
    .join('/')
    .replace(/[*?[\]{}"]/g, (own) => `[${own}]`);
}

/** Whether a path is a folder or lies in it. Both absolute; links are not followed. */
export function isWithin(folder: string, inner: string): boolean {
  const relative = path.relative(folder, inner);
  return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}
