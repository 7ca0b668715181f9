import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { settings } from '../../src/core/settings.js';
import { test } from './suite.js';

const extension = vscode.extensions.getExtension('freesel.freesel');

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** Children of this extension host that are the background process. */
function backgroundProcesses(): readonly string[] {
  return readdirSync('/proc').filter((id) => {
    try {
      const parent = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${id}/stat`, 'utf8'))?.[1];
      return Number(parent) === process.pid && readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('host.js');
    } catch {
      return false;
    }
  });
}

test('a folder without selections does not activate the extension', () => {
  assert.ok(extension);
  assert.equal(extension.isActive, false);
});

test('activation starts nothing', async () => {
  assert.ok(extension);
  const start = performance.now();
  await extension.activate();
  const ms = performance.now() - start;
  console.log(`activation with loading: ${ms.toFixed(0)} ms (mark: 50)`);
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.deepEqual(backgroundProcesses(), []);
});

test('every command that is contributed is there', async () => {
  assert.ok(extension);
  const { contributes } = extension.packageJSON as Manifest;
  const known = new Set(await vscode.commands.getCommands(true));
  assert.deepEqual(
    contributes.commands.map(({ command }) => command).filter((command) => !known.has(command)),
    [],
  );
});

test('the editor gives the defaults of the table', () => {
  const given = vscode.workspace.getConfiguration('freesel');
  for (const name of ['sampler', 'rarity', 'blend', 'centre', 'seed'] as const) assert.equal(given.get(name), settings[name].default, name);
});

test('a file that is no selection is said to be none, and opens as text', async () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  const file = vscode.Uri.joinPath(folder.uri, 'broken.freesel.json');
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{"version": 1'));
  const document = await vscode.workspace.openTextDocument(file);
  assert.equal(document.languageId, 'json');
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('vscode.openWith', file, 'freesel.selection');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});
