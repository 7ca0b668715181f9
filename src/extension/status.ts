import * as vscode from 'vscode';
import type { ContextKeys } from './context-keys.js';
import type { RunningWork, WorkState } from './running-work.js';

/** The status bar item, which is there while something is being worked on, and the context key that says so. */
export function registerStatus(work: RunningWork, keys: ContextKeys): vscode.Disposable {
  let item: vscode.StatusBarItem | undefined;
  const show = (state: WorkState): void => {
    keys.set('freesel.isWorking', state.kind !== 'idle');
    if (state.kind === 'idle') {
      item?.dispose();
      item = undefined;
      return;
    }
    if (!item) {
      item = vscode.window.createStatusBarItem('freesel.work', vscode.StatusBarAlignment.Left, 0);
      item.name = vscode.l10n.t('FreeSel Progress');
      item.command = 'freesel.cancelWork';
      item.show();
    }
    const { text, tooltip } = words(state);
    item.text = text;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: tooltip, role: 'button' };
  };
  return vscode.Disposable.from(work.onDidChange(show), { dispose: () => item?.dispose() });
}

function words(state: Exclude<WorkState, { readonly kind: 'idle' }>): { readonly text: string; readonly tooltip: string } {
  switch (state.kind) {
    case 'working':
      return {
        text: `$(loading~spin) ${vscode.l10n.t('FreeSel {0} %', Math.floor(state.percent))}`,
        tooltip: vscode.l10n.t('{0}: {1}. Select to cancel; what is read stays stored.', state.name, state.text),
      };
    case 'stopping':
      return {
        text: `$(loading~spin) ${vscode.l10n.t('FreeSel: stopping')}`,
        tooltip: vscode.l10n.t('{0}: stopping. Select again to end the background process at once.', state.name),
      };
  }
}
