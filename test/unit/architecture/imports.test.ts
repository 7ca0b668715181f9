import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { importsOf, isOfNode, partOf, sourceFolder, sources, withoutTypes, type Source } from './sources.js';

const below = ['core', 'images', 'model', 'store', 'engine'];

/** For each folder of `src` the others that it may import. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  images: ['core'],
  model: ['core'],
  store: ['core'],
  engine: ['core', 'images', 'model', 'store'],
  protocol: ['core'],
  host: [...below, 'protocol'],
  cli: below,
  extension: ['protocol', 'core'],
  panel: ['protocol', 'core'],
  renderer: ['protocol', 'core'],
};

const all = sources();
const inParts = (...parts: string[]): Source[] => all.filter(({ part }) => parts.includes(part));
/** Imports that break a rule, as `file: import`. */
const breaking = (own: readonly Source[], isAllowed: (name: string, source: Source) => boolean): string[] =>
  own.flatMap((source) => source.imports.filter((name) => !isAllowed(name, source)).map((name) => `${source.path}: ${name}`));

test('imports are found in every form', () => {
  const text = [
    "import a from 'a';",
    "import { b,\n  c } from './b.js';",
    "import type { d } from 'd';",
    "import 'e';",
    "export * from './f.js';",
    "export { g } from 'g';",
    "const h = await import('h');",
    "const i = require('i');",
    "import j, * as k from 'j';",
    "// import 'comment';",
    "export const from = 'no import';",
  ].join('\n');
  const found = ['./b.js', './f.js', 'a', 'd', 'e', 'g', 'h', 'i', 'j'];
  assert.deepEqual(importsOf(text).sort(), found);
  assert.deepEqual(
    importsOf(withoutTypes(text)).sort(),
    found.filter((name) => name !== 'd'),
  );
});

test('there are sources in every folder that others stand on', () => {
  for (const part of ['core', 'images', 'model', 'store', 'engine', 'cli']) assert.ok(inParts(part).length >= 5, part);
  assert.ok(all.reduce((sum, { imports }) => sum + imports.length, 0) > all.length);
});

test('every folder of src is known', () => {
  assert.deepEqual(
    [...new Set(all.map(({ part }) => part))].filter((part) => !(part in allowed)),
    [],
  );
});

test('imports point one way', () => {
  const wrong = breaking(all, (name, source) => {
    const part = partOf(source, name);
    return part === undefined || part === source.part || (allowed[source.part] ?? []).includes(part);
  });
  assert.deepEqual(wrong, []);
});

test('core imports nothing of Node and no library but valibot', () => {
  assert.deepEqual(
    breaking(inParts('core'), (name) => name.startsWith('.') || name === 'valibot'),
    [],
  );
  const globals = inParts('core').filter(({ text }) =>
    /\b(process|Buffer|__dirname|require)\b\s*[.([]/.test(text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')),
  );
  assert.deepEqual(
    globals.map((source) => source.path),
    [],
  );
});

test('only the extension imports vscode', () => {
  assert.deepEqual(
    breaking(
      all.filter(({ part }) => part !== 'extension'),
      (name) => name !== 'vscode' && !name.startsWith('vscode/'),
    ),
    [],
  );
});

test('pages import nothing of Node', () => {
  assert.deepEqual(
    breaking(inParts('panel', 'renderer', 'protocol'), (name) => !isOfNode(name)),
    [],
  );
});

test('what is of Node is named so, and what is of the project ends in .js and is there', () => {
  const wrong = breaking(all, (name, source) => {
    if (!name.startsWith('.')) return isOfNode(name) || !builtinModules.includes(name);
    const file = path.join(sourceFolder, path.dirname(source.path), name);
    if (/\.(json|css|wasm)$/.test(name)) return true;
    return name.endsWith('.js') && ['.ts', '.tsx'].some((ending) => existsSync(file.replace(/\.js$/, ending)));
  });
  assert.deepEqual(wrong, []);
});

test('no file imports itself by way of others when the program runs', () => {
  const at = new Map(all.map((source) => [source.path, source]));
  const targets = (source: Source): Source[] =>
    source.running.flatMap((name) => at.get(path.posix.join(path.posix.dirname(source.path), name).replace(/\.js$/, '.ts')) ?? []);
  const importsItself = (start: Source): boolean => {
    const seen = new Set<Source>();
    const open = targets(start);
    for (let next = open.pop(); next; next = open.pop()) {
      if (next === start) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...targets(next));
    }
    return false;
  };
  assert.ok(all.some((source) => targets(source).length > 3));
  assert.deepEqual(
    all.filter(importsItself).map((source) => source.path),
    [],
  );
});
