import * as vscode from 'vscode';
import { comparePanel, registerComparisons } from './compare-panel.js';
import type { Context } from './context.js';
import { showHint } from './problems.js';
import { registerCommand } from './register-command.js';
import { askForSelectionFile, selectionFor } from './selection-choice.js';
import type { SelectionFiles } from './selection-files.js';
import { isSelectionFile, selectionName } from './selection-source.js';

/** Compares a selection with a second one, which is asked for; two that are marked in the Explorer are compared at once. */
export function registerCompareCommand(context: Context, files: SelectionFiles): vscode.Disposable {
  const command = registerCommand(context, 'freesel.compareSelections', async (given, marked) => {
    const first = await selectionFor(context, files, given, vscode.l10n.t('Which selection do you want to compare?'));
    if (!first) return;
    const second = otherMarked(first, marked) ?? (await askForSecond(context, files, first));
    if (second) await comparePanel(context, first, second);
  });
  return vscode.Disposable.from(command, registerComparisons(context));
}

function otherMarked(first: vscode.Uri, marked: unknown): vscode.Uri | undefined {
  const all: readonly unknown[] = Array.isArray(marked) ? marked : [];
  const others = all
    .filter((own) => own instanceof vscode.Uri)
    .filter((own) => isSelectionFile(own) && own.toString() !== first.toString());
  return others.length === 1 ? others[0] : undefined;
}

async function askForSecond(context: Context, files: SelectionFiles, first: vscode.Uri): Promise<vscode.Uri | undefined> {
  const others = (await files.list()).filter((uri) => uri.toString() !== first.toString());
  if (others.length === 0) {
    await showHint(vscode.l10n.t('There is no second selection to compare {0} with. Make one with other settings.', selectionName(first)), {
      title: vscode.l10n.t('Select Samples'),
      run: () => vscode.commands.executeCommand('freesel.selectSamples'),
    });
    return undefined;
  }
  return askForSelectionFile(context, files, others, vscode.l10n.t('Compare {0} with which selection?', selectionName(first)));
}
