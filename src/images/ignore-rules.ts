import { readFile, stat } from 'node:fs/promises';
import ignore from 'ignore';
import { ignoreFileUnreadable } from './problems.js';
import { errnoOf } from './reasons.js';

/** The name of the file at the root of a data folder that leaves files out, in the syntax of .gitignore. */
export const ignoreFileName = '.freeselignore';

/** Whether the rules leave a path (relative, with `/`) out. */
export type LeavesOut = (path: string, kind: 'file' | 'folder') => boolean;

/** The rules of the folder, those of no file: nothing is left out. Throws `ignore-file-unreadable`. */
export async function readIgnoreRules(root: string, rootAsGiven: string): Promise<LeavesOut> {
  const file = `${root}/${ignoreFileName}`;
  try {
    // A pipe of that name would never end.
    if (!(await stat(file)).isFile()) return () => false;
    const rules = ignore({ ignorecase: false, allowRelativePaths: true }).add((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
    return (path, kind) => rules.ignores(kind === 'folder' ? `${path}/` : path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return () => false;
    throw ignoreFileUnreadable(`${rootAsGiven.replace(/[/\\]$/, '')}/${ignoreFileName}`, error);
  }
}
