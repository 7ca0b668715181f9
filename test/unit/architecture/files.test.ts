import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sources } from './sources.js';

const mostLines = 400;
const all = sources();

test('files are short', () => {
  const long = all
    .filter(({ text }) => text.split('\n').length - 1 >= mostLines)
    .map(({ path, text }) => `${path}: ${text.split('\n').length - 1} lines`);
  assert.deepEqual(long, []);
});

test('files and folders are named after what they are', () => {
  const empty = /^(utils?|utilit(y|ies)|helpers?|common|manager|misc|shared|stuff)$/;
  const words = (path: string): string[] =>
    path
      .replace(/\.[a-z.]+$/, '')
      .split(/[/.-]|(?=[A-Z])/)
      .map((word) => word.toLowerCase());
  assert.deepEqual(
    all.map(({ path }) => path).filter((path) => words(path).some((word) => empty.test(word))),
    [],
  );
  assert.deepEqual(
    all.map(({ path }) => path).filter((path) => !/^[a-z0-9/-]+(\.[a-z]+)*\.tsx?$/.test(path)),
    [],
  );
});

test('nothing is left to be done later', () => {
  const marks = /\b(TODO|FIXME|XXX|HACK)\b/;
  assert.deepEqual(
    all.flatMap(({ path, text }) => text.split('\n').flatMap((line, i) => (marks.test(line) ? [`${path}:${i + 1}`] : []))),
    [],
  );
});

test('nothing is kept from the compiler', () => {
  const silenced = /@ts-(ignore|expect-error|nocheck)|\bas any\b|eslint-disable(?!-next-line [a-z@/, -]+ -- )/;
  assert.deepEqual(
    all.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, i) => (silenced.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
    ),
    [],
  );
});
