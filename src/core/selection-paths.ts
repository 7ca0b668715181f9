/** Folders, from the outer to the inner one, in which selections are kept below a workspace. */
export const selectionsFolder = ['.freesel', 'selections'] as const;

/** Whether a text from a file is a relative path with `/` that does not climb: what a pick's path has to be. */
export function isInnerPath(text: string): boolean {
  if (text === '' || text.includes('\\') || text.includes('\0') || text.startsWith('/') || /^[A-Za-z]:/.test(text)) return false;
  return text.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Whether a selection's `root` is a plain relative path with `/`. It may begin with `..`, where the file lies beside the data. */
export function isRelativeRoot(root: string): boolean {
  if (root === '.') return true;
  const climbs = /^(\.\.\/)*(\.\.$)?/.exec(root)?.[0] ?? '';
  const rest = root.slice(climbs.length);
  return root !== '' && (rest === '' || isInnerPath(rest));
}

/**
 * How many folders above a selection file's own folder the one lies that its `root` is relative to: the one that holds `.freesel` for a file in
 * `.freesel/selections/`, else the file's own.
 *
 * @param parent name of the file's folder
 * @param grandparent name of the folder that holds that one
 */
export function foldersAbove(parent: string, grandparent: string): 0 | 2 {
  return grandparent === selectionsFolder[0] && parent === selectionsFolder[1] ? 2 : 0;
}
