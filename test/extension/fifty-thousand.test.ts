import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { longestBlock, printBlock } from './longest-block.js';
import { eventually, test } from './suite.js';

test(
  'a selection of 50,000 images does not block the extension host',
  async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, '.freesel/selections/all.freesel.json');
    await vscode.extensions.getExtension('freesel.freesel')?.activate();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const block = longestBlock();
    const started = performance.now();
    await vscode.commands.executeCommand('vscode.openWith', file, 'freesel.selection');
    await eventually(() =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputCustom)),
    );
    await vscode.commands.executeCommand('workbench.view.explorer');
    // The page outside goes through tree, view and panel meanwhile, and then says so.
    await eventually(() => vscode.workspace.getConfiguration('freesel').get('seed') === 7, { timeout: 240_000 });
    const blocked = block.stop();
    printBlock(`50,000 picks for ${((performance.now() - started) / 1000).toFixed(0)} s`, blocked);
  },
  { timeout: 300_000 },
);
