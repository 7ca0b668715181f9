import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { longestBlock, printBlock } from './longest-block.js';
import { eventually, test } from './suite.js';

test(
  'a selection of 100,000 images does not block the extension host',
  async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    await vscode.extensions.getExtension('freesel.freesel')?.activate();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const block = longestBlock();
    const started = performance.now();
    await vscode.commands.executeCommand('freesel.showLog');
    const file = await eventually(
      async () => {
        // One small folder is looked at: a search would go through all the images.
        const place = vscode.Uri.joinPath(folder.uri, '.freesel/selections');
        const names = await vscode.workspace.fs.readDirectory(place).then(
          (entries) => entries.map(([name]) => name),
          () => [],
        );
        const [name] = names.filter((own) => own.endsWith('.freesel.json'));
        return name === undefined ? undefined : vscode.Uri.joinPath(place, name);
      },
      { timeout: 900_000 },
    );
    await eventually(() =>
      vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(({ input }) => input instanceof vscode.TabInputCustom && input.uri.path === file.path),
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const blocked = block.stop();
    printBlock(`100,000 images in ${((performance.now() - started) / 1000).toFixed(0)} s`, blocked);
  },
  { timeout: 1_000_000 },
);
