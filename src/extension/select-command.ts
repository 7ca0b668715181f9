import * as vscode from 'vscode';
import type { Context } from './context.js';
import { dataFolders, foldersFromMenu } from './data-folders.js';
import { isInWorkspace } from './data-root.js';
import { askForSelection, foldersName } from './guided-input.js';
import { language } from './language.js';
import { showRoot } from './panel-data.js';
import { showHint } from './problems.js';
import { registerCommand } from './register-command.js';
import type { RunningWork } from './running-work.js';
import type { SelectionsView } from './selections-view.js';
import { selectionDefaults } from './settings.js';

/** The main job, from the palette and from folders in the Explorer, and its cancelling. */
export function registerSelectCommand(context: Context, work: RunningWork, view: SelectionsView): vscode.Disposable {
  const select = async (given?: readonly vscode.Uri[]): Promise<void> => {
    const known = given && (await onlyFolders(given));
    if (known) {
      const checked = dataFolders(known);
      if (checked.kind !== 'ready') return sayWhyNot(checked.kind);
    }
    const wish = await askForSelection(context, known);
    if (!wish) return;
    const data = dataFolders(wish.folders);
    if (data.kind !== 'ready') return sayWhyNot(data.kind);
    const [first] = data.folders;
    if (!first) return;
    const { rarity, blend, centre, seed, model } = selectionDefaults(first);
    const made = await work.run(vscode.l10n.t('Selecting samples from {0}', foldersName(data.folders)), async (token, cancellation) => {
      const remarks = context.host.onRemark(token, ({ code, text }) => context.log.info(`${code}: ${text[language()]}`));
      try {
        return await context.host.request(
          'freesel/select',
          {
            token,
            folders: data.folders.map(({ fsPath }) => fsPath),
            workspace: data.workspace.fsPath,
            budget: wish.budget,
            sampler: wish.sampler,
            rarity,
            blend,
            centre,
            seed,
            model,
          },
          cancellation,
        );
      } finally {
        remarks.dispose();
      }
    });
    if (!made) return;
    const file = vscode.Uri.file(made.file);
    context.log.info(`selected ${made.picks} of ${made.images} images, ${made.skipped} could not be read`);
    await context.active.open(file);
    // Whoever names a folder in the dialog has said that its images may be shown.
    const { dataRoot } = context.active;
    if (dataRoot && !isInWorkspace(dataRoot)) await showRoot(context, dataRoot);
    await view.reveal(file);
    await vscode.commands.executeCommand('vscode.openWith', file, 'freesel.selection');
  };
  return vscode.Disposable.from(
    registerCommand(context, 'freesel.selectSamples', () => select()),
    registerCommand(context, 'freesel.selectSamplesToLabel', (...given) => select(foldersFromMenu(given))),
    registerCommand(context, 'freesel.cancelWork', () => work.cancel()),
  );
}

/** The folders among what is marked in the Explorer. */
async function onlyFolders(uris: readonly vscode.Uri[]): Promise<vscode.Uri[]> {
  const kinds = await Promise.all(
    uris.map((uri) =>
      vscode.workspace.fs.stat(uri).then(
        ({ type }) => type,
        () => vscode.FileType.Unknown,
      ),
    ),
  );
  return uris.filter((_, i) => ((kinds[i] ?? 0) & vscode.FileType.Directory) !== 0);
}

function sayWhyNot(kind: 'not-on-disk' | 'apart'): Promise<void> {
  switch (kind) {
    case 'not-on-disk':
      return showHint(
        vscode.l10n.t('FreeSel reads images from a disk of the machine that it runs on. Choose a folder there.'),
        chooseFolder(),
      );
    case 'apart':
      return showHint(
        vscode.l10n.t('These folders lie in different folders of the workspace. Select samples from one of them at a time.'),
        chooseFolder(),
      );
  }
}

const chooseFolder = (): { title: string; run: () => unknown } => ({
  title: vscode.l10n.t('Choose a Folder'),
  run: () => vscode.commands.executeCommand('freesel.selectSamples'),
});
