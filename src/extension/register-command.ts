import * as vscode from 'vscode';
import type { Context } from './context.js';
import { showProblem } from './problems.js';

/** Commands of package.json that the extension's own side answers. */
export type CommandName = `freesel.${
  | 'selectSamples'
  | 'selectSamplesToLabel'
  | 'openSelection'
  | 'openSelectionText'
  | 'compareSelections'
  | 'verifySelection'
  | 'exportSelection'
  | 'deleteSelection'
  | 'inspectInNotebook'
  | 'clearDecorations'
  | 'chooseModel'
  | 'cancelWork'
  | 'showLog'
  | 'restartHost'
  | 'copyDebugInformation'
  | 'openImage'
  | 'revealImage'
  | 'copyImagePath'
  | 'refreshSelections'}`;

/** Registers a command; what it throws is shown. Arguments come from menus, keys and other extensions: each command checks its own. */
export function registerCommand(
  { log }: Pick<Context, 'log'>,
  name: CommandName,
  run: (...given: readonly unknown[]) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(name, async (...given: readonly unknown[]) => {
    try {
      await run(...given);
    } catch (error) {
      // Not waited for: the message stays until it is closed, and the command is over.
      void showProblem({ log }, error);
    }
  });
}
