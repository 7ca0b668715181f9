import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const sourceFolder = fileURLToPath(new URL('../../../src', import.meta.url));

export interface Source {
  /** Relative to `src`, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The folder of `src` that it lies in. */
  readonly part: string;
  /** What it imports, as it is written. */
  readonly imports: readonly string[];
  /** The part of that which is there when the program runs. */
  readonly running: readonly string[];
}

const specifiers = [
  /\b(?:import|export)\b[^;'"]*?\bfrom\s*['"]([^'"]+)['"]/g,
  /\bimport\s*['"]([^'"]+)['"]/g,
  /\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/g,
];

/** What a source imports: by statement, for its effect, and when it runs. */
export function importsOf(text: string): string[] {
  const code = text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  return specifiers.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ''));
}

/** What is left of a source without its imports of types. */
export const withoutTypes = (text: string): string => text.replace(/^(import|export) type [^;]*;$/gm, '');

/** Every source file. */
export function sources(): Source[] {
  return readdirSync(sourceFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mts)$/.test(entry.name))
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const relative = path.relative(sourceFolder, file).split(path.sep).join('/');
      const text = readFileSync(file, 'utf8');
      return { path: relative, text, part: relative.split('/')[0] ?? '', imports: importsOf(text), running: importsOf(withoutTypes(text)) };
    });
}

/** Whether an import is of Node itself. */
export const isOfNode = (name: string): boolean => name.startsWith('node:');

/** The folder of `src` that an import leads to, or undefined where it is Node or a library. */
export function partOf(source: Source, name: string): string | undefined {
  if (!name.startsWith('.')) return undefined;
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(source.path), name));
  return target.split('/')[0];
}
