import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifest, manifestText, sources } from './sources.js';

const { commands, menus } = manifest.contributes;
const contributed = commands.map(({ command }) => command).sort();
const code = sources.map(({ text }) => text).join('\n');

const registered = [...code.matchAll(/registerCommand\(\s*(?:[\w.]+,\s*)?['"](freesel\.\w+)['"]/g)].map(([, name = '']) => name).sort();

test('every command of package.json is registered once, and no other', () => {
  assert.deepEqual(registered, contributed);
});

test('commands are named by a verb and a noun', () => {
  for (const name of contributed) assert.match(name, /^freesel\.[a-z]+[A-Z][A-Za-z]*$/);
});

test('menus, links and code name only commands that are there', () => {
  const inMenus = Object.values(menus).flatMap((entries) => entries.map(({ command }) => command));
  const inLinks = [...manifestText.matchAll(/(?:command:|onCommand:)(freesel\.\w+)/g)].map(([, name = '']) => name);
  const inCode = [...code.matchAll(/executeCommand\(\s*'(freesel\.\w+)'|command: '(freesel\.\w+)'/g)].map(([, a, b]) => a ?? b ?? '');
  for (const name of [...inMenus, ...inLinks, ...inCode]) assert.ok(contributed.includes(name), name);
});

test('context keys that package.json asks for are those that the extension sets', () => {
  const asked = new Set([...manifestText.matchAll(/\bfreesel\.(?:is|has)[A-Z]\w*/g)].map(([name]) => name));
  const set = new Set([...code.matchAll(/'(freesel\.(?:is|has)[A-Z]\w*)'/g)].map(([, name = '']) => name));
  assert.deepEqual([...asked].sort(), [...set].sort());
});
