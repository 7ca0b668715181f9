import * as vscode from 'vscode';
import type { Context } from './context.js';
import { HostProblem } from './host-client.js';

/** What a problem may offer to do about itself. */
interface Way {
  readonly title: string;
  readonly run: () => unknown;
}

/** Says that something could not be done, with what to do and the button that does it; of what was cancelled nothing is said. */
export async function showProblem({ log }: Pick<Context, 'log'>, error: unknown): Promise<void> {
  if (error instanceof vscode.CancellationError || (error instanceof HostProblem && error.isShown)) return;
  const showLog: Way = { title: vscode.l10n.t('Show Log'), run: () => log.show() };
  if (error instanceof HostProblem) {
    log.error(`${error.code}: ${error.message}`);
    await say(error.todo === null ? error.message : vscode.l10n.t('{0} {1}', error.message, error.todo), [...waysOf(error.code), showLog]);
    return;
  }
  log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const what = error instanceof Error ? error.message : String(error);
  await say(vscode.l10n.t('FreeSel could not go on: {0}', what), [showLog, debugInformation()]);
}

/** Says what cannot be done, in a sentence that needs no log. */
export async function showHint(text: string, ...ways: readonly Way[]): Promise<void> {
  const taken = await vscode.window.showInformationMessage(text, ...ways.map(({ title }) => title));
  await ways.find(({ title }) => title === taken)?.run();
}

async function say(text: string, ways: readonly Way[]): Promise<void> {
  const taken = await vscode.window.showErrorMessage(text, ...ways.map(({ title }) => title));
  await ways.find(({ title }) => title === taken)?.run();
}

function debugInformation(): Way {
  return {
    title: vscode.l10n.t('Copy Debug Information'),
    run: () => vscode.commands.executeCommand('freesel.copyDebugInformation'),
  };
}

function waysOf(code: string): readonly Way[] {
  if (code.startsWith('model-')) {
    return [
      { title: vscode.l10n.t('Choose Model'), run: () => vscode.commands.executeCommand('freesel.chooseModel') },
      {
        title: vscode.l10n.t('Open Settings'),
        run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'freesel.model'),
      },
    ];
  }
  if (code.startsWith('host-')) {
    return [{ title: vscode.l10n.t('Restart Host'), run: () => vscode.commands.executeCommand('freesel.restartHost') }];
  }
  return [];
}
