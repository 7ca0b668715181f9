import picomatch from 'picomatch';
import { globInvalid } from './problems.js';

/**
 * A test of paths (relative, with `/`) by globs: any of `include` (all if there are none) and none of `exclude`. `*` and `?` stay within a name, `**` crosses
 * folders, `[...]` and `{...}` are as usual; everything else, `!`, `#` and parentheses among them, stands for itself. Throws `glob-invalid`.
 */
export function globTest(include: readonly string[], exclude: readonly string[]): (path: string) => boolean {
  const included = include.map(compile);
  const excluded = exclude.map(compile);
  return (path) => (included.length === 0 || included.some((matches) => matches(path))) && !excluded.some((matches) => matches(path));
}

function compile(glob: string): (path: string) => boolean {
  const written = glob.replace(/^(\.\/)+/, '').replace(/\/$/, '/**');
  if (written === '') throw globInvalid(glob);
  // Parentheses (and so the bar) are literal: they are common in the names of copies ("photo (1).jpg"), extended globs are not.
  const literal = (process.platform === 'win32' ? written.replaceAll('\\', '/') : written).replace(/(?<!\\)[()|]/g, '\\$&');
  try {
    // The flag s lets `**` pass a line feed in a name.
    return picomatch(literal, { dot: true, nonegate: true, noextglob: true, strictSlashes: true, windows: false, flags: 's' });
  } catch (error) {
    throw globInvalid(glob, error);
  }
}
