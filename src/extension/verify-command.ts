import * as vscode from 'vscode';
import type { VerifyResult } from '../protocol/host-messages.js';
import type { Context } from './context.js';
import { grouped, language } from './language.js';
import { registerCommand } from './register-command.js';
import type { RunningWork } from './running-work.js';
import { selectionFor } from './selection-choice.js';
import type { SelectionFiles } from './selection-files.js';
import { selectionName } from './selection-source.js';
import { selectionDefaults } from './settings.js';

const differencesScheme = 'freesel-differences';
const shownMs = 8000;

/** Holds a selection against its images. What differs is shown as a text; that nothing does, in the status bar. */
export function registerVerifyCommand(context: Context, files: SelectionFiles, work: RunningWork): vscode.Disposable {
  const texts = new Map<string, string>();
  const verify = async (given: unknown): Promise<void> => {
    const uri = await selectionFor(context, files, given, vscode.l10n.t('Which selection do you want to verify?'));
    if (!uri) return;
    const name = selectionName(uri);
    const found = await work.run(vscode.l10n.t('Verifying {0}', name), (token, cancellation) =>
      context.host.request('freesel/verify', { token, file: uri.fsPath, model: selectionDefaults(uri).model }, cancellation),
    );
    if (!found) return;
    if (found.differences.length === 0) {
      vscode.window.setStatusBarMessage(`$(verified) ${allWell(name, found.checked)}`, shownMs);
      return;
    }
    const count = found.differences.length;
    const show = vscode.l10n.t('Show Differences');
    const said =
      count === 1
        ? vscode.l10n.t('{0} and its images differ in 1 place.', name)
        : vscode.l10n.t('{0} and its images differ in {1} places.', name, grouped(count));
    // Not waited for: the message stays until it is closed, and the work is over.
    void vscode.window.showWarningMessage(said, show).then(async (taken) => {
      if (taken !== show) return;
      const page = vscode.Uri.from({
        scheme: differencesScheme,
        path: `/${vscode.l10n.t('{0}: differences', name)}.txt`,
        query: String(Date.now()),
      });
      texts.set(page.toString(), differencesText(name, found));
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(page));
    });
  };
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(differencesScheme, {
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => texts.delete(uri.toString())),
    registerCommand(context, 'freesel.verifySelection', verify),
  );
}

function allWell(name: string, checked: VerifyResult['checked']): string {
  switch (checked) {
    case 'everything':
      return vscode.l10n.t('{0} is as it was: images, order and numbers agree', name);
    case 'hashes':
      return vscode.l10n.t('The images of {0} are as they were; its model is not here, so the order was not checked', name);
  }
}

function differencesText(name: string, { checked, differences }: VerifyResult): string {
  const head = vscode.l10n.t('What differs between {0} and its images now', name);
  const note = checked === 'hashes' ? [vscode.l10n.t('The model is not here, so only the images were compared, not the order.'), ''] : [];
  return [head, '', ...note, ...differences.map(({ text }) => `- ${text[language()]}`), ''].join('\n');
}
